import { beforeEach, describe, expect, test } from 'vitest';
import { printCode, type Code } from '#domain/kernel/code.ts';
import {
	batchRow,
	defining,
	deliver,
	initialise,
	line,
	moveTo,
	plan,
	quantity
} from '../../../../tests/support/floor.ts';
import { madeBy } from '../../../../tests/support/recorded.ts';
import { secondDevice } from '../../../../tests/support/replicas.ts';
import {
	batch,
	floor,
	given,
	lastWords,
	scan,
	scanning,
	session,
	setUpDesk,
	site
} from '../../../../tests/support/scanning-desk.ts';

beforeEach(setUpDesk);

describe('a question', () => {
	beforeEach(async () => {
		scanning.open(site.station);
		await scan(batch(0));
	});

	test('waits for the answer and records nothing before', async () => {
		expect(given).toEqual(['choose']);
		expect(scanning.question?.ask.type).toBe('ChooseMachine');
		expect((await batchRow(floor, batch(0))).state).toBe('created');
	});

	test('is answered by the sign of a machine, which the station remembers', async () => {
		await scan(site.machines[1]!);
		expect(scanning.question).toBeNull();
		await scan(batch(1));
		expect(given).toEqual(['choose', 'recorded', 'recorded']);
		for (const code of [batch(0), batch(1)]) {
			expect((await batchRow(floor, code)).began?.machine).toBe(site.machines[1]);
		}
	});

	test('is answered for batches without a plan only: a planned one starts as planned', async () => {
		await scan(site.machines[1]!);
		const planned = (await plan(floor, line(site.item, 1, { machines: [site.machines[0]!] }))).batches[0]!;
		await scan(planned);
		expect(session.machineAt(site.station)).toBeNull();
		expect((await batchRow(floor, planned)).began?.machine).toBe(site.machines[0]);
		expect(await lastWords()).toMatchObject({ title: 'Recorded', tone: 'ok' });
	});

	test('is not answered by another batch, and that one is not recorded', async () => {
		await scan(batch(1));
		expect(given).toEqual(['choose', 'warning']);
		expect(scanning.recent[0]).toMatchObject({ kind: 'warning', batch: batch(1) });
		expect(scanning.question?.passedOver?.words().line).toBe(
			`Which machine for ${printCode(batch(0))}? Nothing was recorded for ${printCode(batch(1))}.`
		);
		expect(scanning.question?.command).toMatchObject({ batch: batch(0) });
		expect((await batchRow(floor, batch(1))).state).toBe('created');
	});

	test('can be left: then nothing was recorded', async () => {
		scanning.leave();
		expect(scanning.question).toBeNull();
		expect((await batchRow(floor, batch(0))).state).toBe('created');
	});
});

describe('which batch', () => {
	test('a label that stands for several batches asks which; the label itself answers nothing', async () => {
		const { first, second } = await movedTwiceElsewhere();
		await scan(batch(0));
		expect(scanning.question?.ask).toMatchObject({ type: 'ChooseBatch' });
		await scan(batch(0));
		expect(given).toEqual(['choose', 'choose']);
		expect(scanning.question).not.toBeNull();
		await scan(second);
		expect(scanning.question).toBeNull();
		expect((await batchRow(floor, second)).children).toEqual([scanning.last?.batch]);
		expect((await batchRow(floor, first)).state).toBe('open');
	});

	test('the question which batch is answered by a tap', async () => {
		const { first } = await movedTwiceElsewhere();
		await scan(batch(0));
		await scanning.answer(first);
		expect(scanning.question).toBeNull();
		expect((await batchRow(floor, first)).children).toEqual([scanning.last?.batch]);
	});
});

/** Two devices, neither knowing of the other, moved one batch: both results are open for a step that follows. */
async function movedTwiceElsewhere(): Promise<{ first: Code; second: Code }> {
	const define = defining(floor);
	const boarded = await define.item('Sock, boarded');
	const boarding = await define.step('Boarding', {
		consumes: [{ item: site.dyed, quantity: quantity('1 pcs'), allowance: null }],
		produces: { item: boarded, quantity: quantity('1 pcs') }
	});
	const station = await define.station('Boarding in', { operation: 'move', steps: [boarding] });
	await floor.record(initialise(batch(0), site.station, { machine: site.machines[0]! }));
	const others = [await secondDevice(floor, 2), await secondDevice(floor, 3)] as const;
	const [first, second] = [
		madeBy(await others[0].record(moveTo(site.dyeing, batch(0)))),
		madeBy(await others[1].record(moveTo(site.dyeing, batch(0))))
	];
	for (const other of others) await deliver(other, floor);
	scanning.open(station);
	return { first, second };
}
