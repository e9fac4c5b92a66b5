import ELK from 'elkjs/lib/elk.bundled.js';
import { familiesIn } from '../../../src/routes/batch-flow/layout/families.ts';
import type { LayoutGraph } from '../../../src/routes/batch-flow/layout/graph.ts';
import { ranksOf } from '../../../src/routes/batch-flow/layout/ranks.ts';

const elk = new ELK();

/** The same columns, and a family at a time as well: all at once it takes minutes. */
async function layOut(graph: LayoutGraph): Promise<void> {
	const { rankOf } = ranksOf(graph);
	for (const { nodes, edges } of familiesIn(graph)) {
		await elk.layout({
			id: 'family',
			layoutOptions: {
				'elk.algorithm': 'layered',
				'elk.direction': 'RIGHT',
				'elk.edgeRouting': 'POLYLINE',
				'elk.partitioning.activate': 'true',
				'elk.separateConnectedComponents': 'false'
			},
			children: nodes.map(({ id, width, height }) => ({
				id,
				width,
				height,
				layoutOptions: { 'elk.partitioning.partition': `${rankOf.get(id) ?? 0}` }
			})),
			edges: edges.map(({ id, from, to }) => ({ id, sources: [from], targets: [to] }))
		});
	}
}

addEventListener('message', ({ data }: MessageEvent<LayoutGraph>) => {
	void layOut(data).then(
		() => postMessage({ laidOut: true }),
		(error: unknown) => postMessage({ error: String(error) })
	);
});
