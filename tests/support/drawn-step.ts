import type { Production } from '#domain/step/step.ts';
import type { DrawnStep } from '../../src/routes/flow-picture/flow-graph.ts';

const of = (item: string): Production => ({ item, quantity: { amount: '1', unit: 'pcs', kind: 'count', ratio: '1' } });

/** For tests: a step by the items it consumes and the one it produces, one piece each. */
export const drawn = (id: string, consumes: readonly string[], produces: string | null): DrawnStep => ({
	id,
	name: id,
	consumes: consumes.map((item) => ({ ...of(item), allowance: null })),
	produces: produces === null ? null : of(produces)
});
