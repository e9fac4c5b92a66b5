/** Thermal label printers of 203 dpi print 8 dots a millimetre. */
const DOTS_A_MM = 8;

export type LabelSize = '1x1' | '1x3' | '1x4' | '2x4';

/**
 * Printer dots a module. A module is a whole number of dots, or the printer rounds some of them away; below 4 dots labels
 * stop being readable at arm's length. Absent where the link form does not fit the label.
 */
const MODULE_DOTS: Record<LabelSize, { readonly code: number; readonly link?: number }> = {
	'1x1': { code: 6 },
	'1x3': { code: 6 },
	'1x4': { code: 6, link: 5 },
	'2x4': { code: 10, link: 8 }
};

/** Side of one module in millimetres, or undefined where this form does not fit this label. */
export function moduleMillimetres(label: LabelSize, form: 'code' | 'link'): number | undefined {
	const dots = MODULE_DOTS[label][form];
	return dots === undefined ? undefined : dots / DOTS_A_MM;
}
