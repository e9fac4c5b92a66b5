import type { Stamp } from '#adapters/sheets/sheet.ts';
import { BatchesTransformed } from '#domain/batch/batch.ts';
import { inBaseUnits, type Quantity } from '#domain/kernel/quantity.ts';
import { m } from '#paraglide/messages.js';
import { factText } from '#state/words/history.ts';
import { batchMark, holdMark, type Mark } from '#state/words/batch.ts';
import { quantityText } from '#state/words/quantity.ts';
import { MARKS } from '#ui/marks.ts';
import type { LaidOutFlow, Point } from '../batch-flow/layout/graph.ts';
import type { ShownEdge, ShownFlow, ShownNode } from '../batch-flow/shown-flow.ts';
import { boxCodes, boxLines, type BoxLine } from './flow-box-lines.ts';
import type { ForReader } from './for-reader.ts';
import { element, round, words, type Svg } from './svg-text.ts';

/** For paper: ink on white, whatever the screen looks like. */
const INK = '#14181d';
const MUTED = '#424b55';
const LINE = '#6a7580';
const DISPUTED = '#b26a00';
const SANS = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif";
const MONO = "ui-monospace, 'Cascadia Mono', 'Roboto Mono', 'DejaVu Sans Mono', monospace";

const FONT = 13;
const LEADING = 18;
const PAD = 8;
const MARGIN = 24;
/** Of a letter, a little generous: no font is known here. */
const LETTER = 7.2;
const BOX_WIDTH = 200;
const HEADING_WIDTH = 180;
/** More words between the boxes than these hide the lines. */
const MOST_EDGE_WORDS = 300;

export interface DrawnFlow {
	readonly shown: ShownFlow;
	readonly laidOut: LaidOutFlow;
}

/** The graph as an SVG file: all text is text, boxes and lines stand as they were laid out, with room for every line of a box. */
export function drawFlow({ shown, laidOut }: DrawnFlow, reader: ForReader, stamp: Stamp): string {
	const boxes = new Map(shown.nodes.map((node) => [node.id, { node, lines: boxLines(node, reader) }]));
	const isAcross = laidOut.heading === 'right';
	const tallest = Math.max(1, ...[...boxes.values()].map(({ lines }) => lines.length)) * LEADING + 2 * PAD;
	const scale = {
		x: Math.max(1, BOX_WIDTH / leastOf(laidOut.nodes.map(({ width }) => width))),
		y: Math.max(1, tallest / leastOf(laidOut.nodes.map(({ height }) => height)))
	};
	const stampHeight = (stamp.length + 1) * LEADING + LEADING;
	const origin = {
		x: MARGIN + (isAcross ? 0 : HEADING_WIDTH),
		y: MARGIN + stampHeight + (isAcross ? 2 * LEADING : 0)
	};
	const place = ({ x, y }: Point): Point => ({ x: origin.x + x * scale.x, y: origin.y + y * scale.y });
	const bottom = place({ x: 0, y: laidOut.height }).y + 2 * LEADING;
	const widestStamp = Math.max(0, ...stamp.map((line, index) => line.length * LETTER * (index === 0 ? 1.5 : 1)));
	const width = Math.max(place({ x: laidOut.width, y: 0 }).x, MARGIN + widestStamp, MARGIN + LEGEND_WIDTH) + MARGIN;
	const height = bottom + LEGEND_HEIGHT + MARGIN;

	const edges = new Map(shown.edges.map((edge) => [edge.id, edge]));
	const widthOf = lineWidths(shown.edges);
	const lines = laidOut.edges.flatMap(({ id, points }) => {
		const edge = edges.get(id);
		return edge ? [edgeOf(edge, points.map(place), widthOf(edge))] : [];
	});
	const said = laidOut.edges.flatMap(({ id, points }) => {
		const edge = edges.get(id);
		return edge && shown.edges.length <= MOST_EDGE_WORDS ? edgeWords(edge, points.map(place)) : [];
	});
	const drawn = laidOut.nodes.flatMap(({ id, x, y, width: wide, height: high }) => {
		const box = boxes.get(id);
		return box ? [boxOf(box.node, box.lines, place({ x, y }), wide * scale.x, high * scale.y)] : [];
	});
	const headings = laidOut.columns.map(({ column, start, size }) => {
		const text = headingText(shown, column, reader);
		const at = place(isAcross ? { x: start, y: 0 } : { x: 0, y: start });
		const room = isAcross ? size * scale.x : HEADING_WIDTH - PAD;
		return isAcross
			? textAt(fit(text, room), { x: at.x, y: at.y - LEADING }, { 'font-weight': 'bold' })
			: textAt(fit(text, room), { x: MARGIN, y: at.y + LEADING }, { 'font-weight': 'bold' });
	});
	return `<?xml version="1.0" encoding="UTF-8"?>\n${element(
		'svg',
		{
			xmlns: 'http://www.w3.org/2000/svg',
			width: Math.ceil(width),
			height: Math.ceil(height),
			viewBox: `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`,
			'font-family': SANS,
			'font-size': FONT,
			fill: INK
		},
		element('title', {}, words(stamp[0] ?? '')),
		element('rect', { width: '100%', height: '100%', fill: '#fff' }),
		...stampOf(stamp),
		element('g', { id: 'columns' }, ...headings),
		element('g', { id: 'links', fill: 'none' }, ...lines),
		element('g', { id: 'batches' }, ...drawn),
		element('g', { id: 'quantities' }, ...said),
		legend({ x: MARGIN, y: bottom })
	)}\n`;
}

const leastOf = (sizes: readonly number[]): number => sizes.reduce((least, size) => Math.min(least, size), Infinity);

const textAt = (text: string, { x, y }: Point, attributes: Record<string, string | number> = {}): Svg =>
	element('text', { x, y, ...attributes }, words(text));

/** Cut where the box ends; the whole of it stands in the box's title. */
function fit(text: string, room: number): string {
	const letters = [...text];
	const most = Math.max(2, Math.floor(room / LETTER));
	return letters.length <= most
		? text
		: `${letters
				.slice(0, most - 1)
				.join('')
				.trimEnd()}…`;
}

const stampOf = (stamp: Stamp): Svg[] =>
	stamp.map((line, index) =>
		textAt(
			line,
			{ x: MARGIN, y: MARGIN + FONT + index * LEADING + (index > 0 ? LEADING / 2 : 0) },
			index === 0 ? { 'font-size': 20, 'font-weight': 'bold' } : { fill: MUTED }
		)
	);

function headingText({ columns }: ShownFlow, column: number, { nameOf }: ForReader): string {
	const { step, reworked } = columns[column] ?? { step: null, reworked: 0 };
	const name = step === null ? m.exports_no_step() : nameOf(step);
	return reworked === 0 ? name : `${name} · ${m.exports_reworked({ count: reworked })}`;
}

function boxOf(node: ShownNode, lines: readonly BoxLine[], { x, y }: Point, width: number, height: number): Svg {
	const isUnknown = node.kind === 'batch' && !node.batch.known;
	const frame = {
		x,
		y,
		width,
		height,
		rx: 4,
		fill: '#fff',
		stroke: node.isDisputed ? DISPUTED : LINE,
		'stroke-width': node.isDisputed ? 3 : 1.5,
		'stroke-dasharray': isUnknown ? '6 4' : undefined
	};
	const full = lines.map(({ text }) => text).filter(Boolean);
	return element(
		'g',
		{},
		element('title', {}, words([...new Set([...full, ...boxCodes(node)])].join('\n'))),
		element('rect', frame),
		...lines.flatMap((line, index) => lineOf(line, { x: x + PAD, y: y + PAD + index * LEADING }, width - 2 * PAD))
	);
}

function lineOf({ text, style, mark }: BoxLine, { x, y }: Point, room: number): Svg[] {
	const indent = mark ? FONT + 5 : 0;
	const look: Record<string, string | number> =
		style === 'code' ? { 'font-family': MONO, 'font-weight': 'bold' } : style === 'muted' ? { fill: MUTED } : {};
	return [
		...(mark ? [markAt(mark, { x, y: y + 1 })] : []),
		textAt(style === 'code' ? text : fit(text, room - indent), { x: x + indent, y: y + FONT }, look)
	];
}

function markAt({ shape, tone }: Mark, { x, y }: Point): Svg {
	const colour = tone === 'neutral' ? INK : tone === 'warning' ? DISPUTED : '#8f1212';
	const { line, fill } = MARKS[shape];
	return element(
		'g',
		{ transform: `translate(${round(x)} ${round(y)}) scale(${FONT / 24})` },
		...(fill ? [element('path', { d: fill, fill: colour })] : []),
		element('path', { d: line, fill: 'none', stroke: colour, 'stroke-width': 2.2 })
	);
}

function edgeOf(edge: ShownEdge, points: readonly Point[], width: number): Svg {
	const colour = edge.isDisputed ? DISPUTED : LINE;
	const [before, end] = points.slice(-2);
	if (before === undefined || end === undefined) return element('g', {});
	const path = points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
	return element(
		'g',
		{ stroke: colour },
		element('title', {}, words(kindsOf(edge).concat(amountOf(edge)).join(' · '))),
		element('path', {
			d: path,
			'stroke-width': width,
			'stroke-dasharray': edge.operations.length === 0 ? '6 4' : undefined
		}),
		element('path', { d: arrowAt(before, end), fill: colour, 'stroke-width': 1 })
	);
}

/** Where a line comes in, on white, so that it is read where lines cross. */
function edgeWords(edge: ShownEdge, points: readonly Point[]): Svg[] {
	const [before, end] = points.slice(-2);
	if (before === undefined || end === undefined) return [];
	const look = {
		'text-anchor': 'middle',
		'font-size': FONT - 2,
		stroke: '#fff',
		'stroke-width': 4,
		'stroke-linejoin': 'round',
		'paint-order': 'stroke'
	};
	const at = { x: (before.x + end.x) / 2, y: (before.y + end.y) / 2 - 4 };
	const lines = [...kindsOf(edge), ...amountOf(edge)];
	return lines.map((line, index) => textAt(line, { x: at.x, y: at.y - (lines.length - 1 - index) * FONT }, look));
}

/** That a batch moved on is what most lines say: they say the quantity only. */
const kindsOf = ({ operations }: ShownEdge): string[] =>
	operations
		.filter((operation) => operation !== 'move')
		.map((operation) => factText(BatchesTransformed.type, operation));

const amountOf = ({ quantity }: ShownEdge): string[] => (quantity ? [quantityText(quantity)] : []);

function arrowAt(from: Point, to: Point): string {
	const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
	const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
	const corner = (side: number): string =>
		`${round(to.x - 8 * dx - side * 4 * dy)} ${round(to.y - 8 * dy + side * 4 * dx)}`;
	return `M${round(to.x)} ${round(to.y)}L${corner(1)}L${corner(-1)}Z`;
}

/** Wider for more, among quantities of one kind. */
function lineWidths(edges: readonly ShownEdge[]): (edge: ShownEdge) => number {
	const sizeOf = (quantity: Quantity): number => {
		const { n, d } = inBaseUnits(quantity);
		return Number(n) / Number(d);
	};
	const most = new Map<string, number>();
	for (const { quantity } of edges) {
		if (quantity) most.set(quantity.kind, Math.max(most.get(quantity.kind) ?? 0, sizeOf(quantity)));
	}
	return ({ quantity }) => (quantity ? 1 + (4 * sizeOf(quantity)) / (most.get(quantity.kind) || 1) : 1);
}

const LEGEND_WIDTH = 900;
const LEGEND_HEIGHT = 2 * LEADING;
const LEGEND_STEP = 130;

/** What the signs mean, for whoever was not there. */
function legend({ x, y }: Point): Svg {
	const marks: readonly Mark[] = [
		...(['created', 'open', 'closed'] as const).map((state) => batchMark({ state, voided: null })),
		{ shape: 'struck', word: m.words_batch_void(), tone: 'neutral' },
		holdMark(),
		{ shape: 'hourglass', word: m.words_batch_waiting(), tone: 'neutral' },
		{ shape: 'question', word: m.words_batch_disputed(), tone: 'warning' }
	];
	return element(
		'g',
		{ id: 'legend' },
		...marks.flatMap((mark, index) => [
			markAt(mark, { x: x + index * LEGEND_STEP, y: y + 2 }),
			textAt(mark.word, { x: x + index * LEGEND_STEP + FONT + 5, y: y + FONT })
		]),
		textAt(m.exports_legend_lines(), { x, y: y + FONT + LEADING }, { fill: MUTED })
	);
}
