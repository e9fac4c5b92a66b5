import { describe, expect, test } from 'vitest';
import {
	batchRow,
	commonTables,
	createTestFloor,
	deliver,
	differences,
	exceptionsOf,
	initialise,
	line,
	meet,
	mill,
	moveTo,
	plan,
	planOne,
	voidBatch,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import { deviceNumber, mintCode, type Code } from '../kernel/code.ts';
import type { Recorded } from '#engine/submit.ts';

const swap = (one: Code, other: Code, reason = 'found on the wrong pallet') =>
	({ type: 'SwapLabels', batches: [one, other], reason }) as const;

const madeBy = ({ events: [event] }: Recorded): Code => {
	const { makes } = event?.data as unknown as { readonly makes: readonly { readonly batch: Code }[] };
	if (!makes[0]) throw new Error('nothing was made');
	return makes[0].batch;
};

const mergeAt = (station: Code, ...batches: readonly Code[]) =>
	({ type: 'MergeBatches', station, batches, sources: {}, step: null, machine: null, usual: null }) as const;

/** The batch that a scan of the code would take to dyeing. */
const takenBy = async (floor: TestFloor, station: Code, code: Code): Promise<Code> => {
	const { events } = await floor.record(moveTo(station, code));
	const { takes } = events[0]?.data as unknown as { readonly takes: readonly { readonly batch: Code }[] };
	return takes[0]?.batch as Code;
};

/** Three planned batches of one run. */
async function plannedMill() {
	const floor = await createTestFloor();
	const site = await mill(floor);
	const { run, batches } = await plan(floor, line(site.items.knitted, 3));
	const [first, second, third] = batches as readonly [Code, Code, Code];
	return { floor, ...site, run, batches, first, second, third };
}

async function startedMill() {
	const site = await plannedMill();
	for (const batch of site.batches) await site.floor.record(initialise(batch, site.knitting));
	return site;
}

async function twoDevices() {
	const { floor: one, ...site } = await plannedMill();
	const [other, third] = [await createTestFloor({ device: 2 }), await createTestFloor({ device: 3 })];
	for (const floor of [other, third]) await deliver(one, floor);
	other.clock.set(one.clock.now() + 60_000);
	return { one, other, late: third, ...site };
}

describe('swapped labels', () => {
	test('lead to the other batch from here on; nothing is relabelled', async () => {
		const { floor, first, second, run, knitting } = await plannedMill();
		const { events } = await floor.record(swap(first, second));
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
		const { floor, first, second, dyeing, finishing } = await startedMill();
		const dyed = madeBy(await floor.record(moveTo(dyeing, first)));
		const { events } = await floor.record(swap(first, second));
		expect(await batchRow(floor, dyed)).toMatchObject({ label: second });
		for (const batch of [first, second]) {
			expect(await exceptionsOf(floor, batch)).toMatchObject([{ rule: 'swap', entity: batch }]);
			expect((await exceptionsOf(floor, batch))[0]?.events[0]).toBe(events[0]?._id);
		}
		expect(await takenBy(floor, finishing, second)).toBe(dyed);
		expect(await takenBy(floor, dyeing, first)).toBe(second);
	});

	test('found by scanning what they became: it is said of what the labels were printed for', async () => {
		const { floor, first, second, dyeing } = await startedMill();
		const dyed = madeBy(await floor.record(moveTo(dyeing, first)));
		const { events } = await floor.record(swap(dyed, second));
		expect(events[0]?.data).toMatchObject({
			labels: [
				{ batch: first, code: second },
				{ batch: second, code: first }
			]
		});
	});

	test('of which one is a second label: the batch that it was bound to', async () => {
		const { floor, first, second, knitting } = await plannedMill();
		const bound = await floor.record({ type: 'BindLabel', batch: first, code: null });
		const { code } = bound.events[0]?.data as unknown as { readonly code: Code };
		const { events } = await floor.record(swap(code, second));
		expect(events[0]).toMatchObject({ touches: [first, second, code].sort() });
		expect(await batchRow(floor, first)).toMatchObject({ label: second });
		expect(await batchRow(floor, second)).toMatchObject({ label: code });
		await floor.record(initialise(code, knitting));
		expect((await batchRow(floor, second)).state).toBe('open');
		await floor.record(initialise(second, knitting));
		expect((await batchRow(floor, first)).state).toBe('open');
	});

	test('of which one was bound after a move: the batch that it was put on', async () => {
		const { floor, first, second, dyeing, finishing } = await startedMill();
		const dyed = madeBy(await floor.record(moveTo(dyeing, first)));
		const bound = await floor.record({ type: 'BindLabel', batch: dyed, code: null });
		const { code } = bound.events[0]?.data as unknown as { readonly code: Code };
		const { events } = await floor.record(swap(code, second));
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
		const { floor, define, first, second, third, dyeing } = await startedMill();
		const gather = await define.station('Gathering', { operation: 'merge' });
		const merged = madeBy(await floor.record(mergeAt(gather, first, second)));
		const { events } = await floor.record(swap(first, third));
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
		const { floor, first, second } = await plannedMill();
		await floor.record(swap(first, second));
		await floor.record({ type: 'CorrectBatch', batch: first, quantity: null, grade: 'seconds', reason: 'stains' });
		expect((await batchRow(floor, first)).grade).toBe('seconds');
		const bound = await floor.record({ type: 'BindLabel', batch: first, code: null });
		expect(bound.events[0]?.data).toMatchObject({ batch: first });
		expect((await batchRow(floor, second)).label).toBe(first);
	});

	test('can be exchanged again', async () => {
		const { floor, first, second, knitting } = await plannedMill();
		await floor.record(swap(first, second));
		await floor.record(swap(second, first));
		for (const batch of [first, second]) {
			expect(await batchRow(floor, batch)).toMatchObject({ label: batch, swapped: null });
		}
		await floor.record(initialise(first, knitting));
		expect((await batchRow(floor, first)).state).toBe('open');
	});

	test('of different runs and items are told in both runs', async () => {
		const { floor, items, first, run } = await plannedMill();
		const other = await planOne(floor, items.dyed);
		const { events } = await floor.record(swap(first, other.batch));
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
		const { floor, define, first, second } = await startedMill();
		expect(await floor.refusal(swap(first, first))).toMatchObject({ type: 'LabelsOfOneBatch', batch: { id: first } });
		const bound = await floor.record({ type: 'BindLabel', batch: first, code: null });
		const { code } = bound.events[0]?.data as unknown as { readonly code: Code };
		expect(await floor.refusal(swap(first, code))).toMatchObject({ type: 'LabelsOfOneBatch' });
		const gather = await define.station('Gathering', { operation: 'merge' });
		await floor.record(mergeAt(gather, first, second));
		expect(await floor.refusal(swap(first, second))).toMatchObject({ type: 'LabelsOfOneBatch' });
	});

	test('of what is unknown or void, and without a reason', async () => {
		const { floor, first, second, third } = await plannedMill();
		const unknown = mintCode('b', deviceNumber(9), 1);
		expect(await floor.refusal(swap(first, unknown))).toEqual({ type: 'BatchUnknown', batch: unknown });
		await floor.record(voidBatch(third));
		expect(await floor.refusal(swap(third, first))).toMatchObject({ type: 'BatchVoid', batch: { id: third } });
		expect(await floor.refusal(swap(first, second, ' '))).toEqual({ type: 'ReasonMissing' });
	});
});

describe('swapped labels on two devices', () => {
	test('said twice it says nothing new', async () => {
		const { one, other, first, second, knitting } = await twoDevices();
		await one.record(swap(first, second));
		await other.record(swap(second, first));
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
		const earlier = await one.record(swap(first, second));
		const later = await other.record(swap(first, third));
		await meet(one, other);
		for (const floor of [one, other]) {
			expect(await batchRow(floor, first)).toMatchObject({ label: second });
			expect(await exceptionsOf(floor, first)).toMatchObject([
				{ rule: 'swap', events: [later.events[0]?._id, earlier.events[0]?._id] }
			]);
		}
		for (const document of (await one.documents()).toReversed()) await late.receive([document]);
		expect(differences(await commonTables(one), await commonTables(late))).toEqual([]);
		expect(differences(await commonTables(one), await commonTables(other))).toEqual([]);
	});

	test('scanned elsewhere before that device knew: for a lead', async () => {
		const { one, other, first, second, knitting } = await twoDevices();
		const said = await one.record(swap(first, second));
		const started = await other.record(initialise(first, knitting));
		await meet(one, other);
		for (const floor of [one, other]) {
			expect(await batchRow(floor, first)).toMatchObject({ state: 'open' });
			expect((await exceptionsOf(floor, first)).map(({ rule, events }) => [rule, events])).toEqual([
				['swap', [said.events[0]?._id, started.events[0]?._id]]
			]);
			expect(await exceptionsOf(floor, second)).toEqual([]);
		}
	});
});
