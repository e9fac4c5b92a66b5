import { Position, type Edge, type Node } from '@xyflow/svelte';
import { edgeWeights, quantityOn, type FaceOf } from '../box-face.ts';
import type { LaidOutFlow, LaidOutNode, Point } from '../layout/graph.ts';
import type { ShownFlow } from '../shown-flow.ts';
import { bendMiddle, linePath } from './line-path.ts';

export type DrawnBox = Node<{ readonly faceOf: FaceOf }, 'box'>;

export interface LineData extends Record<string, unknown> {
	readonly path: string;
	readonly width: number;
	readonly textOf: () => string;
	/** Where its words stand. */
	readonly at: Point;
	/** How much further along the heading, in rem, so that they are clear of the sign at one of its ends. */
	readonly asideOf: () => number;
	readonly isDisputed: boolean;
	/** Only a pointer to the record is on this device. */
	readonly isUnknown: boolean;
	readonly isRework: boolean;
}

export type DrawnLine = Edge<LineData, 'line'>;

/** Pixels: of the least and of the most. */
const WIDTHS = [2, 10] as const;
/** In rem: half of what a sign takes of the room between two boxes. */
const ASIDE = 0.4;

/** Of all boxes, from where the drawing's corner is. */
export function drawnBoxes({ nodes, heading }: LaidOutFlow, faceOf: FaceOf, origin: Point): DrawnBox[] {
	const [target, source] = heading === 'right' ? [Position.Left, Position.Right] : [Position.Top, Position.Bottom];
	return nodes.map(({ id, x, y, width, height }): DrawnBox => {
		const middle = heading === 'right' ? { x: 0, y: height / 2 } : { x: width / 2, y: 0 };
		const end = heading === 'right' ? { x: width, y: height / 2 } : { x: width / 2, y: height };
		return {
			id,
			type: 'box',
			position: { x: x + origin.x, y: y + origin.y },
			width,
			height,
			data: { faceOf },
			// Given, so that nothing has to be measured before lines are drawn.
			measured: { width, height },
			handles: [
				{ type: 'target', position: target, ...middle, width: 1, height: 1 },
				{ type: 'source', position: source, ...end, width: 1, height: 1 }
			],
			sourcePosition: source,
			targetPosition: target,
			// The button inside has the words and the focus.
			domAttributes: { 'aria-roledescription': undefined }
		};
	});
}

export function drawnLines({ edges }: ShownFlow, laidOut: LaidOutFlow, faceOf: FaceOf, origin: Point): DrawnLine[] {
	const byId = new Map(edges.map((edge) => [edge.id, edge]));
	const weights = edgeWeights(edges);
	return laidOut.edges.flatMap(({ id, from, to, points }): DrawnLine[] => {
		const edge = byId.get(id);
		if (edge === undefined) return [];
		const moved = points.map(({ x, y }) => ({ x: x + origin.x, y: y + origin.y }));
		const isSplit = edge.operations.includes('split');
		return [
			{
				id,
				type: 'line',
				source: from,
				target: to,
				data: {
					path: linePath({ points: moved }, laidOut.heading),
					width: WIDTHS[0] + (WIDTHS[1] - WIDTHS[0]) * (weights.get(id) ?? 0),
					textOf: () => quantityOn(edge),
					at: bendMiddle({ points: moved }, isSplit ? 'last' : 'first'),
					asideOf: () => (faceOf(from)?.forks ? ASIDE : 0) - (faceOf(to)?.joins ? ASIDE : 0),
					isDisputed: edge.isDisputed,
					isUnknown: edge.operations.length === 0,
					isRework: edge.operations.includes('rework')
				},
				// Boxes say what they were made of and into, and the table says how much.
				ariaRole: 'presentation',
				domAttributes: { 'aria-hidden': true, 'aria-roledescription': undefined }
			}
		];
	});
}

/** Where a box is, from where the drawing's corner is. */
export const movedBy = (node: LaidOutNode, { x, y }: Point): LaidOutNode => ({ ...node, x: node.x + x, y: node.y + y });
