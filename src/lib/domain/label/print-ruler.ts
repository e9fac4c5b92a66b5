import { DOTS_A_MM, type Drawing, type Mark } from './print-drawing.ts';
import { textWidth } from './print-text.ts';
import type { PaperSize } from './print-stock.ts';

/** Dots from the edge: what every printer reaches. */
const EDGE = 16;
const CENTIMETRE = 10 * DOTS_A_MM;

/** How long the ruler on a test page of this size is, in millimetres: whole centimetres. */
export const rulerLength = ({ width }: PaperSize): number => 10 * Math.floor((width - 2 * EDGE) / CENTIMETRE);

/** A page that shows whether a printer keeps sizes: a ruler across and one down, and what to choose in the print window. */
export function printRuler(paper: PaperSize, advice: readonly string[]): Drawing {
	const marks: Mark[] = [...ruler(EDGE, EDGE, rulerLength(paper), 'across')];
	const down = 10 * Math.floor((paper.height - 2 * EDGE) / CENTIMETRE);
	if (down > 0) marks.push(...ruler(EDGE, EDGE, down, 'down'));
	const left = EDGE + 56;
	const room = paper.width - left - EDGE;
	const size = Math.min(28, ...advice.map((line) => Math.floor(room / textWidth(line))));
	for (const [index, text] of advice.entries()) {
		const y = EDGE + 60 + (index + 1) * 1.3 * size;
		marks.push({ mark: 'text', x: left, y, size, text, face: 'bold', anchor: 'start' });
	}
	return { ...paper, marks };
}

/** A tick a millimetre, longer ones at five and ten, from the first tick's left or upper edge. */
function ruler(x: number, y: number, millimetres: number, way: 'across' | 'down'): Mark[] {
	return Array.from({ length: millimetres + 1 }, (_, at) => {
		const long = at % 10 === 0 ? 40 : at % 5 === 0 ? 28 : 16;
		const along = at * DOTS_A_MM;
		return way === 'across'
			? { mark: 'box', x: x + along, y, width: 2, height: long, outline: null }
			: { mark: 'box', x, y: y + along, width: long, height: 2, outline: null };
	});
}
