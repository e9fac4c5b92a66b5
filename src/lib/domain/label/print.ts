import type { Grade } from '../batch/batch.ts';
import type { BatchRow } from '../batch/views.ts';
import { printCode, type Code } from '../kernel/code.ts';
import type { RunRow } from '../run/run.ts';
import { printQuantity } from '../unit/print.ts';

/** What a tag of 2 x 4 inch says, as finished lines: a renderer only places them. Dates are ISO, the same in every language. */
export interface PrintedTag {
	readonly code: Code;
	/** The code in groups, for people. */
	readonly shownCode: string;
	/** The item's name in lines that fit. */
	readonly name: readonly string[];
	/** Never cut: half a number is a wrong number. Smaller, and in lines, when it is long. */
	readonly quantity: { readonly lines: readonly string[]; readonly size: number };
	readonly grade: Grade;
	readonly gradeMark: string;
	/** The run's number in groups; null for a batch without a run. */
	readonly run: string | null;
	/** The day the run was planned. */
	readonly date: string | null;
	readonly due: string | null;
	/** What the label could not show whole; words for it are the screen's. */
	readonly warnings: readonly TagWarning[];
}

export type TagWarning = { readonly type: 'NameCut'; readonly whole: string } | { readonly type: 'NameUnknown' };

export interface TagFacts {
	readonly batch: BatchRow;
	/** The name of the batch's item; undefined when this device does not know the item. */
	readonly itemName: string | undefined;
	readonly run: RunRow | undefined;
}

/** How large a text is printed, and what room it has. */
export interface TextBox {
	/** Millimetres: the size of the letters. */
	readonly size: number;
	/** Millimetres: the length of a line. */
	readonly width: number;
	readonly lines: number;
}

/** The boxes of the 2 x 4 inch tag: what the renderer sets and what is reckoned with here are the same. */
export const NAME_BOX: TextBox = { size: 5, width: 58, lines: 3 };
/** From the largest to the one a quantity of any length fits. */
export const QUANTITY_BOXES = [
	{ size: 8, width: 44, lines: 1 },
	{ size: 6, width: 44, lines: 1 },
	{ size: 4.5, width: 44, lines: 4 }
] as const satisfies readonly TextBox[];

export const GRADE_MARKS: { readonly [Key in Grade]: string } = { firsts: '1st', seconds: '2nd', waste: 'W' };

export function printTag({ batch, itemName, run }: TagFacts): PrintedTag {
	const name = itemName === undefined ? null : fitText(itemName, NAME_BOX);
	const quantity = batch.quantity === null ? '' : printQuantity(batch.quantity);
	return {
		code: batch.id,
		shownCode: printCode(batch.id),
		name: name?.lines ?? [],
		quantity: fitQuantity(quantity),
		grade: batch.grade,
		gradeMark: GRADE_MARKS[batch.grade],
		run: batch.run === null ? null : printCode(batch.run as Code),
		date: run?.created?.at.slice(0, 10) ?? null,
		due: run?.due ?? null,
		warnings: [
			...(name === null ? [{ type: 'NameUnknown' } as const] : []),
			...(name?.cut ? [{ type: 'NameCut', whole: itemName ?? '' } as const] : [])
		]
	};
}

function fitQuantity(quantity: string): PrintedTag['quantity'] {
	for (const box of QUANTITY_BOXES) {
		const { lines, cut } = fitText(quantity, box);
		if (!cut && (lines.length < 2 || box.lines > 1)) return { lines, size: box.size };
	}
	return { lines: [quantity], size: QUANTITY_BOXES[2].size };
}

/** Breaks text into lines at spaces, inside a word only when it is longer than a line, and ends it with … when it is too long. */
export function fitText(text: string, { size, width, lines: most }: TextBox): { lines: string[]; cut: boolean } {
	const room = width / size;
	const lines: string[] = [];
	let line = '';
	for (const word of text.trim().split(/[ \t\n]+/)) {
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
		0.4: ',./:;IJ\\|',
		0.45: '-f',
		0.5: '!()[]_`rt–',
		0.55: '"*',
		0.6: '?csz',
		0.65: 'Lx',
		0.7: '$0123456789EFTaekovy“”€',
		0.75: 'CPSYZbdghnpqu{}ß',
		0.8: 'ABKRVX',
		0.85: '#+<=>DGHNU^~×',
		0.9: '&OQ',
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
