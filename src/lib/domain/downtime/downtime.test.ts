import { describe, expect, it } from 'vitest';
import {
	commonTables,
	createTestClock,
	createTestFloor,
	defining,
	deliver,
	differences,
	meet,
	MONDAY,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import { definitions, eventSpecOf } from '../catalog.ts';
import type { Code } from '../kernel/code.ts';
import { personalId } from '../kernel/personal.ts';
import { readData } from '../kernel/view.ts';
import { personalTexts } from '#engine/tables.ts';
import { downtimes, END_CHUNK, type DowntimeRow } from './downtime.ts';

const MINUTE = 60_000;

const start = (machine: Code, reason = '') => ({ type: 'StartDowntime', machine, reason }) as const;
const end = (machine: Code) => ({ type: 'EndDowntime', machine }) as const;

async function press() {
	const floor = await createTestFloor();
	return { floor, machine: await defining(floor).machine('Press 1') };
}

/** Two devices that know of one machine. */
async function twoAtPress() {
	const { floor: one, machine } = await press();
	const other = await createTestFloor({ device: 2, clock: createTestClock(MONDAY + 10 * MINUTE) });
	await deliver(one, other);
	return { one, other, machine };
}

async function downtimeOf({ row }: TestFloor, machine: Code): Promise<DowntimeRow> {
	const found = await row(downtimes, machine);
	if (!found) throw new Error(`no downtime row of ${machine}`);
	return found;
}

async function reasonsOf(floor: TestFloor, machine: Code): Promise<(string | undefined)[]> {
	const { open } = await downtimeOf(floor, machine);
	const ids = open.map(({ reason }) => (reason?.text ? personalId(reason.text) : ''));
	const texts = await floor.store.read((reader) => reader.getMany(personalTexts, ids));
	return texts.map((text) => text?.text);
}

async function expectSame(one: TestFloor, other: TestFloor): Promise<void> {
	expect(differences(await commonTables(one), await commonTables(other))).toEqual([]);
}

describe('downtime of a machine', () => {
	it('is none until somebody records one', async () => {
		const { floor, machine } = await press();
		expect(await downtimeOf(floor, machine)).toEqual({
			id: machine,
			open: [],
			last: null,
			awaited: [],
			unread: 0,
			exceptions: []
		});
	});

	it('begins with a reason, kept apart from the event, in the stream of the machine', async () => {
		const { floor, machine } = await press();
		const { events, texts } = await floor.record(start(machine, ' Jam '));
		expect(events).toMatchObject([
			{ stream: `machine.${machine}`, type: 'DowntimeStarted', touches: [machine], machine }
		]);
		expect(JSON.stringify(events)).not.toContain('Jam');
		expect(texts.map(({ text }) => text)).toEqual(['Jam']);
		expect(await downtimeOf(floor, machine)).toMatchObject({
			open: [{ began: { event: events[0]?._id }, ended: null }],
			downSince: events[0]?.at
		});
		expect(await reasonsOf(floor, machine)).toEqual(['Jam']);
	});

	it('may begin before anybody knows why', async () => {
		const { floor, machine } = await press();
		await floor.record(start(machine));
		expect(await downtimeOf(floor, machine)).toMatchObject({ open: [{ reason: null }] });
	});

	it('ends, and the next one is another', async () => {
		const { floor, machine } = await press();
		const { events: started } = await floor.record(start(machine, 'Jam'));
		const { events: ended } = await floor.record(end(machine));
		expect(ended).toMatchObject([{ type: 'DowntimeEnded', data: { machine, starts: [started[0]?._id] } }]);
		expect(await downtimeOf(floor, machine)).toMatchObject({
			open: [],
			last: { began: { event: started[0]?._id }, ended: { event: ended[0]?._id } }
		});
		expect((await downtimeOf(floor, machine)).downSince).toBeUndefined();
		await floor.record(start(machine, 'Cleaning'));
		expect(await reasonsOf(floor, machine)).toEqual(['Cleaning']);
	});

	it('is refused where it is known already, where there is none to end, and of what is no machine', async () => {
		const { floor, machine } = await press();
		expect(await floor.refusal(end(machine))).toMatchObject({ type: 'NotDown', machine });
		await floor.record(start(machine));
		const { downSince } = await downtimeOf(floor, machine);
		expect(await floor.refusal(start(machine))).toMatchObject({ type: 'AlreadyDown', machine, since: downSince });
		const unknown = 'm00z000001' as Code;
		expect(await floor.refusal(start(unknown))).toMatchObject({ type: 'MachineUnknown', machine: unknown });
	});

	it('leaves the definition of the machine as it is, and a change of that leaves the downtime', async () => {
		const { floor, machine } = await press();
		const { revision } = (await floor.row(definitions.machine.table, machine))!;
		await floor.record(start(machine, 'Jam'));
		expect(await floor.row(definitions.machine.table, machine)).toMatchObject({ name: 'Press 1', revision });
		const before = await downtimeOf(floor, machine);
		await floor.record(definitions.machine.define(machine, { name: 'Press A' }));
		expect(await downtimeOf(floor, machine)).toEqual(before);
		expect(await floor.row(definitions.machine.table, machine)).toMatchObject({ name: 'Press A', exceptions: [] });
	});
});

describe('downtime that two devices recorded', () => {
	it('goes on until both are ended, with both notes, from when the first began', async () => {
		const { one, other, machine } = await twoAtPress();
		// The clock of the other device runs ahead: its downtime has the later time.
		const { events: first } = await one.record(start(machine, 'Jam'));
		await other.record(start(machine, 'Needle broken'));
		await meet(one, other);
		await expectSame(one, other);
		expect(await reasonsOf(one, machine)).toEqual(['Jam', 'Needle broken']);
		expect((await downtimeOf(one, machine)).downSince).toBe(first[0]?.at);
		expect(await one.refusal(start(machine))).toMatchObject({ type: 'AlreadyDown' });

		const { events: ended } = await one.record(end(machine));
		expect(ended).toMatchObject([{ data: { starts: (await downtimesBegun(one)).toSorted() } }]);
		await meet(one, other);
		await expectSame(one, other);
		expect((await downtimeOf(other, machine)).open).toEqual([]);
	});

	it('outlasts an end whose author did not know of it', async () => {
		const { one, other, machine } = await twoAtPress();
		await one.record(start(machine, 'Jam'));
		await other.record(start(machine, 'Cleaning'));
		await one.record(end(machine));
		await meet(one, other);
		await expectSame(one, other);
		expect(await reasonsOf(one, machine)).toEqual(['Cleaning']);
	});

	it('ends once, where both ended it', async () => {
		const { one, other, machine } = await twoAtPress();
		await one.record(start(machine, 'Jam'));
		await deliver(one, other);
		const { events: ended } = await one.record(end(machine));
		await other.record(end(machine));
		await meet(one, other);
		await expectSame(one, other);
		expect(await downtimeOf(one, machine)).toMatchObject({ open: [], last: { ended: { event: ended[0]?._id } } });
	});

	it('waits for its start when the end arrives first, in whatever order they come', async () => {
		const { one, other, machine } = await twoAtPress();
		const { events: started, texts } = await one.record(start(machine, 'Jam'));
		const { events: ended } = await one.record(end(machine));
		await other.receive(ended);
		expect(await downtimeOf(other, machine)).toMatchObject({ open: [], last: null, awaited: [started[0]?._id] });
		await other.receive([...started, ...texts]);
		expect(await downtimeOf(other, machine)).toMatchObject({ open: [], awaited: [] });
		await expectSame(one, other);
	});

	it('reads the same in whatever order its records arrive, and however often', async () => {
		const { one, other, machine } = await twoAtPress();
		const recorded = [
			await one.record(start(machine, 'Jam')),
			await other.record(start(machine, 'Cleaning')),
			await one.record(end(machine))
		];
		await meet(one, other);
		recorded.push(await other.record(end(machine)));
		await deliver(other, one);
		const all = await one.documents();
		for (const order of permutations(recorded.flatMap(({ events }) => events))) {
			const third = await createTestFloor({ device: 3 });
			for (const event of order) await third.receive([event]);
			await third.receive(all);
			await expectSame(third, one);
		}
	});

	it('is known before the machine is', async () => {
		const { floor: one, machine } = await press();
		const other = await createTestFloor({ device: 2 });
		const { events: started, texts } = await one.record(start(machine, 'Jam'));
		await other.receive([...started, ...texts]);
		expect(await reasonsOf(other, machine)).toEqual(['Jam']);
		await deliver(one, other);
		await expectSame(one, other);
	});
});

describe('the record of an end', () => {
	const machine = 'm001000001';
	const read = (starts: readonly string[]) =>
		readData(eventSpecOf('DowntimeEnded'), { v: 1, data: { machine, starts } });
	const startedAt = (index: number): string =>
		`machine.m1:${'0'.repeat(13)}:00100000:${String(index).padStart(16, '0')}`;

	it('names from one to as many starts as one event takes', () => {
		const starts = Array.from({ length: END_CHUNK + 1 }, (_, index) => startedAt(index));
		expect(read([])).toBeUndefined();
		expect(read(starts.slice(1))).toBeDefined();
		expect(read(starts)).toBeUndefined();
		expect(read(['yesterday'])).toBeUndefined();
	});
});

/** The events that started a downtime, in the order of the log. */
const downtimesBegun = async ({ documents }: TestFloor): Promise<string[]> =>
	(await documents()).filter((one) => 'type' in one && one.type === 'DowntimeStarted').map(({ _id }) => _id);

const permutations = <One>(all: readonly One[]): One[][] =>
	all.length === 0
		? [[]]
		: all.flatMap((one, index) => permutations(all.toSpliced(index, 1)).map((rest) => [one, ...rest]));
