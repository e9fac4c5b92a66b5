import { DOTS_AN_INCH, DOTS_A_MM, OUTER_MODULES, type SymbolForm } from './print-drawing.ts';
import type { LabelKind, LabelSize } from './format.ts';

/** What one label is printed on: a size of a label printer, or a cell of the A4 sheet with 24 labels. */
export type LabelStock = LabelSize | 'a4-cell';

export interface PaperSize {
	/** Dots. */
	readonly width: number;
	readonly height: number;
}

export const STOCK: { readonly [Stock in LabelStock]: PaperSize } = {
	'1x1': { width: DOTS_AN_INCH, height: DOTS_AN_INCH },
	'1x3': { width: 3 * DOTS_AN_INCH, height: DOTS_AN_INCH },
	'1x4': { width: 4 * DOTS_AN_INCH, height: DOTS_AN_INCH },
	'2x4': { width: 4 * DOTS_AN_INCH, height: 2 * DOTS_AN_INCH },
	'a4-cell': { width: 63.5 * DOTS_A_MM, height: 33.9 * DOTS_A_MM }
};

/**
 * Printer dots a module. A module is a whole number of dots, or the printer rounds some of them away; below 4 dots labels
 * stop being readable at arm's length. Absent where the link form does not fit the label.
 */
const MODULE_DOTS: { readonly [Stock in LabelStock]: { readonly code: number; readonly link?: number } } = {
	'1x1': { code: 6 },
	'1x3': { code: 6 },
	'1x4': { code: 6, link: 5 },
	'2x4': { code: 10, link: 8 },
	'a4-cell': { code: 6 }
};

/** The symbol a stock takes where `wanted` is asked for: the bare code fits everywhere. */
export function symbolOn(
	stock: LabelStock,
	wanted: SymbolForm
): { readonly form: SymbolForm; readonly module: number; readonly side: number } {
	const { code, link } = MODULE_DOTS[stock];
	const form = wanted === 'link' && link !== undefined ? 'link' : 'code';
	const module = form === 'link' ? (link ?? code) : code;
	return { form, module, side: module * OUTER_MODULES[form] };
}

export const takesLink = (stock: LabelStock): boolean => MODULE_DOTS[stock].link !== undefined;

/** How many next steps a traveler has room for; none: too small for a route. */
export const ROUTE_ROOM: { readonly [Stock in LabelStock]: number } = {
	'1x1': 0,
	'1x3': 2,
	'1x4': 4,
	'2x4': 6,
	'a4-cell': 0
};

export const isOffered = (kind: LabelKind, stock: LabelStock): boolean => kind === 'tag' || ROUTE_ROOM[stock] > 0;
