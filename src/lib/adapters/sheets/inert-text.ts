/**
 * Signs with which a spreadsheet begins a formula, as typed on a keyboard of any script: full width and small forms and the
 * mathematical minus are taken for them.
 */
const FORMULA = '[=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212]';

/** What programs skip before they look at the first sign: spaces, marks that nobody sees, quotes that are opened. */
const SKIPPED = '[\\s\\p{Cc}\\p{Cf}"]*';

const AT_START = new RegExp(`^(?=${SKIPPED}${FORMULA})|^(?=[\\t\\r\\n])`, 'u');
const AFTER_SEPARATOR = new RegExp(`[,;\\t|\\r\\n](?=${SKIPPED}${FORMULA})`, 'gu');

/** `1/3` comes out of a spreadsheet as the first of March. */
const FRACTION = /^-?\d+\/\d+$/;

/**
 * Text that no spreadsheet takes for a formula, wherever the file is opened, or saved as another. An apostrophe before it says
 * "text"; nothing is taken away. (OWASP, "CSV Injection".)
 */
export const inertText = (text: string): string => (AT_START.test(text) ? `'${text}` : text);

/**
 * The same in a file of separated values, that a program may cut at another separator than was meant: there, what stands after
 * one is the start of a cell as well.
 */
export function inertField(text: string): string {
	const inside = text.replace(AFTER_SEPARATOR, "$&'");
	return FRACTION.test(text) ? `'${text}` : inertText(inside);
}
