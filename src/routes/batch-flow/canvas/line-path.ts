import type { Heading, LaidOutEdge, Point } from '../layout/graph.ts';

/** Bends between columns, and runs straight through those that it goes past: as `d` of an SVG path. */
export function linePath({ points }: Pick<LaidOutEdge, 'points'>, heading: Heading): string {
	const [first, ...others] = points;
	if (first === undefined) return '';
	const parts = others.map((to, index) => {
		if (index % 2 === 1) return `L${at(to)}`;
		const from = points[index] ?? first;
		const [leave, arrive] = handles(from, to, heading);
		return `C${at(leave)} ${at(arrive)} ${at(to)}`;
	});
	return `M${at(first)}${parts.join('')}`;
}

/** The middle of one of its bends: the first one, or the last one, where lines that begin or end together lie apart. */
export function bendMiddle({ points }: Pick<LaidOutEdge, 'points'>, which: 'first' | 'last'): Point {
	const [from, to] = which === 'first' ? points : points.slice(-2);
	if (from === undefined || to === undefined) return { x: 0, y: 0 };
	return { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
}

function handles(from: Point, to: Point, heading: Heading): [Point, Point] {
	const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
	return heading === 'right'
		? [
				{ x: middle.x, y: from.y },
				{ x: middle.x, y: to.y }
			]
		: [
				{ x: from.x, y: middle.y },
				{ x: to.x, y: middle.y }
			];
}

const at = ({ x, y }: Point): string => `${round(x)},${round(y)}`;

const round = (value: number): number => Math.round(value * 10) / 10;
