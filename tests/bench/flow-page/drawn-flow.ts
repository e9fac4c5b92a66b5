import type { LayoutGraph, LayoutNode } from '../../../src/routes/batch-flow/layout/graph.ts';
import { createSeededRandom } from '../../contract/seeded-random.ts';

const STEPS = 6;
const PLANNED = 4;

/**
 * Boxes as batches make them: groups of planned batches that are moved over six steps, here and there split in three within a step,
 * two of which may go on, and merged with a neighbour.
 */
export function drawnFlow(seed: number, boxes: number): LayoutGraph {
	const random = createSeededRandom(seed);
	const nodes: LayoutNode[] = [];
	const edges: { readonly id: string; readonly from: string; readonly to: string }[] = [];
	const make = (column: number, sources: readonly string[]): string => {
		const id = `b${nodes.length}`;
		nodes.push({ id, column, width: 256, height: 126 });
		for (const from of sources) edges.push({ id: `${from} ${id}`, from, to: id });
		return id;
	};
	while (nodes.length < boxes) {
		let here = Array.from({ length: PLANNED }, () => make(0, []));
		for (let step = 1; step < STEPS; step++) {
			const moved = here.map((source) => make(step, [source]));
			const next = moved.flatMap((source) => {
				if (random() > 0.2) return [source];
				const [first = source, second = source] = [0, 1, 2].map(() => make(step, [source]));
				return random() < 0.5 ? [first, second] : [first];
			});
			const [first, second, ...others] = next;
			here = first && second && random() < 0.3 ? [make(step, [first, second]), ...others] : next;
		}
	}
	return { nodes, edges, heading: 'right', em: 16 };
}
