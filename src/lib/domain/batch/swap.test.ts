import { describe, expect, test } from 'vitest';
import { bindLabel, correctTo, mergeAt, swapLabels } from '../../../../tests/support/batch-commands.ts';
import {
	batchRow,
	exceptionsOf,
	initialise,
	meet,
	moveTo,
	planOne,
	voidBatch,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import { plannedMill, startedMill, threeOf } from '../../../../tests/support/mill-batches.ts';
import { boundBy, idOf, madeBy, transformedBy } from '../../../../tests/support/recorded.ts';
import { expectAlike, secondDevice } from '../../../../tests/support/replicas.ts';
import { deviceNumber, mintCode, type Code } from '../kernel/code.ts';

/** The batch that a scan of the code at the station takes. */
const takenBy = async (floor: TestFloor, station: Code, code: Code): Promise<Code> =>
	transformedBy(await floor.record(moveTo(station, code))).takes[0]?.batch as Code;

const threePlanned = async () => threeOf(await plannedMill(3));
const threeStarted = async () => threeOf(await startedMill(3));

async function twoDevices() {
	const { floor: one, ...site } = await threePlanned();
	return { one, other: await secondDevice(one), late: await secondDevice(one, 3), ...site };
}

describe('swapped labels', () => {
	test('lead to the other batch from here on; nothing is relabelled', async () => {
		const { floor, first, second, run, knitting } = await threePlanned();
		const { events } = await floor.record(swapLabels(first, second));
		expect(events).toMatchObject([
			{
				type: 'LabelsSwapped',
				stream: `run.${run}`,
				touches: [first, second].sort(),
				data: {
					run,
					labels: [
						{ batch: first, code: second },
						{ batch: second, code: first }
					]
				}
			}
		]);
		expect(await batchRow(floor, first)).toMatchObject({ label: second, swapped: second, exceptions: [] });
		expect(await batchRow(floor, second)).toMatchObject({ label: first, swapped: first, exceptions: [] });
		await floor.record(initialise(first, knitting));
		expect(await batchRow(floor, second)).toMatchObject({ state: 'open' });
		expect(await batchRow(floor, first)).toMatchObject({ state: 'created' });
		expect(await floor.refusal(initialise(first, knitting))).toMatchObject({ type: 'BatchAlreadyInitialised' });
	});

	test('found after they were moved: what was recorded before is for a lead', async () => {
		const { floor, first, second, dyeing, finishing } = await threeStarted();
		const dyed = madeBy(await floor.record(moveTo(dyeing, first)));
		const { events } = await floor.record(swapLabels(first, second));
		expect(await batchRow(floor, dyed)).toMatchObject({ label: second });
		for (const batch of [first, second]) {
			expect(await exceptionsOf(floor, batch)).toMatchObject([{ rule: 'swap', entity: batch }]);
			expect((await exceptionsOf(floor, batch))[0]?.events[0]).toBe(events[0]?._id);
		}
		expect(await takenBy(floor, finishing, second)).toBe(dyed);
		expect(await takenBy(floor, dyeing, first)).toBe(second);
	});

	test('found by scanning what they became: it is said of what the labels were printed for', async () => {
		const { floor, first, second, dyeing } = await threeStarted();
		const dyed = madeBy(await floor.record(moveTo(dyeing, first)));
		const { events } = await floor.record(swapLabels(dyed, second));
		expect(events[0]?.data).toMatchObject({
			labels: [
				{ batch: first, code: second },
				{ batch: second, code: first }
			]
		});
	});

	test('of which one is a second label: the batch that it was bound to', async () => {
		const { floor, first, second, knitting } = await threePlanned();
		const code = boundBy(await floor.record(bindLabel(first)));
		const { events } = await floor.record(swapLabels(code, second));
		expect(events[0]).toMatchObject({ touches: [first, second, code].sort() });
		expect(await batchRow(floor, first)).toMatchObject({ label: second });
		expect(await batchRow(floor, second)).toMatchObject({ label: code });
		await floor.record(initialise(code, knitting));
		expect((await batchRow(floor, second)).state).toBe('open');
		await floor.record(initialise(second, knitting));
		expect((await batchRow(floor, first)).state).toBe('open');
	});

	test('of which one was bound after a move: the batch that it was put on', async () => {
		const { floor, first, second, dyeing, finishing } = await threeStarted();
		const dyed = madeBy(await floor.record(moveTo(dyeing, first)));
		const code = boundBy(await floor.record(bindLabel(dyed)));
		const { events } = await floor.record(swapLabels(code, second));
		expect(events[0]?.data).toMatchObject({
			labels: [
				{ batch: dyed, code: second },
				{ batch: second, code }
			]
		});
		expect(await batchRow(floor, dyed)).toMatchObject({ label: second });
		expect(await takenBy(floor, finishing, second)).toBe(dyed);
		expect(await takenBy(floor, dyeing, code)).toBe(second);
	});

	test('of which one was kept by what several became: that batch', async () => {
		const { floor, define, first, second, third, dyeing } = await threeStarted();
		const gather = await define.station('Gathering', { operation: 'merge' });
		const merged = madeBy(await floor.record(mergeAt(gather, [first, second])));
		const { events } = await floor.record(swapLabels(first, third));
		expect(events[0]?.data).toMatchObject({
			labels: [
				{ batch: merged, code: third },
				{ batch: third, code: first }
			]
		});
		expect(await batchRow(floor, merged)).toMatchObject({ label: third });
		expect(await takenBy(floor, dyeing, first)).toBe(third);
		expect(await takenBy(floor, dyeing, third)).toBe(merged);
	});

	test('say nothing about a batch that is named by its own code, not scanned', async () => {
		const { floor, first, second } = await threePlanned();
		await floor.record(swapLabels(first, second));
		await floor.record(correctTo(first, null, 'seconds'));
		expect((await batchRow(floor, first)).grade).toBe('seconds');
		const bound = await floor.record(bindLabel(first));
		expect(bound.events[0]?.data).toMatchObject({ batch: first });
		expect((await batchRow(floor, second)).label).toBe(first);
	});

	test('can be exchanged again', async () => {
		const { floor, first, second, knitting } = await threePlanned();
		await floor.record(swapLabels(first, second));
		await floor.record(swapLabels(second, first));
		for (const batch of [first, second]) {
			expect(await batchRow(floor, batch)).toMatchObject({ label: batch, swapped: null });
		}
		await floor.record(initialise(first, knitting));
		expect((await batchRow(floor, first)).state).toBe('open');
	});

	test('of different runs and items are told in both runs', async () => {
		const { floor, items, first, run } = await threePlanned();
		const other = await planOne(floor, items.dyed);
		const { events } = await floor.record(swapLabels(first, other.batch));
		expect(events).toMatchObject([
			{ type: 'LabelsSwapped', stream: `run.${run}` },
			{
				type: 'TouchedElsewhere',
				stream: `run.${other.run}`,
				touches: [other.batch],
				data: { run: other.run, stream: `run.${run}`, batches: [other.batch], made: [] }
			}
		]);
		expect(await batchRow(floor, other.batch)).toMatchObject({ run: other.run, label: first, waiting: false });
	});
});

describe('a swap is refused', () => {
	test('of one label, or of two that lead to one batch', async () => {
		const { floor, define, first, second } = await threeStarted();
		expect(await floor.refusal(swapLabels(first, first))).toMatchObject({
			type: 'LabelsOfOneBatch',
			batch: { id: first }
		});
		const code = boundBy(await floor.record(bindLabel(first)));
		expect(await floor.refusal(swapLabels(first, code))).toMatchObject({ type: 'LabelsOfOneBatch' });
		const gather = await define.station('Gathering', { operation: 'merge' });
		await floor.record(mergeAt(gather, [first, second]));
		expect(await floor.refusal(swapLabels(first, second))).toMatchObject({ type: 'LabelsOfOneBatch' });
	});

	test('of what is unknown or void, and without a reason', async () => {
		const { floor, first, second, third } = await threePlanned();
		const unknown = mintCode('b', deviceNumber(9), 1);
		expect(await floor.refusal(swapLabels(first, unknown))).toEqual({ type: 'BatchUnknown', batch: unknown });
		await floor.record(voidBatch(third));
		expect(await floor.refusal(swapLabels(third, first))).toMatchObject({ type: 'BatchVoid', batch: { id: third } });
		expect(await floor.refusal(swapLabels(first, second, ' '))).toEqual({ type: 'ReasonMissing' });
	});
});

describe('swapped labels on two devices', () => {
	test('said twice it says nothing new', async () => {
		const { one, other, first, second, knitting } = await twoDevices();
		await one.record(swapLabels(first, second));
		await other.record(swapLabels(second, first));
		await meet(one, other);
		for (const floor of [one, other]) {
			expect(await batchRow(floor, first)).toMatchObject({ label: second, swapped: second, exceptions: [] });
			expect(await batchRow(floor, second)).toMatchObject({ label: first, swapped: first, exceptions: [] });
		}
		await other.record(initialise(first, knitting));
		expect((await batchRow(other, second)).state).toBe('open');
	});

	test('said differently: one counts everywhere, and a lead is asked', async () => {
		const { one, other, late, first, second, third } = await twoDevices();
		const earlier = await one.record(swapLabels(first, second));
		const later = await other.record(swapLabels(first, third));
		await meet(one, other);
		for (const floor of [one, other]) {
			expect(await batchRow(floor, first)).toMatchObject({ label: second });
			expect(await exceptionsOf(floor, first)).toMatchObject([{ rule: 'swap', events: [idOf(later), idOf(earlier)] }]);
		}
		for (const document of (await one.documents()).toReversed()) await late.receive([document]);
		await expectAlike(one, other, late);
	});

	test('scanned elsewhere before that device knew: for a lead', async () => {
		const { one, other, first, second, knitting } = await twoDevices();
		const said = await one.record(swapLabels(first, second));
		const started = await other.record(initialise(first, knitting));
		await meet(one, other);
		for (const floor of [one, other]) {
			expect(await batchRow(floor, first)).toMatchObject({ state: 'open' });
			expect((await exceptionsOf(floor, first)).map(({ rule, events }) => [rule, events])).toEqual([
				['swap', [idOf(said), idOf(started)]]
			]);
			expect(await exceptionsOf(floor, second)).toEqual([]);
		}
	});
});
