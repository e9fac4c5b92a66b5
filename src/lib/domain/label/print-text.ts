import { plainText } from '../kernel/plain-text.ts';

/** How large a text is printed, and what room it has; all lengths in one unit. */
export interface TextBox {
	/** The size of the letters. */
	readonly size: number;
	/** The length of a line. */
	readonly width: number;
	readonly lines: number;
}

/** Breaks text into lines at spaces, inside a word only when it is longer than a line, and ends it with … when it is too long. */
export function fitText(text: string, { size, width, lines: most }: TextBox): { lines: string[]; cut: boolean } {
	const room = width / size;
	const lines: string[] = [];
	let line = '';
	for (const word of plainText(text)
		.trim()
		.split(/[ \n]+/)) {
		const together = line === '' ? word : `${line} ${word}`;
		if (textWidth(together) <= room) {
			line = together;
			continue;
		}
		if (line !== '') lines.push(line);
		const parts = breakWord(word, room);
		lines.push(...parts.slice(0, -1));
		line = parts.at(-1) ?? '';
	}
	if (line !== '') lines.push(line);
	if (lines.length <= most) return { lines, cut: false };
	const kept = lines.slice(0, most);
	kept[most - 1] = endWithDots(kept[most - 1] ?? '', room);
	return { lines: kept, cut: true };
}

function breakWord(word: string, room: number): string[] {
	const parts: string[] = [];
	let part = '';
	for (const sign of graphemes(word)) {
		if (part !== '' && textWidth(part + sign) > room) {
			parts.push(part);
			part = '';
		}
		part += sign;
	}
	return [...parts, part];
}

function endWithDots(line: string, room: number): string {
	const signs = graphemes(line);
	while (signs.length > 0 && textWidth(`${signs.join('')}…`) > room) signs.pop();
	return `${signs.join('').trimEnd()}…`;
}

/** What people see as one sign: never cut in the middle of one (combining marks, Devanagari clusters). */
const graphemes = (text: string): string[] => text.match(/\P{M}\p{M}*|\p{M}+/gu) ?? [];

/** How wide signs of DejaVu Sans Bold are, in units of its size and rounded up: the widest of the fonts labels are printed with. */
const SIGN_WIDTHS = new Map(
	Object.entries({
		0.2: '\u202f',
		0.35: " '\u00a0ijl",
		0.4: ',./:;IJ\\|·',
		0.45: '-f',
		0.5: '!()[]_`rt–',
		0.55: '"*',
		0.6: '?csz',
		0.65: 'Lx',
		0.7: '$0123456789EFTaekovy“”€',
		0.75: 'CPSYZbdghnpqu{}ß',
		0.8: 'ABKRVX',
		0.85: '#+<=>DGHNU^~×',
		0.9: '&OQ→',
		0.95: 'w',
		1: '@M…',
		1.05: '%m',
		1.15: 'W'
	}).flatMap(([width, signs]) => [...signs].map((sign) => [sign, Number(width)] as const))
);

/** Letters of other scripts: what few of them exceed, and no whole line does. */
const OTHER_SIGN = 1.05;

/** The width of bold text in units of its size: a line that fits by it fits on paper. */
export function textWidth(text: string): number {
	let width = 0;
	// An accent takes no room of its own.
	for (const sign of text.normalize('NFD')) width += /\p{M}/u.test(sign) ? 0 : (SIGN_WIDTHS.get(sign) ?? OTHER_SIGN);
	return width;
}
