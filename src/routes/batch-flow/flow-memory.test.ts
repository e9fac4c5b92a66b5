import { expect, test } from 'vitest';
import { deviceNumber, type Code } from '#domain/kernel/code.ts';
import { batchFlowOf } from '#domain/batch/batch-flow.ts';
import { batches } from '#domain/batch/views.ts';
import type { AllWithdrawn } from '#domain/kernel/view.ts';
import { NOBODY_WITHDRAWN } from '#domain/kernel/withdrawn.ts';
import { readFamilies } from '#engine/family.ts';
import { moveTo } from '../../../tests/support/floor.ts';
import { startedMill } from '../../../tests/support/mill-batches.ts';
import { createFlowMemory } from './flow-memory.ts';

test('a scan leaves the nodes of other families the very same, and the flow is what it is without a memory', async () => {
	const { floor, dyeing, batches: planned } = await startedMill(2);
	const [first, second] = planned as [Code, Code];
	const families = () =>
		floor.store.read(async (reader) => {
			const rows = await reader.range(batches);
			return readFamilies(
				reader,
				rows.map(({ id }) => id)
			);
		});
	const memory = createFlowMemory();
	await floor.record(moveTo(dyeing, first));
	const before = memory(await families(), NOBODY_WITHDRAWN);
	await floor.record(moveTo(dyeing, second));
	const after = memory(await families(), NOBODY_WITHDRAWN);
	const [was, is] = [before, after].map(({ nodes }) => nodes.find(({ id }) => id === first));
	expect(is).toBe(was);
	expect(after.edges).toHaveLength(2);
	expect(after).toEqual(batchFlowOf(await families()));
});

test('whoever may no longer record puts every family in question', async () => {
	const { floor, batch } = await startedMill(1);
	const family = await floor.store.read((reader) => readFamilies(reader, [batch]));
	const memory = createFlowMemory();
	expect(memory(family, NOBODY_WITHDRAWN).nodes).toMatchObject([{ isDisputed: false }]);
	const number = deviceNumber(1);
	const lost = { id: 'd000000000' as Code, unread: 0, exceptions: [], kind: 'device', number, accepted: [] } as const;
	const withdrawn: AllWithdrawn = new Map([[number, lost]]);
	expect(memory(family, withdrawn).nodes).toMatchObject([{ isDisputed: true }]);
	expect(memory(family, withdrawn)).toEqual(batchFlowOf(family, withdrawn));
});
