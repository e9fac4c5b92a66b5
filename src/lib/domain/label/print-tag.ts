import {
	newLayout,
	putCode,
	putGrade,
	putName,
	putQuantity,
	putReprint,
	putSymbol,
	putText,
	reprintWidth,
	type LabelFacts,
	type LabelWords,
	type Layout
} from './print-parts.ts';
import { STOCK, symbolOn, type LabelStock } from './print-stock.ts';
import type { SymbolForm } from './print-drawing.ts';
import { textWidth } from './print-text.ts';

/** Tags identify one container. Numbers are dots; a label's edge keeps a millimetre free, since printers feed unevenly. */
const EDGE = 8;

export type LayOut = (facts: LabelFacts, words: LabelWords, form: SymbolForm) => Layout;

/** The symbol from corner to corner, the code below it and, turned, the quantity beside it. */
const tag1x1: LayOut = (facts, words, form) => {
	const layout = newLayout();
	putCorner(layout, facts, '1x1', form, 0);
	const middle = 186;
	putGrade(layout, facts.grade, { x: middle - 12, y: EDGE, side: 24 });
	const start = 168;
	let room = start - EDGE - 24 - 6;
	if (facts.prints > 0) {
		const text = words.reprint(facts.prints);
		const width = reprintWidth(text, 10);
		const end = EDGE + 24 + 6;
		layout.marks.push(
			{ mark: 'box', x: middle - 8, y: end, width: 16, height: width, outline: null },
			{
				mark: 'text',
				x: middle + 4,
				y: end + width / 2,
				size: 10,
				text,
				face: 'bold',
				anchor: 'middle',
				turned: true,
				white: true
			}
		);
		room -= width + 6;
	}
	const boxes = [20, 17, 14, 12, 10].map((size) => ({ size, width: room, lines: 1 }));
	putQuantity(layout, facts.quantity, { x: middle, middle: start, boxes, turned: true });
	return layout;
};

const tag1x3: LayOut = (facts, words, form) => {
	const layout = newLayout();
	const { width } = STOCK['1x3'];
	putCorner(layout, facts, '1x3', form, 0);
	const [x, right] = [206, width - EDGE];
	putName(layout, facts, { x, top: EDGE, size: 28, width: right - x, lines: 2 });
	putGrade(layout, facts.grade, { x: right - 56, y: 84, side: 56 });
	putQuantity(layout, facts.quantity, { x, middle: 112, boxes: quantityBoxes([48, 36, 28], right - 64 - x, 22, 2) });
	putRun(layout, facts, words, { x, y: 190, size: 22 });
	putReprint(layout, facts, words, { right, y: 190, size: 20 });
	return layout;
};

/** As 1 x 3 inch, but shorter and higher. */
const tagCell: LayOut = (facts, words, form) => {
	const layout = newLayout();
	const { width, height } = STOCK['a4-cell'];
	putCorner(layout, facts, 'a4-cell', form, Math.floor((height - 203) / 2));
	const [x, right] = [206, width - 2 * EDGE];
	const bottom = Math.floor(height) - 20;
	putName(layout, facts, { x, top: 2 * EDGE, size: 24, width: right - x, lines: 3 });
	putGrade(layout, facts.grade, { x: right - 48, y: 118, side: 48 });
	putQuantity(layout, facts.quantity, { x, middle: 142, boxes: quantityBoxes([40, 32, 26], right - 56 - x, 20, 3) });
	putRun(layout, facts, words, { x, y: bottom - 32, size: 22 });
	putReprint(layout, facts, words, { right, y: bottom, size: 20 });
	return layout;
};

const tag1x4: LayOut = (facts, words, form) => {
	const layout = newLayout();
	const { width, height } = STOCK['1x4'];
	const symbol = symbolOn('1x4', form);
	putSymbol(layout, facts.code, symbol, { x: 0, y: Math.floor((height - symbol.side) / 2) });
	const [x, right] = [194, width - EDGE];
	putCode(layout, facts.code, { x, y: 42, size: 40 });
	putReprint(layout, facts, words, { right, y: 38, size: 24 });
	putName(layout, facts, { x, top: 54, size: 30, width: right - x, lines: 2 });
	putGrade(layout, facts.grade, { x: right - 60, y: 134, side: 60 });
	putQuantity(layout, facts.quantity, { x, middle: 164, boxes: quantityBoxes([48, 36, 28], 276, 22, 2) });
	const facts1x4 = { x: 482, size: 20, width: right - 68 - 482 };
	putRun(layout, facts, words, { ...facts1x4, y: 146 });
	if (facts.date !== null) putLine(layout, facts.date, { ...facts1x4, y: 170 });
	if (facts.due !== null) putLine(layout, words.due(facts.due), { ...facts1x4, y: 194 });
	return layout;
};

const tag2x4: LayOut = (facts, words, form) => {
	const layout = newLayout();
	const { width } = STOCK['2x4'];
	putLargeSymbol(layout, facts, form, 30);
	const [x, right] = [316, width - 12];
	putName(layout, facts, { x, top: 14, size: 40, width: right - x, lines: 3 });
	putGrade(layout, facts.grade, { x: right - 88, y: 178, side: 88 });
	putQuantity(layout, facts.quantity, { x, middle: 222, boxes: quantityBoxes([64, 48, 36], right - 100 - x, 28, 4) });
	const rest = { x, size: 28, width: right - x };
	putRun(layout, facts, words, { ...rest, y: 330 });
	const days = [facts.date, facts.due === null ? null : words.due(facts.due)].filter((day) => day !== null);
	if (days.length > 0) putLine(layout, days.join(' · '), { ...rest, y: 366, size: 26 });
	putReprint(layout, facts, words, { right, y: 394, size: 20 });
	return layout;
};

export const TAGS: { readonly [Stock in LabelStock]: LayOut } = {
	'1x1': tag1x1,
	'1x3': tag1x3,
	'1x4': tag1x4,
	'2x4': tag2x4,
	'a4-cell': tagCell
};

/** An inch square on the left: the symbol and, below its quiet zone, the code. */
export function putCorner(
	layout: Layout,
	{ code }: LabelFacts,
	stock: LabelStock,
	form: SymbolForm,
	top: number
): void {
	putSymbol(layout, code, symbolOn(stock, form), { x: 0, y: top });
	putCode(layout, code, { x: 101, y: top + 196, size: 28, length: 186, anchor: 'middle' });
}

/** The left of 2 x 4 inch. Answers the line that the code stands on. */
export function putLargeSymbol(layout: Layout, { code }: LabelFacts, form: SymbolForm, top: number): number {
	const symbol = symbolOn('2x4', form);
	const x = Math.floor((308 - symbol.side) / 2);
	const y = top + symbol.side + 36;
	putSymbol(layout, code, symbol, { x, y: top });
	putCode(layout, code, { x: 154, y, size: 40, anchor: 'middle' });
	return y;
}

/** Sizes a quantity is tried in, on one line, and last a size in which even a strange one fits in several. */
export const quantityBoxes = (sizes: readonly number[], width: number, last: number, lines: number) => [
	...sizes.map((size) => ({ size, width, lines: 1 })),
	{ size: last, width, lines }
];

export interface LinePlace {
	readonly x: number;
	/** The line the letters stand on. */
	readonly y: number;
	readonly size: number;
	readonly width: number;
}

export const putLine = (layout: Layout, text: string, { y, ...place }: LinePlace): number =>
	putText(layout, text, { ...place, top: y - 0.92 * place.size, lines: 1 }, { face: 'plain' });

/** The run's number is never cut: half a code is no code. */
export function putRun(layout: Layout, { run }: LabelFacts, words: LabelWords, place: Omit<LinePlace, 'width'>): void {
	if (run === null) return;
	const before = Math.ceil((textWidth(words.run) + 0.35) * place.size);
	putLine(layout, words.run, { ...place, width: before });
	putCode(layout, run, { x: place.x + before, y: place.y, size: place.size });
}
