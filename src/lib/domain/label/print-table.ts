import type { Grade } from '../batch/goods.ts';
import type { Code } from '../kernel/code.ts';
import type { Quantity } from '../kernel/quantity.ts';
import { newLayout, putCode, putGrade, putQuantity, putText, type Layout } from './print-parts.ts';
import { fitText } from './print-text.ts';

/** A piece of a document that is never torn by the end of a page. Lengths in dots. */
export interface Strip {
	readonly height: number;
	readonly draw: (layout: Layout, top: number) => void;
	/** Drawn again above this strip when it starts a page. */
	readonly head?: Strip;
	/** Stays on the page of the strip after it. */
	readonly keep?: boolean;
}

/** The strips one below another on as many pages as they need, between `top` and `bottom` of each. */
export function paginate(strips: readonly Strip[], top: number, bottom: number): Layout[] {
	const pages: Layout[] = [];
	let layout = newLayout();
	let y = Infinity;
	for (const [index, strip] of strips.entries()) {
		if (y + heightKept(strips, index) > bottom) {
			layout = newLayout();
			pages.push(layout);
			y = top;
			if (strip.head) {
				strip.head.draw(layout, y);
				y += strip.head.height;
			}
		}
		strip.draw(layout, y);
		y += strip.height;
	}
	return pages;
}

/** A strip with all that has to stay on its page. */
function heightKept(strips: readonly Strip[], from: number): number {
	let height = 0;
	for (const { height: own, keep } of strips.slice(from)) {
		height += own;
		if (!keep) break;
	}
	return height;
}

export interface Column {
	readonly title: string;
	/** A share of the table's width; the shares of all columns together are 1. */
	readonly share: number;
}

/** A cell with nothing in it is to be filled in by hand. */
export type Cell =
	| { readonly text: string }
	| { readonly quantity: Quantity }
	| { readonly code: Code }
	| { readonly grade: Grade }
	| { readonly tick: true }
	| null;

export interface TableOptions {
	readonly title: string;
	readonly columns: readonly Column[];
	readonly rows: readonly (readonly Cell[])[];
	/** The least height of a row: what is filled in by hand needs more. */
	readonly row: number;
	readonly x: number;
	readonly width: number;
}

const SIZE = 24;
/** Of quantities: what is too long for one is printed in the next, since a number in two lines reads as two. */
const QUANTITY_SIZES = [SIZE, 20, 16];
const HEAD_SIZE = 19;
const PADDING = 8;
const LEADING = 1.16;
/** Lines a cell may have. */
const MOST_LINES = 3;

/** A table with rules around its cells, its column titles on every page it takes. */
export function table({ title, columns, rows, row, x, width }: TableOptions): Strip[] {
	const lefts = columns.map((_, index) =>
		Math.round(x + width * columns.slice(0, index).reduce((sum, { share }) => sum + share, 0))
	);
	const leftOf = (column: number): number => lefts[column] ?? x + width;
	const room = (column: number): number => leftOf(column + 1) - leftOf(column) - 2 * PADDING;

	const head: Strip = {
		height: 40,
		keep: true,
		draw(layout, top) {
			for (const [column, { title: words }] of columns.entries()) {
				putText(layout, words, {
					x: leftOf(column) + PADDING,
					top: top + 10,
					size: HEAD_SIZE,
					width: room(column),
					lines: 1
				});
			}
			layout.marks.push({ mark: 'box', x, y: top + 36, width, height: 4, outline: null });
		}
	};
	const heading: Strip = {
		height: 72,
		keep: true,
		draw: (layout, top) => void putText(layout, title, { x, top: top + 28, size: 32, width, lines: 1 })
	};
	return [
		heading,
		head,
		...rows.map((cells): Strip => {
			const lines = cells.map((cell, column) =>
				cell !== null && 'text' in cell
					? fitText(cell.text, { size: SIZE, width: room(column), lines: MOST_LINES }).lines.length
					: 1
			);
			const height = Math.max(row, Math.ceil(Math.max(1, ...lines) * LEADING * SIZE) + 2 * PADDING);
			return {
				height,
				head,
				draw(layout, top) {
					for (const [column, cell] of cells.entries()) {
						const left = leftOf(column);
						drawCell(layout, cell, { left, top, width: room(column), height, lines: lines[column] ?? 1 });
						layout.marks.push({ mark: 'box', x: left, y: top, width: 2, height, outline: null });
					}
					layout.marks.push(
						{ mark: 'box', x: x + width - 2, y: top, width: 2, height, outline: null },
						{ mark: 'box', x, y: top + height - 2, width, height: 2, outline: null }
					);
				}
			};
		})
	];
}

function drawCell(
	layout: Layout,
	cell: Cell,
	{ left, top, width, height, lines }: Record<'left' | 'top' | 'width' | 'height' | 'lines', number>
): void {
	if (cell === null) return;
	const middle = top + height / 2;
	const x = left + PADDING;
	if ('text' in cell) {
		const box = { x, top: middle - (lines * LEADING * SIZE) / 2, size: SIZE, width, lines: MOST_LINES };
		putText(layout, cell.text, box, { face: 'plain' });
	} else if ('quantity' in cell) {
		putQuantity(layout, cell.quantity, { x, middle, boxes: QUANTITY_SIZES.map((size) => ({ size, width, lines: 1 })) });
	} else if ('code' in cell) {
		putCode(layout, cell.code, { x, y: Math.round(middle + 9), size: SIZE });
	} else if ('grade' in cell) {
		putGrade(layout, cell.grade, { x, y: Math.round(middle - 18), side: 36 });
	} else {
		layout.marks.push({ mark: 'box', x, y: Math.round(middle - 14), width: 28, height: 28, outline: 2 });
	}
}

/** Lines to write on by hand, below a title. */
export function ruledLines(title: string, count: number, x: number, width: number): Strip[] {
	const heading: Strip = {
		height: 64,
		keep: true,
		draw: (layout, top) => void putText(layout, title, { x, top: top + 28, size: 32, width, lines: 1 })
	};
	const line: Strip = {
		height: 68,
		draw: (layout, top) => void layout.marks.push({ mark: 'box', x, y: top + 64, width, height: 2, outline: null })
	};
	return [heading, ...Array.from({ length: count }, (_, index) => ({ ...line, keep: index < count - 1 }))];
}
