import { describe, expect, test } from 'vitest';
import {
	batchRow,
	commonTables,
	createTestFloor,
	defining,
	deliver,
	differences,
	initialise,
	line,
	meet,
	plan,
	planOne,
	workshop,
	type TestFloor
} from '../../../tests/support/floor.ts';
import { codeCounter, type Code } from '#domain/kernel/code.ts';
import { events, meta } from './tables.ts';

describe('[case 31] a copied profile', () => {
	const clones = async (): Promise<readonly [TestFloor, TestFloor, Code, Code]> => {
		const original = await createTestFloor({ device: 1, epoch: 'aaaaa' });
		const copy = await createTestFloor({ device: 1, epoch: 'aaaaa' });
		const { item, station } = await workshop(original);
		// The copy is taken here: same identity, same history.
		const [identity, documents] = [await original.identity(), await original.documents()];
		await copy.store.write((writer) => writer.remove(meta, ['identity']));
		await copy.receive(documents);
		await copy.store.write((writer) => writer.put(meta, [identity]));
		copy.clock.set(original.clock.now() + 500);
		return [original, copy, item, station];
	};

	test('is noticed by events of the own chain that were never made here; nothing is lost', async () => {
		const [original, copy, item, station] = await clones();
		const ours = await planOne(original, item);
		const theirs = await planOne(copy, item);
		expect(theirs.batch).toBe(ours.batch);
		await copy.record(initialise(theirs.batch, station));
		await meet(original, copy);
		expect((await original.identity()).cloned).toBe(true);
		expect((await original.rows(events)).length).toBe((await copy.rows(events)).length);
		expect(differences(await commonTables(original), await commonTables(copy))).toEqual([]);
		expect((await batchRow(original, ours.batch)).exceptions.length).toBeGreaterThan(0);
	});

	test('goes on under an epoch of its own, chained, and past every code the other one minted', async () => {
		const [original, copy, item] = await clones();
		await planOne(original, item);
		const theirs = await plan(copy, line(item, 30));
		const before = await original.identity();
		await deliver(copy, original);
		const after = await original.identity();
		expect(after).toMatchObject({ device: before.device, seq: 0, prev: before.prev, cloned: true });
		expect(after.epoch).not.toBe(before.epoch);
		const { run, batches: planned } = await plan(original, line(item, 2));
		const minted = Math.max(...[theirs.run, ...theirs.batches].map(codeCounter));
		for (const code of [run, ...planned]) expect(codeCounter(code)).toBeGreaterThan(minted);
		const own = (await original.rows(events)).filter(({ epoch }) => epoch === after.epoch);
		expect(own.map(({ seq }) => seq).sort()).toEqual([1, 2]);
		expect(own.find(({ seq }) => seq === 1)?.prev).toBe(before.prev);
	});

	test("is not suspected when a device's own events come back, or another device's arrive", async () => {
		const floor = await createTestFloor();
		const { item, station } = await workshop(floor);
		await floor.record(initialise((await planOne(floor, item)).batch, station));
		const other = await createTestFloor({ device: 2 });
		await deliver(floor, other);
		await defining(other).item('Angle');
		await deliver(other, floor);
		await floor.receive(await floor.documents());
		expect((await floor.identity()).cloned).toBe(false);
	});
});
