/**
 * What turns the direction of the text around it (embeddings, overrides, isolates), and what no font shows (control and tag
 * characters, the byte order mark). Marks that joined or right-to-left scripts are written with stay.
 */
const UNSEEN = /[\p{Cc}\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

const LINE_END = /\r\n?|[\u0085\u2028\u2029]/g;

/** Text that people typed, as it is recorded, printed and set into a sentence: whatever it says, it is seen, and only itself. */
export const plainText = (text: string): string =>
	text
		.replace(LINE_END, '\n')
		.replaceAll('\t', ' ')
		.replace(UNSEEN, (sign) => (sign === '\n' ? sign : ''));
