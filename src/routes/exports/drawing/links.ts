import { quantityText } from '#state/words/quantity.ts';
import { edgeText, edgeWeights, kindsOn } from '../../batch-flow/box-face.ts';
import type { Point } from '../../batch-flow/layout/graph.ts';
import type { ShownEdge } from '../../batch-flow/shown-flow.ts';
import { DASHES, DISPUTED, FONT, LINE, textAt } from './pen.ts';
import { element, round, words, type Svg } from './svg-text.ts';

/** More words between the boxes than these hide the lines. */
const MOST_WORDS = 300;

/** A link and where it goes: at least from one point to another. */
export interface PlacedLink {
	readonly edge: ShownEdge;
	readonly points: readonly [Point, Point, ...Point[]];
}

/** The wider, the more of it went there, among quantities of one kind. */
export function drawLinks(links: readonly PlacedLink[]): Svg[] {
	const weights = edgeWeights(links.map(({ edge }) => edge));
	return links.map((link) => drawLink(link, 1 + 4 * (weights.get(link.edge.id) ?? 0)));
}

function drawLink({ edge, points }: PlacedLink, width: number): Svg {
	const colour = edge.isDisputed ? DISPUTED : LINE;
	const path = points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
	return element(
		'g',
		{ stroke: colour },
		element('title', {}, words(edgeText(edge))),
		element('path', {
			d: path,
			'stroke-width': width,
			'stroke-dasharray': edge.operations.length === 0 ? DASHES : undefined
		}),
		element('path', { d: arrowAt(...lastStretch(points)), fill: colour, 'stroke-width': 1 })
	);
}

/** What the links say, to be drawn above the boxes; nothing where there would be too much of it. */
export const drawLinkWords = (links: readonly PlacedLink[]): Svg[] =>
	links.length > MOST_WORDS ? [] : links.flatMap(drawWords);

/** Where a line comes in, on white, so that it is read where lines cross. */
function drawWords({ edge, points }: PlacedLink): Svg[] {
	const [before, end] = lastStretch(points);
	const look = {
		'text-anchor': 'middle',
		'font-size': FONT - 2,
		stroke: '#fff',
		'stroke-width': 4,
		'stroke-linejoin': 'round',
		'paint-order': 'stroke'
	};
	const at = { x: (before.x + end.x) / 2, y: (before.y + end.y) / 2 - 4 };
	const lines = [...kindsOn(edge), ...(edge.quantity ? [quantityText(edge.quantity)] : [])];
	return lines.map((line, index) => textAt(line, { x: at.x, y: at.y - (lines.length - 1 - index) * FONT }, look));
}

const lastStretch = (points: PlacedLink['points']): [Point, Point] => points.slice(-2) as [Point, Point];

function arrowAt(from: Point, to: Point): string {
	const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
	const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
	const corner = (side: number): string =>
		`${round(to.x - 8 * dx - side * 4 * dy)} ${round(to.y - 8 * dy + side * 4 * dx)}`;
	return `M${round(to.x)} ${round(to.y)}L${corner(1)}L${corner(-1)}Z`;
}
