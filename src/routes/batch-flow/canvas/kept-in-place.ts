import type { LaidOutFlow, LaidOutNode, Point } from '../layout/graph.ts';
import type { ShownFlow } from '../shown-flow.ts';

interface Drawn {
	readonly shown: ShownFlow;
	readonly laidOut: LaidOutFlow;
}

/** `origin`: where its corner is. */
export interface DrawnAt extends Drawn {
	readonly origin: Point;
}

/**
 * Where the corner of the next drawing goes, so that a batch that is looked at stays where it is, in whichever box it is then: of the
 * boxes `looked` the first that still has one, else the nearest to `middle`.
 */
export function keptInPlace(
	{ shown, laidOut, origin }: DrawnAt,
	next: Drawn,
	looked: readonly (string | null)[],
	middle: Point
): Point {
	const batchesOf = new Map(shown.nodes.map(({ id, batches }) => [id, batches]));
	const placesNow = new Map(next.laidOut.nodes.map((node) => [node.id, node]));
	const placeNow = (id: string): LaidOutNode | undefined => {
		const batch = batchesOf.get(id)?.find((one) => next.shown.boxOf.has(one.id));
		return batch && placesNow.get(next.shown.boxOf.get(batch.id) ?? '');
	};
	const away = ({ x, y }: Point): number => Math.hypot(x + origin.x - middle.x, y + origin.y - middle.y);
	const first = looked.flatMap((id) => laidOut.nodes.find((node) => node.id === id) ?? []);
	for (const node of [...first, ...laidOut.nodes.toSorted((a, b) => away(a) - away(b))]) {
		const now = placeNow(node.id);
		if (now) return { x: node.x + origin.x - now.x, y: node.y + origin.y - now.y };
	}
	return origin;
}

/** Collapsed in another way, it may have no box that was there before. */
export function hasNothingOf(before: Drawn, next: Drawn): boolean {
	const known = new Set(before.laidOut.nodes.map(({ id }) => id));
	return !next.laidOut.nodes.some(({ id }) => known.has(id));
}
