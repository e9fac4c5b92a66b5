import { expect, test } from 'vitest';
import { cancelRun, createTestFloor, initialise, mill, quantity } from '../../../tests/support/floor.ts';
import { answer, changing, estimate, generate, ordering, runFor } from '../../../tests/support/sales.ts';
import { batches } from '#domain/batch/views.ts';
import { differenceText, effectText } from './change-words.ts';
import { readChanges } from './read-changes.ts';

const named = (id: string | null): string => (id === null ? '' : 'Sock');

test('a change of the order is said on its run with what applying does, until it is answered', async () => {
	const floor = await createTestFloor();
	const { items, knitting } = await mill(floor);
	const order = await estimate(floor, [ordering(items.sock, '500 pcs')]);
	const run = await generate(floor, order, runFor(items.knitted, 10));
	const wanting = (amount: string) =>
		changing(order, { lines: [{ line: 1, wanted: { item: items.sock, quantity: quantity(amount) } }] });
	const said = async (): Promise<string[]> => {
		const changed = await floor.store.read((reader) => readChanges(reader, run));
		return changed.flatMap(({ of, effect }) => [
			...of.changed.map((difference) => differenceText(difference, named)),
			typeof effect === 'string' ? effect : effect.ok ? effectText(effect.value) : effect.error.type
		]);
	};
	expect(await said()).toEqual([]);

	await floor.record(wanting('620 pcs'));
	expect(await said()).toEqual([
		'Line 1: 500\u00a0pcs → 620\u00a0pcs',
		'Apply adds 2 batches of 50\u00a0pcs. Apply adds 1 batch of 20\u00a0pcs.'
	]);
	await floor.record(await answer(floor, order, run, 'apply'));
	expect(await said()).toEqual([]);

	for (const { id } of (await floor.rows(batches)).slice(1)) await floor.record(initialise(id, knitting));
	await floor.record(wanting('400 pcs'));
	expect((await said())[1]).toMatch(/^Apply takes 1 planned batch out. 170\u00a0pcs more than wanted/);
	await floor.record(cancelRun(run));
	expect((await said())[1]).toBe('ended');
});
