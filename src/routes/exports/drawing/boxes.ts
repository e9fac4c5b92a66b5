import type { Point } from '../../batch-flow/layout/graph.ts';
import type { ShownNode } from '../../batch-flow/shown-flow.ts';
import { boxCodes, type BoxLine } from './box-lines.ts';
import { DASHES, DISPUTED, fit, FONT, LEADING, LINE, MARK_INDENT, markAt, MONO, MUTED, PAD, textAt } from './pen.ts';
import { element, words, type Attributes, type Svg } from './svg-text.ts';

/** With room for so many lines. */
export const boxHeight = (lines: number): number => Math.max(1, lines) * LEADING + 2 * PAD;

interface Area extends Point {
	readonly width: number;
	readonly height: number;
}

/** The whole of what is cut stands in its title. */
export function drawBox(node: ShownNode, lines: readonly BoxLine[], area: Area): Svg {
	const isUnknown = node.kind === 'batch' && !node.batch.known;
	const full = lines.map(({ text }) => text).filter(Boolean);
	const inner = { x: area.x + PAD, y: area.y + PAD };
	return element(
		'g',
		{},
		element('title', {}, words([...new Set([...full, ...boxCodes(node)])].join('\n'))),
		element('rect', {
			...area,
			rx: 4,
			fill: '#fff',
			stroke: node.isDisputed ? DISPUTED : LINE,
			'stroke-width': node.isDisputed ? 3 : 1.5,
			'stroke-dasharray': isUnknown ? DASHES : undefined
		}),
		...lines.flatMap((line, index) =>
			drawLine(line, { x: inner.x, y: inner.y + index * LEADING }, area.width - 2 * PAD)
		)
	);
}

const LOOKS: Readonly<Record<BoxLine['style'], Attributes>> = {
	code: { 'font-family': MONO, 'font-weight': 'bold' },
	muted: { fill: MUTED },
	plain: {}
};

function drawLine({ text, style, mark }: BoxLine, { x, y }: Point, room: number): Svg[] {
	const indent = mark ? MARK_INDENT : 0;
	// A code that is cut is none.
	const shown = style === 'code' ? text : fit(text, room - indent);
	return [
		...(mark ? [markAt(mark, { x, y: y + 1 })] : []),
		textAt(shown, { x: x + indent, y: y + FONT }, LOOKS[style])
	];
}
