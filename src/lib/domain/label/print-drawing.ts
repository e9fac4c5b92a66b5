import type { Grade } from '../batch/goods.ts';
import type { Code } from '../kernel/code.ts';

/**
 * Paper is laid out in dots of a label printer of 203 dpi, 8 a millimetre, from the upper left corner: a module of a symbol
 * is then a whole number, and whatever draws a drawing (a browser, a printer language) only has to place its marks.
 */
export const DOTS_A_MM = 8;
export const DOTS_AN_INCH = 25.4 * DOTS_A_MM;

export interface Drawing {
	readonly width: number;
	readonly height: number;
	readonly marks: readonly Mark[];
}

export type Mark = TextMark | BoxMark | SymbolMark | GradeMark;

export interface TextMark {
	readonly mark: 'text';
	readonly x: number;
	/** The line the letters stand on. */
	readonly y: number;
	readonly size: number;
	readonly text: string;
	readonly face: TextFace;
	/** Which end of the text `x` is. */
	readonly anchor: 'start' | 'middle' | 'end';
	/** Printed exactly this long, whatever the font. */
	readonly length?: number;
	/** A quarter to the left: it reads upwards from its start. */
	readonly turned?: boolean;
	/** White, on a box. */
	readonly white?: boolean;
}

/** `code` has signs of one width that cannot be confused. */
export type TextFace = 'bold' | 'plain' | 'code';

export interface BoxMark {
	readonly mark: 'box';
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
	/** Thickness of the outline, inside the box; null for a filled box. */
	readonly outline: number | null;
}

export interface SymbolMark {
	readonly mark: 'symbol';
	/** The outer corner of the quiet zone. */
	readonly x: number;
	readonly y: number;
	readonly code: Code;
	readonly form: SymbolForm;
	/** Dots a module. */
	readonly module: number;
}

export interface GradeMark {
	readonly mark: 'grade';
	readonly x: number;
	readonly y: number;
	readonly side: number;
	readonly grade: Grade;
}

/** The bare code, or a link that any phone's own camera opens. */
export type SymbolForm = 'code' | 'link';

/** Modules a side of each form with its quiet zone of four: version 1, and version 3. */
export const OUTER_MODULES: { readonly [Form in SymbolForm]: number } = { code: 21 + 8, link: 29 + 8 };

/** A grade without colour: a letter, and a pattern around it. */
export const GRADE_LETTERS: { readonly [Key in Grade]: string } = { firsts: '1', seconds: '2', waste: 'W' };
