import type { Stamp } from '#adapters/sheets/sheet.ts';
import { columnText } from '../../batch-flow/box-face.ts';
import type { LaidOutFlow, Point } from '../../batch-flow/layout/graph.ts';
import type { ShownFlow } from '../../batch-flow/shown-flow.ts';
import type { ForReader } from '../for-reader.ts';
import { boxHeight, drawBox } from './boxes.ts';
import { boxLines } from './box-lines.ts';
import { drawLegend, LEGEND_HEIGHT, legendWidth } from './legend.ts';
import { drawLinks, drawLinkWords, type PlacedLink } from './links.ts';
import { fit, FONT, INK, LEADING, MUTED, PAD, SANS, textAt, widthOf } from './pen.ts';
import { element, words, type Svg } from './svg-text.ts';

const MARGIN = 24;
const BOX_WIDTH = 200;
const HEADING_WIDTH = 180;
const TITLE_FONT = 20;

export interface DrawnFlow {
	readonly shown: ShownFlow;
	readonly laidOut: LaidOutFlow;
}

/** The graph as an SVG file: all text is text, boxes and lines stand as they were laid out, with room for every line of a box. */
export function drawFlow({ shown, laidOut }: DrawnFlow, reader: ForReader, stamp: Stamp): string {
	const isAcross = laidOut.heading === 'right';
	const boxes = new Map(shown.nodes.map((node) => [node.id, { node, lines: boxLines(node, reader) }]));
	const mostLines = [...boxes.values()].reduce((most, { lines }) => Math.max(most, lines.length), 0);
	const scale = {
		x: Math.max(1, BOX_WIDTH / leastOf(laidOut.nodes.map(({ width }) => width))),
		y: Math.max(1, boxHeight(mostLines) / leastOf(laidOut.nodes.map(({ height }) => height)))
	};
	const stampHeight = (stamp.length + 2) * LEADING;
	const origin = {
		x: MARGIN + (isAcross ? 0 : HEADING_WIDTH),
		y: MARGIN + stampHeight + (isAcross ? 2 * LEADING : 0)
	};
	const place = ({ x, y }: Point): Point => ({ x: origin.x + x * scale.x, y: origin.y + y * scale.y });
	const end = place({ x: laidOut.width, y: laidOut.height });
	const legendAt = { x: MARGIN, y: end.y + 2 * LEADING };
	const width = Math.ceil(Math.max(end.x, MARGIN + stampWidth(stamp), MARGIN + legendWidth()) + MARGIN);
	const height = Math.ceil(legendAt.y + LEGEND_HEIGHT + MARGIN);

	const links = placedLinks(shown, laidOut, place);
	const drawn = laidOut.nodes.flatMap(({ id, x, y, ...size }) => {
		const box = boxes.get(id);
		const area = { ...place({ x, y }), width: size.width * scale.x, height: size.height * scale.y };
		return box ? [drawBox(box.node, box.lines, area)] : [];
	});
	const headings = laidOut.columns.flatMap(({ column, start, size }) => {
		const heading = shown.columns[column];
		if (heading === undefined) return [];
		const at = place(isAcross ? { x: start, y: 0 } : { x: 0, y: start });
		const text = fit(columnText(heading, reader.nameOf), isAcross ? size * scale.x : HEADING_WIDTH - PAD);
		const corner = isAcross ? { x: at.x, y: at.y - LEADING } : { x: MARGIN, y: at.y + LEADING };
		return [textAt(text, corner, { 'font-weight': 'bold' })];
	});
	const svg = element(
		'svg',
		{
			xmlns: 'http://www.w3.org/2000/svg',
			width,
			height,
			viewBox: `0 0 ${width} ${height}`,
			'font-family': SANS,
			'font-size': FONT,
			fill: INK
		},
		element('title', {}, words(stamp[0] ?? '')),
		element('rect', { width: '100%', height: '100%', fill: '#fff' }),
		...drawStamp(stamp),
		element('g', { id: 'columns' }, ...headings),
		element('g', { id: 'links', fill: 'none' }, ...drawLinks(links)),
		element('g', { id: 'batches' }, ...drawn),
		element('g', { id: 'quantities' }, ...drawLinkWords(links)),
		drawLegend(legendAt)
	);
	return `<?xml version="1.0" encoding="UTF-8"?>\n${svg}\n`;
}

const leastOf = (sizes: readonly number[]): number => sizes.reduce((least, size) => Math.min(least, size), Infinity);

function placedLinks({ edges }: ShownFlow, laidOut: LaidOutFlow, place: (point: Point) => Point): PlacedLink[] {
	const known = new Map(edges.map((edge) => [edge.id, edge]));
	return laidOut.edges.flatMap(({ id, points }) => {
		const edge = known.get(id);
		const [first, second, ...more] = points.map(place);
		return edge && first && second ? [{ edge, points: [first, second, ...more] as const }] : [];
	});
}

const stampWidth = (stamp: Stamp): number =>
	stamp.reduce((widest, line, index) => Math.max(widest, widthOf(line) * (index === 0 ? TITLE_FONT / FONT : 1)), 0);

const drawStamp = (stamp: Stamp): Svg[] =>
	stamp.map((line, index) =>
		textAt(
			line,
			{ x: MARGIN, y: MARGIN + FONT + index * LEADING + (index > 0 ? LEADING / 2 : 0) },
			index === 0 ? { 'font-size': TITLE_FONT, 'font-weight': 'bold' } : { fill: MUTED }
		)
	);
