import { m } from '#paraglide/messages.js';
import { batchMark, holdMark, type Mark } from '#state/words/batch.ts';
import type { Point } from '../../batch-flow/layout/graph.ts';
import { FONT, LEADING, MARK_INDENT, markAt, MUTED, textAt, widthOf } from './pen.ts';
import { element, type Svg } from './svg-text.ts';

/** Between what a sign means and the next sign. */
const GAP = 16;

export const LEGEND_HEIGHT = 2 * LEADING;

/** What the signs mean, for whoever was not there. */
export function drawLegend({ x, y }: Point): Svg {
	const marks = legendMarks();
	const places = marks.map((_, index) => x + widthOfMarks(marks.slice(0, index)));
	return element(
		'g',
		{ id: 'legend' },
		...marks.flatMap((mark, index) => {
			const at = places[index] ?? x;
			return [markAt(mark, { x: at, y: y + 2 }), textAt(mark.word, { x: at + MARK_INDENT, y: y + FONT })];
		}),
		textAt(m.exports_legend_lines(), { x, y: y + FONT + LEADING }, { fill: MUTED })
	);
}

export const legendWidth = (): number => Math.max(widthOfMarks(legendMarks()), widthOf(m.exports_legend_lines()));

const widthOfMarks = (marks: readonly Mark[]): number =>
	marks.reduce((width, { word }) => width + MARK_INDENT + widthOf(word) + GAP, 0);

const legendMarks = (): readonly Mark[] => [
	...(['created', 'open', 'closed'] as const).map((state) => batchMark({ state, voided: null })),
	{ shape: 'struck', word: m.words_batch_void(), tone: 'neutral' },
	holdMark(),
	{ shape: 'hourglass', word: m.words_batch_waiting(), tone: 'neutral' },
	{ shape: 'question', word: m.words_batch_disputed(), tone: 'warning' }
];
