import { expect, test } from 'vitest';
import { batchFlowOf, type FlowEdge } from '#domain/batch/batch-flow.ts';
import { batches } from '#domain/batch/views.ts';
import { isSame } from '#domain/kernel/same.ts';
import { allWithdrawn } from '#domain/kernel/withdrawn.ts';
import { readFamilies } from '#engine/family.ts';
import { loadWithdrawn } from '#engine/project.ts';
import { disagreements } from '../support/flow-agreement.ts';
import { runQuickHistory } from './quick-history.ts';

const SEED = 1;
const HISTORIES = 50;
/** Of all of them together, on a machine that does other things as well; in milliseconds. */
const PATIENCE = 300_000;

test(
	`the graph says what the genealogy says, in ${HISTORIES} histories from seed ${SEED}`,
	{ timeout: PATIENCE },
	async () => {
		const edges: FlowEdge[] = [];
		for (let seed = SEED; seed < SEED + HISTORIES; seed++) {
			const store = await runQuickHistory(seed);
			const { rows, families, withdrawn } = await store.read(async (reader) => {
				const found = await reader.range(batches);
				return {
					rows: found,
					families: await readFamilies(
						reader,
						found.map(({ id }) => id)
					),
					withdrawn: allWithdrawn(await loadWithdrawn(reader))
				};
			});
			const flow = batchFlowOf(families, withdrawn);
			expect(disagreements(flow, families, withdrawn), `seed ${seed}`).toEqual([]);
			// Node by node what every other screen shows.
			const nodes = new Map(flow.nodes.map((node) => [node.id, node]));
			for (const row of rows) {
				const node = nodes.get(row.id);
				if (!node) expect(row.boundTo, `seed ${seed}: ${row.id} is no node`).not.toBeNull();
				else if (!isSame(node, { ...node, ...row })) expect(node, `seed ${seed}`).toMatchObject(row);
			}
			edges.push(...flow.edges);
		}
		const count = (operation: FlowEdge['operation']) => edges.filter((edge) => edge.operation === operation).length;
		const seen = { ...counted(count), disputed: edges.filter(({ isDisputed }) => isDisputed).length };
		console.log(`graphs of ${HISTORIES} histories from seed ${SEED}: ${JSON.stringify(seen)}`);
		for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThanOrEqual(HISTORIES / 2);
	}
);

const counted = (count: (operation: FlowEdge['operation']) => number) => ({
	move: count('move'),
	split: count('split'),
	merge: count('merge'),
	rework: count('rework')
});
