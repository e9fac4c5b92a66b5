import { OUTER_MODULES, type Drawing, type Mark, type TextMark } from '#domain/label/print-drawing.ts';
import { textWidth } from '#domain/label/print-text.ts';

/** What a mark covers at most, in dots: of text what its widest font would. */
export interface Bounds {
	readonly what: string;
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

/** Above the line and below it, in units of the size: capitals, and what hangs down; codes have capitals alone. */
const ABOVE = 0.76;
const BELOW = { bold: 0.2, plain: 0.2, code: 0.1 } as const;

export function boundsOf(mark: Mark): Bounds {
	switch (mark.mark) {
		case 'text':
			return textBounds(mark);
		case 'box':
			return { what: 'box', ...rectangle(mark.x, mark.y, mark.width, mark.height) };
		case 'symbol': {
			const side = mark.module * OUTER_MODULES[mark.form];
			return { what: `symbol ${mark.code}`, ...rectangle(mark.x, mark.y, side, side) };
		}
		case 'grade':
			return { what: `grade ${mark.grade}`, ...rectangle(mark.x, mark.y, mark.side, mark.side) };
	}
}

function textBounds({ x, y, size, text, face, anchor, length, turned }: TextMark): Bounds {
	const width = length ?? textWidth(text) * size;
	const before = { start: 0, middle: width / 2, end: width }[anchor];
	const what = `“${text}”`;
	const below = BELOW[face] * size;
	return turned
		? { what, left: x - ABOVE * size, right: x + below, top: y - (width - before), bottom: y + before }
		: { what, left: x - before, right: x - before + width, top: y - ABOVE * size, bottom: y + below };
}

const rectangle = (x: number, y: number, width: number, height: number) => ({
	left: x,
	top: y,
	right: x + width,
	bottom: y + height
});

/** Pairs of which one covers a part of the other, of those that have to keep apart; empty when nothing does. */
export function overlaps(marks: readonly Bounds[]): string[] {
	return marks.flatMap((one, index) =>
		marks
			.slice(index + 1)
			.filter(
				(other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
			)
			.map((other) => `${one.what} and ${other.what}`)
	);
}

/** What reaches beyond a frame inside the drawing. */
export const beyond = ({ width, height, marks }: Drawing, frame: number): string[] =>
	marks
		.map(boundsOf)
		.filter(
			({ left, top, right, bottom }) => left < frame || top < frame || right > width - frame || bottom > height - frame
		)
		.map(({ what }) => what);
