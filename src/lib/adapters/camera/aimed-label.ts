import type { ReadResult } from 'zxing-wasm/reader';

type Corners = ReadResult['position'];

export interface ReadSymbol {
	readonly text: string;
	readonly position: Pick<Corners, 'topLeft' | 'topRight' | 'bottomRight' | 'bottomLeft'>;
}

export interface AimedLabel {
	readonly text: string | undefined;
	/** Several labels are in view and none of them is under the middle of the aim box. */
	readonly isUndecided: boolean;
}

/**
 * Which of the labels in view is meant. A single one is. Of several, only the one under the middle of the aim box: acting
 * on a neighbour would record work on the wrong batch. `aim` in the pixels that were read.
 */
export function aimedLabel(symbols: readonly ReadSymbol[], aim: Corners['topLeft']): AimedLabel {
	const readable = symbols.filter(({ text }) => text !== '');
	const texts = new Set(readable.map(({ text }) => text));
	if (texts.size <= 1) return { text: readable[0]?.text, isUndecided: false };
	const text = readable.find(({ position }) => holds(position, aim))?.text;
	return { text, isUndecided: text === undefined };
}

/** The corners go round in one direction, so a point inside lies on the same side of all four edges. */
function holds(position: ReadSymbol['position'], point: Corners['topLeft']): boolean {
	const { topLeft, topRight, bottomRight, bottomLeft } = position;
	const corners = [topLeft, topRight, bottomRight, bottomLeft];
	const sides = corners.map((from, index) => {
		const to = corners[(index + 1) % corners.length] ?? from;
		return (to.x - from.x) * (point.y - from.y) - (to.y - from.y) * (point.x - from.x);
	});
	return sides.every((side) => side >= 0) || sides.every((side) => side <= 0);
}
