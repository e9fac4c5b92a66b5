import { describe, expect, test } from 'vitest';
import {
	batchRow,
	exceptionsOf,
	initialise,
	line,
	meet,
	moveTo,
	plan,
	planOne,
	voidBatch,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import { startedMill } from '../../../../tests/support/mill-batches.ts';
import { madeBy } from '../../../../tests/support/recorded.ts';
import { expectAlike, secondDevice } from '../../../../tests/support/replicas.ts';
import { deviceNumber, mintCode, type Code } from '../kernel/code.ts';
import { eventStream } from '../kernel/event.ts';
import { runs, runStream } from '../run/run.ts';
import { HOLD_CHUNK, holds } from './hold.ts';

const hold = (on: Code, reason = 'colour') => ({ type: 'PlaceHold', on, reason }) as const;
const release = (held: Code, lead: Code, on: Code | null = null, reason = 'checked') =>
	({ type: 'ReleaseHold', hold: held, on, lead, reason }) as const;

/** Puts it on hold; answers the hold's code. */
async function placed(floor: TestFloor, on: Code, reason?: string): Promise<Code> {
	const { events } = await floor.record(hold(on, reason));
	return (events[0]?.data as unknown as { readonly hold: Code }).hold;
}

/** A knitted batch at a mill, and people who may and may not release what is held. */
async function knittedMill() {
	const site = await startedMill();
	const people = {
		lead: await site.define.person('Lea', ['lead']),
		quality: await site.define.person('Quinn', ['quality']),
		operator: await site.define.person('Otto')
	};
	return { ...site, ...people };
}

/** The same at two devices that have not met since. The other one's keys come later. */
async function twoDevices() {
	const site = await knittedMill();
	return { ...site, other: await secondDevice(site.floor) };
}

const holdsOf = async (floor: TestFloor, batch: Code) => (await batchRow(floor, batch)).holds;

describe('a hold', () => {
	test('stops a batch until it is released', async () => {
		const { floor, batch, dyeing, lead } = await knittedMill();
		const code = await placed(floor, batch);
		expect(await holdsOf(floor, batch)).toEqual([code]);
		expect(await floor.refusal(moveTo(dyeing, batch))).toMatchObject({ type: 'BatchOnHold', holds: [code] });
		await floor.record(release(code, lead));
		expect(await holdsOf(floor, batch)).toEqual([]);
		await floor.record(moveTo(dyeing, batch));
		expect(await exceptionsOf(floor, batch)).toEqual([]);
	});

	test('is placed with a reason, once, on what is there', async () => {
		const { floor, batch, items } = await knittedMill();
		expect(await floor.refusal(hold(batch, ' '))).toEqual({ type: 'ReasonMissing' });
		const code = await placed(floor, batch);
		expect(await floor.refusal(hold(batch))).toEqual({ type: 'AlreadyOnHold', on: batch, holds: [code] });
		const unknown = mintCode('b', deviceNumber(9), 1);
		expect(await floor.refusal(hold(unknown))).toEqual({ type: 'NothingToHold', on: unknown });
		const { batch: dead } = await planOne(floor, items.knitted);
		await floor.record(voidBatch(dead));
		expect(await floor.refusal(hold(dead))).toEqual({ type: 'NothingToHold', on: dead });
	});

	test('on a batch that was used covers what was made of it', async () => {
		const { floor, batch, dyeing, finishing } = await knittedMill();
		const dyed = madeBy(await floor.record(moveTo(dyeing, batch)));
		const finished = madeBy(await floor.record(moveTo(finishing, dyed)));
		const code = await placed(floor, batch);
		expect((await floor.row(holds, code))?.covers).toEqual([batch, dyed, finished].sort());
		expect(await holdsOf(floor, finished)).toEqual([code]);
		expect(await exceptionsOf(floor, batch)).toEqual([]);
	});

	test('stands beside another one: each is released for itself', async () => {
		const { floor, other, batch, lead } = await twoDevices();
		const ours = await placed(floor, batch, 'colour');
		const theirs = await placed(other, batch, 'holes');
		await meet(floor, other);
		expect(await holdsOf(floor, batch)).toEqual([ours, theirs].sort());
		await floor.record(release(ours, lead));
		expect(await holdsOf(floor, batch)).toEqual([theirs]);
	});
});

describe('a hold is released', () => {
	test('by a lead or somebody of quality, by nobody else', async () => {
		const { floor, batch, operator, quality } = await knittedMill();
		const code = await placed(floor, batch);
		expect(await floor.refusal(release(code, operator))).toEqual({ type: 'MayNotRelease', person: operator });
		expect(await holdsOf(floor, batch)).toEqual([code]);
		const { events } = await floor.record(release(code, quality));
		expect(events[0]).toMatchObject({ type: 'HoldReleased', by: [quality] });
	});

	test('with a reason, and once', async () => {
		const { floor, batch, lead } = await knittedMill();
		const code = await placed(floor, batch);
		expect(await floor.refusal(release(code, lead, null, ''))).toEqual({ type: 'ReasonMissing' });
		await floor.record(release(code, lead));
		expect(await floor.refusal(release(code, lead))).toEqual({ type: 'AlreadyReleased', hold: code });
		expect(await floor.row(holds, code)).not.toHaveProperty('standing');
		const unknown = mintCode('h', deviceNumber(9), 1);
		expect(await floor.refusal(release(unknown, lead))).toEqual({ type: 'HoldUnknown', hold: unknown });
	});

	test('on one of the batches it covers: the others stay', async () => {
		const { floor, batch, dyeing, lead } = await knittedMill();
		const dyed = madeBy(await floor.record(moveTo(dyeing, batch)));
		const code = await placed(floor, batch);
		await floor.record(release(code, lead, dyed));
		expect(await holdsOf(floor, dyed)).toEqual([]);
		expect(await holdsOf(floor, batch)).toEqual([code]);
		expect(await floor.row(holds, code)).toMatchObject({ released: [dyed] });
	});
});

describe('[case 14] a hold placed while another device moves the batch', () => {
	test('the move counts, what it made inherits the hold, and a lead is asked', async () => {
		const { floor, other, batch, dyeing } = await twoDevices();
		const code = await placed(floor, batch);
		const dyed = madeBy(await other.record(moveTo(dyeing, batch)));
		await meet(floor, other);
		expect(await batchRow(floor, dyed)).toMatchObject({ state: 'open', share: '1', holds: [code] });
		const [raised, ...more] = await exceptionsOf(floor, batch);
		expect(raised).toMatchObject({ rule: 'hold', entity: batch });
		expect(more).toEqual([]);
		await expectAlike(floor, other);
	});

	test('it is the same when the move came first by its key', async () => {
		const { floor, other, batch, dyeing } = await twoDevices();
		const dyed = madeBy(await floor.record(moveTo(dyeing, batch)));
		const code = await placed(other, batch);
		await meet(floor, other);
		expect(await holdsOf(floor, dyed)).toEqual([code]);
		expect(await exceptionsOf(floor, batch)).toMatchObject([{ rule: 'hold' }]);
		await expectAlike(floor, other);
	});

	test('it reaches what was made of it two moves later, and stops that', async () => {
		const { floor, other, batch, dyeing, finishing } = await twoDevices();
		const code = await placed(floor, batch);
		const dyed = madeBy(await other.record(moveTo(dyeing, batch)));
		await meet(floor, other);
		expect(await other.refusal(moveTo(finishing, dyed))).toMatchObject({ type: 'BatchOnHold', holds: [code] });
	});

	test('its release frees what only inherited it, and nothing is left to decide', async () => {
		const { floor, other, batch, dyeing, finishing, lead } = await twoDevices();
		const code = await placed(floor, batch);
		const dyed = madeBy(await other.record(moveTo(dyeing, batch)));
		const finished = madeBy(await other.record(moveTo(finishing, dyed)));
		await meet(floor, other);
		expect(await holdsOf(floor, finished)).toEqual([code]);
		await floor.record(release(code, lead));
		await meet(floor, other);
		for (const made of [batch, dyed, finished]) expect(await holdsOf(other, made)).toEqual([]);
		expect(await exceptionsOf(other, batch)).toEqual([]);
		await expectAlike(floor, other);
	});
});

describe('a run on hold', () => {
	const MANY = HOLD_CHUNK + 20;

	test('stops its batches, more than one event can name', async () => {
		const { floor, items, knitting, dyeing, lead } = await knittedMill();
		const { run, batches } = await plan(floor, line(items.knitted, MANY));
		const started = batches[0] as Code;
		await floor.record(initialise(started, knitting));
		const { events } = await floor.record(hold(run));
		expect(events.map(({ touches }) => touches.length)).toEqual([HOLD_CHUNK + 1, MANY + 1 - HOLD_CHUNK + 1]);
		const code = (events[0]?.data as unknown as { readonly hold: Code }).hold;
		expect(await floor.row(runs, run)).toMatchObject({ holds: [code] });
		for (const batch of batches) expect(await holdsOf(floor, batch)).toEqual([code]);
		expect(await floor.refusal(moveTo(dyeing, started))).toMatchObject({ type: 'RunOnHold', run, holds: [code] });

		const freed = await floor.record(release(code, lead));
		expect(freed.events).toHaveLength(2);
		expect(await floor.row(runs, run)).toMatchObject({ holds: [] });
		for (const batch of batches) expect(await holdsOf(floor, batch)).toEqual([]);
		await floor.record(moveTo(dyeing, started));
	});

	test('leaves batches of other runs alone', async () => {
		const { floor, run, batch, items } = await knittedMill();
		const { batch: elsewhere } = await planOne(floor, items.knitted);
		await floor.record(hold(run));
		expect(await holdsOf(floor, batch)).toHaveLength(1);
		expect(await holdsOf(floor, elsewhere)).toEqual([]);
	});
});

describe('several batches on hold at once', () => {
	const holdAll = (...batches: [Code, ...Code[]]) => ({ type: 'HoldBatches', batches, reason: 'wrong dye' }) as const;

	test('are stopped by one hold, whatever their runs, and freed by one release', async () => {
		const { floor, other, batch, run, items, knitting, dyeing, lead } = await twoDevices();
		const { run: second, batch: elsewhere } = await planOne(floor, items.knitted);
		await floor.record(initialise(elsewhere, knitting));
		const { events } = await floor.record(holdAll(batch, elsewhere));
		expect(events.map(({ _id }) => eventStream(_id))).toEqual([runStream(run), runStream(second)].sort());
		const [row, ...more] = await floor.rows(holds);
		expect(more).toEqual([]);
		expect(row?.covers).toEqual([batch, elsewhere].sort());
		const code = row?.id as Code;
		for (const one of [batch, elsewhere]) {
			expect(await holdsOf(floor, one)).toEqual([code]);
			expect(await floor.refusal(moveTo(dyeing, one))).toMatchObject({ type: 'BatchOnHold' });
		}
		const freed = await floor.record(release(code, lead));
		expect(freed.events.map(({ _id }) => eventStream(_id))).toEqual([runStream(run), runStream(second)].sort());
		for (const one of [batch, elsewhere]) expect(await holdsOf(floor, one)).toEqual([]);
		await meet(floor, other);
		await expectAlike(floor, other);
	});

	test('leave out what is on hold already, what is void, and what is not here', async () => {
		const { floor, batch, items } = await knittedMill();
		const [{ batch: before }, { batch: dead }] = [
			await planOne(floor, items.knitted),
			await planOne(floor, items.knitted)
		];
		const standing = await placed(floor, before);
		await floor.record(voidBatch(dead));
		const unknown = mintCode('b', deviceNumber(9), 1);
		await floor.record(holdAll(before, dead, unknown, batch));
		expect(await holdsOf(floor, before)).toEqual([standing]);
		expect(await holdsOf(floor, dead)).toEqual([]);
		expect(await holdsOf(floor, batch)).toHaveLength(1);
		expect((await floor.rows(holds)).map(({ covers }) => covers).sort()).toEqual([[before], [batch]].sort());
	});

	test('take a reason, and something that can be held', async () => {
		const { floor, batch } = await knittedMill();
		expect(await floor.refusal({ ...holdAll(batch), reason: ' ' })).toEqual({ type: 'ReasonMissing' });
		const unknown = mintCode('b', deviceNumber(9), 1);
		expect(await floor.refusal(holdAll(unknown))).toEqual({ type: 'NothingToHold', on: unknown });
		const code = await placed(floor, batch);
		expect(await floor.refusal(holdAll(batch))).toEqual({ type: 'AlreadyOnHold', on: batch, holds: [code] });
	});

	test('are more than one event can name', async () => {
		const { floor, items } = await knittedMill();
		const { batches } = await plan(floor, line(items.knitted, HOLD_CHUNK + 20));
		const { events } = await floor.record(holdAll(...(batches as [Code, ...Code[]])));
		expect(events.map(({ touches }) => touches.length)).toEqual([HOLD_CHUNK + 1, 21]);
		expect(await floor.rows(holds)).toHaveLength(1);
		for (const batch of batches) expect(await holdsOf(floor, batch)).toHaveLength(1);
	});
});
