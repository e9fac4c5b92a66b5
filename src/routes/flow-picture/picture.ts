import type { FlowGraph, Link } from './flow-graph.ts';
import { wrapText } from './wrap.ts';

export interface Point {
	readonly x: number;
	readonly y: number;
}

export interface Box extends Point {
	readonly id: string;
	readonly width: number;
	readonly height: number;
	readonly text: readonly TextLine[];
}

/** One line of text, from its start, on its middle. */
export interface TextLine extends Point {
	readonly text: string;
	/** What the screen says of a step, under its name. */
	readonly note: boolean;
}

export interface ItemText {
	readonly item: string;
	readonly text: readonly TextLine[];
}

export interface Arrow {
	/** The steps it leads from and to; null at an open end. */
	readonly from: string | null;
	readonly to: string | null;
	readonly back: boolean;
	readonly points: readonly Point[];
}

/** A drawing in pixels, from its upper left corner. */
export interface Picture {
	readonly width: number;
	readonly height: number;
	readonly boxes: readonly Box[];
	readonly items: readonly ItemText[];
	readonly arrows: readonly Arrow[];
}

/** What is drawn, with everything named. */
export interface Drawing {
	readonly graph: FlowGraph;
	readonly nameOf: (id: string) => string;
	/** Under a step's name; empty for nothing. */
	readonly noteOf: (step: string) => string;
	/** The letters' size in pixels: every measure follows from it. */
	readonly em: number;
}

/** In em. A letter's width is a mean, a little wide: there is nothing to measure text with here. */
const LETTER = 0.56;
const LINE = 1.3;
/** So that a box of one line is high enough for a glove. */
const PADDING = 0.75;
/** From a line to the name beside or above it. */
const ASIDE = 0.5;
const NAME_LINES = 3;
const ITEM_LINES = 6;

type Place = readonly [x: number, y: number];

/** Collects a picture in em. */
export function createDraft({ nameOf, noteOf, em }: Drawing) {
	const boxes: Box[] = [];
	const items: ItemText[] = [];
	const arrows: Arrow[] = [];

	const boxText = (id: string, width: number): { readonly text: string; readonly note: boolean }[] => {
		const letters = Math.floor((width - 2 * PADDING) / LETTER);
		return [
			...wrapText(nameOf(id), letters, NAME_LINES).map((text) => ({ text, note: false })),
			...wrapText(noteOf(id), letters, NAME_LINES).map((text) => ({ text, note: true }))
		];
	};
	const itemText = (item: string, width: number): readonly string[] =>
		wrapText(nameOf(item), Math.floor((width - 2 * ASIDE) / LETTER), ITEM_LINES);
	const onLines = (lines: readonly string[], x: number, y: number): TextLine[] =>
		lines.map((text, index) => ({ text, note: false, x, y: y + (index + 0.5) * LINE }));
	const heightOf = (id: string, width: number): number => boxText(id, width).length * LINE + 2 * PADDING;

	/** Em that the longest word needs, so that it stays on one line. */
	const longestWord = (names: readonly string[]): number =>
		Math.max(0, ...names.flatMap((name) => name.split(/\s+/)).map((word) => [...word].length)) * LETTER;

	return {
		heightOf,
		itemHeight: (item: string, width: number): number => itemText(item, width).length * LINE,
		/** Narrowest widths at which no word is broken: of a box, and of an item beside a line. */
		narrowest: (steps: readonly string[], named: readonly string[]) => ({
			box: longestWord([...steps.map(nameOf), ...steps.map(noteOf)]) + 2 * PADDING + LETTER,
			item: longestWord(named.map(nameOf)) + 2 * ASIDE + LETTER
		}),
		/** Answers its height. */
		box(id: string, x: number, y: number, width: number): number {
			const text = boxText(id, width).map((line, index) => ({
				...line,
				x: x + PADDING,
				y: y + PADDING + (index + 0.5) * LINE
			}));
			boxes.push({ id, x, y, width, height: heightOf(id, width), text });
			return heightOf(id, width);
		},
		boxOf: (id: string | null): Box | undefined => boxes.find((box) => box.id === id),
		/** Beside a line at `x`; answers its height. */
		item(item: string, x: number, y: number, width: number): number {
			const lines = itemText(item, width);
			items.push({ item, text: onLines(lines, x + ASIDE, y) });
			return lines.length * LINE;
		},
		/** Above a line at `y` that starts at `x`. */
		itemAbove(item: string, x: number, y: number, width: number): void {
			const lines = itemText(item, width);
			items.push({ item, text: onLines(lines, x + ASIDE, y - lines.length * LINE - 0.1) });
		},
		arrow(
			{ from, to, back = false }: Pick<Link, 'from' | 'to'> & { readonly back?: boolean },
			...places: Place[]
		): void {
			arrows.push({ from, to, back, points: places.map(([x, y]) => ({ x, y })) });
		},
		picture(width: number, height: number): Picture {
			const scaled = ({ x, y }: Point): Point => ({ x: x * em, y: y * em });
			const line = (text: TextLine): TextLine => ({ ...text, ...scaled(text) });
			return {
				width: width * em,
				height: height * em,
				boxes: boxes.map((box) => ({
					...box,
					...scaled(box),
					width: box.width * em,
					height: box.height * em,
					text: box.text.map(line)
				})),
				items: items.map(({ item, text }) => ({ item, text: text.map(line) })),
				arrows: arrows.map((arrow) => ({ ...arrow, points: arrow.points.map(scaled) }))
			};
		}
	};
}
