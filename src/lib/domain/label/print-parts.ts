import type { Grade } from '../batch/goods.ts';
import { printCode, type Code } from '../kernel/code.ts';
import type { Quantity } from '../kernel/quantity.ts';
import { printQuantity } from '../unit/print.ts';
import type { Mark, SymbolForm, TextMark } from './print-drawing.ts';
import { fitText, textWidth, type TextBox } from './print-text.ts';

/** What a label is about, as the floor knows it. */
export interface LabelFacts {
	/** The code on the paper. */
	readonly code: Code;
	/** Undefined when this device does not know the item. */
	readonly itemName: string | undefined;
	readonly quantity: Quantity | null;
	readonly grade: Grade;
	readonly run: Code | null;
	/** The day the run was planned, `2026-11-20`: the same in every language. */
	readonly date: string | null;
	readonly due: string | null;
	/** How many labels of this batch were printed before this one. */
	readonly prints: number;
	/** The steps ahead of the batch, nearest first; null when its route is not known here. */
	readonly next: readonly StepAhead[] | null;
}

export interface StepAhead {
	readonly name: string;
	/** What it is expected to use besides the batch, in words: `2.5 kg Yarn`. */
	readonly uses: readonly string[];
}

/** The label's own words, in its own language. */
export interface LabelWords {
	/** Before the run's number. */
	readonly run: string;
	readonly due: (date: string) => string;
	readonly reprint: (count: number) => string;
	/** Steps that found no room. */
	readonly more: (count: number) => string;
	readonly initials: string;
}

/** What a label could not show whole; words for it are the screen's. */
export type PrintWarning =
	| { readonly type: 'NameUnknown' }
	| { readonly type: 'TextCut'; readonly whole: string; readonly printed: string }
	| { readonly type: 'QuantitySmaller'; readonly quantity: string }
	| { readonly type: 'QuantityLeftOut'; readonly quantity: string }
	| { readonly type: 'RouteUnknown' }
	| { readonly type: 'StepsLeftOut'; readonly room: number };

/** A label while it is laid out. */
export interface Layout {
	readonly marks: Mark[];
	readonly warnings: PrintWarning[];
}

export const newLayout = (): Layout => ({ marks: [], warnings: [] });

/** From the top of the letters' room to the line they stand on, in units of their size. */
const ASCENT = 0.92;
const LEADING = 1.16;
/** Half the height of a digit: what has to lie on the middle of a row. */
const HALF_DIGIT = 0.365;
/** The printed code's width in units of its size: twelve signs of one width. */
const CODE_WIDTH = 7.2;

export interface Place {
	readonly x: number;
	/** The upper edge. */
	readonly top: number;
}

/** Text in as many lines as its box has, cut with … and a warning when it is longer. Answers where the next thing goes. */
export function putText(
	layout: Layout,
	text: string,
	{ x, top, ...box }: Place & TextBox,
	look: Partial<Pick<TextMark, 'face' | 'anchor'>> = {}
): number {
	const { lines, cut } = fitText(text, box);
	if (cut) layout.warnings.push({ type: 'TextCut', whole: text, printed: lines.join(' ') });
	for (const [index, line] of lines.entries()) {
		const y = Math.round(top + (ASCENT + index * LEADING) * box.size);
		layout.marks.push({ mark: 'text', x, y, size: box.size, text: line, face: 'bold', anchor: 'start', ...look });
	}
	return top + lines.length * LEADING * box.size;
}

export function putName(layout: Layout, { itemName }: LabelFacts, box: Place & TextBox): void {
	if (itemName === undefined) layout.warnings.push({ type: 'NameUnknown' });
	else putText(layout, itemName, box);
}

export interface QuantityPlace {
	readonly x: number;
	/** The middle of the row. */
	readonly middle: number;
	/** From the size it should have to the least one that can be read. */
	readonly boxes: readonly TextBox[];
	/** Reads upwards: `x` is then the middle, and `middle` where it starts. */
	readonly turned?: boolean;
}

/** Never cut: half a number is a wrong number. Smaller, in lines, or not at all, each with a warning. */
export function putQuantity(
	layout: Layout,
	quantity: Quantity | null,
	{ x, middle, boxes, turned }: QuantityPlace
): void {
	if (quantity === null) return;
	const text = printQuantity(quantity);
	const fitting = boxes.find((box) => {
		const { lines, cut } = fitText(text, box);
		return !cut && (lines.length === 1 || box.lines > 1);
	});
	if (!fitting) {
		layout.warnings.push({ type: 'QuantityLeftOut', quantity: text });
		return;
	}
	if (fitting !== boxes[0]) layout.warnings.push({ type: 'QuantitySmaller', quantity: text });
	const { size } = fitting;
	const { lines } = fitText(text, fitting);
	for (const [index, line] of lines.entries()) {
		const across = Math.round((HALF_DIGIT + (index - (lines.length - 1) / 2) * LEADING) * size);
		const place = turned ? { x: x + across, y: middle, turned } : { x, y: middle + across };
		layout.marks.push({ mark: 'text', ...place, size, text: line, face: 'bold', anchor: 'start' });
	}
}

/** The code in groups, for people, in exactly the room it is given. */
export function putCode(
	layout: Layout,
	code: Code,
	{
		x,
		y,
		size,
		length = Math.floor(CODE_WIDTH * size),
		anchor = 'start'
	}: {
		readonly x: number;
		readonly y: number;
		readonly size: number;
		readonly length?: number;
		readonly anchor?: TextMark['anchor'];
	}
): void {
	layout.marks.push({ mark: 'text', x, y, size, text: printCode(code), face: 'code', anchor, length });
}

export function putSymbol(
	layout: Layout,
	code: Code,
	{ form, module }: { readonly form: SymbolForm; readonly module: number },
	{ x, y }: { readonly x: number; readonly y: number }
): void {
	layout.marks.push({ mark: 'symbol', x, y, code, form, module });
}

export function putGrade(
	layout: Layout,
	grade: Grade,
	place: { readonly x: number; readonly y: number; readonly side: number }
): void {
	layout.marks.push({ mark: 'grade', ...place, grade });
}

/** White on black, so that nobody takes a second label of a batch for a second batch. Nothing on the first print. */
export function putReprint(
	layout: Layout,
	{ prints }: LabelFacts,
	words: LabelWords,
	{ right, y, size }: { readonly right: number; readonly y: number; readonly size: number }
): void {
	if (prints === 0) return;
	const text = words.reprint(prints);
	const width = reprintWidth(text, size);
	layout.marks.push(
		{ mark: 'box', x: right - width, y: y - size, width, height: Math.round(1.26 * size), outline: null },
		{ mark: 'text', x: right - width / 2, y, size, text, face: 'bold', anchor: 'middle', white: true }
	);
}

export const reprintWidth = (text: string, size: number): number => Math.ceil((textWidth(text) + 0.6) * size);

/** The steps ahead, each with what it uses where the row has room, a box to tick and a line to sign on. */
export function putSteps(
	layout: Layout,
	{ next }: LabelFacts,
	{
		x,
		top,
		width,
		row,
		rows,
		size,
		sign
	}: {
		readonly x: number;
		readonly top: number;
		readonly width: number;
		/** The height of a row. */
		readonly row: number;
		readonly rows: number;
		readonly size: number;
		/** The length of the line to sign on. */
		readonly sign: number;
	}
): void {
	if (next === null) layout.warnings.push({ type: 'RouteUnknown' });
	else if (next.length > rows) layout.warnings.push({ type: 'StepsLeftOut', room: rows });
	const tick = Math.min(row - 8, 30);
	const words = { x: x + tick + 8, width: width - tick - sign - 16 };
	// Nothing is known of the route: rows to fill in by hand.
	const shown = next === null ? Array.from({ length: rows }, () => undefined) : next.slice(0, rows);
	for (const [index, step] of shown.entries()) {
		const upper = top + index * row;
		const middle = upper + row / 2;
		const rule = Math.round(upper + row - 6);
		layout.marks.push(
			{ mark: 'box', x, y: Math.round(middle - tick / 2), width: tick, height: tick, outline: 3 },
			{ mark: 'box', x: x + width - sign, y: rule, width: sign, height: 2, outline: null }
		);
		if (step === undefined) {
			layout.marks.push({ mark: 'box', x: words.x, y: rule, width: words.width, height: 2, outline: null });
			continue;
		}
		const small = Math.round(0.72 * size);
		const uses = row > size + small ? step.uses.join(', ') : '';
		const height = uses === '' ? size : size + small;
		putText(layout, step.name, { ...words, top: middle - height / 2 - 1, size, lines: 1 });
		if (uses === '') continue;
		putText(layout, uses, { ...words, top: middle - height / 2 + size, size: small, lines: 1 }, { face: 'plain' });
	}
}
