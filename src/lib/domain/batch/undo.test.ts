import { describe, expect, test } from 'vitest';
import {
	batchRow,
	closeBatch,
	createTestFloor,
	deliver,
	exceptionsOf,
	initialise,
	meet,
	moveTo,
	runStateOf,
	undo,
	voidBatch
} from '../../../../tests/support/floor.ts';
import { startedMill } from '../../../../tests/support/mill-batches.ts';
import { idOf } from '../../../../tests/support/recorded.ts';
import { deviceNumber, mintCode, type Code } from '../kernel/code.ts';

async function startedBatch() {
	const { starts, ...site } = await startedMill();
	return { ...site, started: starts[0]! };
}

describe('undo', () => {
	test('of a start puts the batch back to what was planned', async () => {
		const { floor, run, batch, started } = await startedBatch();
		const { events } = await floor.record(undo(started));
		expect(events[0]).toMatchObject({
			type: 'FactUndone',
			stream: `run.${run}`,
			touches: [batch],
			data: { fact: idOf(started) }
		});
		expect(await batchRow(floor, batch)).toMatchObject({ state: 'created', began: null, exceptions: [] });
		expect(await runStateOf(floor, run)).toBe('pending');
	});

	test('of a start takes back with it what stands on a batch that was made of it, also when that is void by now', async () => {
		const { floor, batch, dyeing, started } = await startedBatch();
		const moved = await floor.record(moveTo(dyeing, batch));
		const made = moved.events[0]?.touches.find((id) => id !== batch) as Code;
		const closed = await floor.record(closeBatch(made));
		await floor.record(voidBatch(made));
		const { events } = await floor.record({ ...undo(started), chain: true });
		const taken = [closed, moved, started].map((recorded) => idOf(recorded));
		expect(events.map(({ data }) => (data as { readonly fact?: string }).fact)).toEqual(taken);
		expect(await batchRow(floor, batch)).toMatchObject({ state: 'created', began: null, exceptions: [] });
		expect(await exceptionsOf(floor, made)).toEqual([]);
	});

	test('of a move puts the batch back where it was, and what it made is void', async () => {
		const { floor, batch, dyeing } = await startedBatch();
		const before = await batchRow(floor, batch);
		const moved = await floor.record(moveTo(dyeing, batch));
		await floor.record(undo(moved));
		expect(await batchRow(floor, batch)).toMatchObject({
			state: 'open',
			openAt: before.openAt,
			remaining: before.remaining,
			closed: null,
			children: [],
			lastUse: null
		});
		const [made] = moved.events[0]?.touches.filter((id) => id !== batch) ?? [];
		expect(await batchRow(floor, made as Code)).toMatchObject({ voided: { device: '001', reason: null }, share: '0' });
	});

	test('of a move leaves the batch free to be moved again', async () => {
		const { floor, batch, dyeing } = await startedBatch();
		await floor.record(undo(await floor.record(moveTo(dyeing, batch))));
		await floor.record(moveTo(dyeing, batch));
		expect(await exceptionsOf(floor, batch)).toEqual([]);
	});

	test('of a start leaves the batch free to be started again: what follows stands on the second start', async () => {
		const { floor, batch, knitting, dyeing, started } = await startedBatch();
		await floor.record(undo(started));
		const again = await floor.record(initialise(batch, knitting));
		const moved = await floor.record(moveTo(dyeing, batch));
		expect(await batchRow(floor, batch)).toMatchObject({ began: { event: idOf(again) }, exceptions: [] });
		await floor.record(undo(moved));
		await floor.record(closeBatch(batch));
		expect(await batchRow(floor, batch)).toMatchObject({ state: 'closed', exceptions: [] });
	});

	test('of a start, used elsewhere in the belief that it stands, holds as little when the batch is started again', async () => {
		const { floor: one, batch, knitting, dyeing, started } = await startedBatch();
		const other = await createTestFloor({ device: 2 });
		await deliver(one, other);
		const undone = await one.record(undo(started));
		await one.record(initialise(batch, knitting));
		const used = await other.record(moveTo(dyeing, batch));
		await meet(one, other);
		for (const floor of [one, other]) {
			expect(await batchRow(floor, batch)).toMatchObject({ began: { event: idOf(started) } });
			expect(await exceptionsOf(floor, batch)).toMatchObject([{ rule: 'undo', events: [idOf(undone), idOf(used)] }]);
		}
	});

	test('of a close opens the batch again', async () => {
		const { floor, batch } = await startedBatch();
		await floor.record(undo(await floor.record(closeBatch(batch))));
		expect(await batchRow(floor, batch)).toMatchObject({ state: 'open', closed: null });
	});

	test('goes newest first: what was used since stands against it', async () => {
		const { floor, batch, dyeing, finishing, started } = await startedBatch();
		const dyed = await floor.record(moveTo(dyeing, batch));
		const finished = await floor.record(moveTo(finishing, batch));
		expect(await floor.refusal(undo(started))).toMatchObject({ type: 'UndoBlocked', by: idOf(dyed) });
		expect(await floor.refusal(undo(dyed))).toMatchObject({ type: 'UndoBlocked', by: idOf(finished) });
		for (const recorded of [finished, dyed, started]) await floor.record(undo(recorded));
		expect((await batchRow(floor, batch)).state).toBe('created');
	});

	test('of a start or a move comes after that of the close by hand that followed', async () => {
		const { floor, batch, dyeing, started } = await startedBatch();
		const dyed = await floor.record(moveTo(dyeing, batch));
		const [made] = dyed.events[0]?.touches.filter((id) => id !== batch) ?? [];
		const closed = await floor.record(closeBatch(made as Code));
		expect(await floor.refusal(undo(dyed))).toMatchObject({ type: 'UndoBlocked', by: idOf(closed) });
		for (const recorded of [closed, dyed]) await floor.record(undo(recorded));
		const close = await floor.record(closeBatch(batch));
		expect(await floor.refusal(undo(started))).toMatchObject({ type: 'UndoBlocked', by: idOf(close) });
	});

	test('is refused twice, and of what cannot be taken back', async () => {
		const { floor, run, batch, started } = await startedBatch();
		await floor.record(undo(started));
		expect(await floor.refusal(undo(started))).toEqual({ type: 'AlreadyUndone' });
		const unknown = mintCode('b', deviceNumber(9), 1);
		const [fact = ''] = [idOf(started)];
		expect(await floor.refusal({ type: 'UndoFact', batch: unknown, fact })).toEqual({ type: 'NothingToUndo' });
		const planned = (await floor.documents()).find(
			(document) => 'type' in document && document.type === 'BatchesPlanned'
		);
		expect(await floor.refusal({ type: 'UndoFact', batch, fact: planned?._id ?? '' })).toEqual({
			type: 'NothingToUndo'
		});
		expect(run).toBeDefined();
	});

	test('[case 13] of what was not sent yet: both are kept and both are sent', async () => {
		const { floor, started } = await startedBatch();
		await floor.record(undo(started));
		const other = await createTestFloor({ device: 2 });
		await deliver(floor, other);
		const types = (await other.documents()).flatMap((document) => ('type' in document ? [document.type] : []));
		expect(types).toContain('BatchInitialised');
		expect(types).toContain('FactUndone');
	});
});

describe('[case 12] undone on one device, used on another', () => {
	test('the use wins, and the undo is for a lead', async () => {
		const { floor: one, batch, dyeing, finishing, run } = await startedBatch();
		const dyed = await one.record(moveTo(dyeing, batch));
		const other = await createTestFloor({ device: 2 });
		await deliver(one, other);
		const undone = await one.record(undo(dyed));
		const used = await other.record(moveTo(finishing, batch));
		await meet(one, other);
		const [made] = dyed.events[0]?.touches.filter((id) => id !== batch) ?? [];
		for (const floor of [one, other]) {
			expect(await batchRow(floor, made as Code)).toMatchObject({ voided: null, state: 'closed', share: '1' });
			expect(await exceptionsOf(floor, made as string)).toMatchObject([
				{
					id: `undo:${made}:${idOf(undone)}`,
					rule: 'undo',
					entity: made,
					run,
					events: [idOf(undone), idOf(used)]
				}
			]);
		}
	});

	test('when the use is taken back, the undo holds after all', async () => {
		const { floor: one, batch, dyeing, finishing } = await startedBatch();
		const dyed = await one.record(moveTo(dyeing, batch));
		const other = await createTestFloor({ device: 2 });
		await deliver(one, other);
		await one.record(undo(dyed));
		const used = await other.record(moveTo(finishing, batch));
		await meet(one, other);
		await other.record(undo(used));
		await meet(one, other);
		const [made] = dyed.events[0]?.touches.filter((id) => id !== batch) ?? [];
		for (const floor of [one, other]) {
			expect((await batchRow(floor, made as Code)).voided).not.toBeNull();
			expect(await batchRow(floor, batch)).toMatchObject({ state: 'open', exceptions: [] });
		}
	});

	test('of a start that was used: the batch stays in process', async () => {
		const { floor: one, batch, dyeing, started } = await startedBatch();
		const other = await createTestFloor({ device: 2 });
		await deliver(one, other);
		await one.record(undo(started));
		await other.record(moveTo(dyeing, batch));
		await meet(one, other);
		expect(await batchRow(one, batch)).toMatchObject({ state: 'closed', closed: { how: 'used' } });
		expect((await exceptionsOf(one, batch)).map(({ rule }) => rule)).toEqual(['undo']);
	});
});
