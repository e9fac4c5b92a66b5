import { describe, expect, test } from 'vitest';
import {
	batchRow,
	commonTables,
	createTestFloor,
	deliver,
	exceptionsOf,
	initialise,
	meet,
	mill,
	moveTo,
	NOBODY,
	plan,
	line,
	planOne,
	undo,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import type { Recorded } from '#engine/submit.ts';
import { batches } from '../batch/views.ts';
import { mintCode, deviceNumber, type Code } from '../kernel/code.ts';
import type { EventId } from '../kernel/event.ts';
import { threads } from '../kernel/thread.ts';
import { runs } from '../run/run.ts';

const note = (batch: Code, station: Code, answers: { machine?: Code; usual?: Code } = {}) =>
	({ type: 'NoteScan', batch, station, machine: null, usual: null, ...answers }) as const;

const recording = (batch: Code, noted: Recorded, answers: { machine?: Code; usual?: Code } = {}) =>
	({
		type: 'RecordNoted',
		batch,
		note: idOf(noted),
		source: null,
		step: null,
		machine: null,
		usual: null,
		...answers
	}) as const;

const idOf = ({ events: [event] }: Recorded): EventId => event?._id ?? ('' as EventId);
const outputOf = ({ events: [event] }: Recorded): Code => (event?.data as unknown as { readonly output: Code }).output;

/** An office that plans, and two devices on the floor that know the site, and not yet what is planned. */
async function site() {
	const office = await createTestFloor({ device: 9 });
	const known = await mill(office);
	const [one, other] = [await createTestFloor({ device: 1 }), await createTestFloor({ device: 2 })];
	for (const floor of [one, other]) {
		await deliver(office, floor);
		floor.clock.set(office.clock.now() + 60_000);
	}
	other.clock.advance(60_000);
	return { office, one, other, ...known };
}

const planned = async (office: TestFloor, item: Code) => planOne(office, item);

describe('[case 9] a label that is unknown on this device', () => {
	test('is kept with its station, its machine and the code of what it will make', async () => {
		const { office, one, items, knitting } = await site();
		const { batch } = await planned(office, items.knitted);
		const recorded = await one.record(note(batch, knitting), { by: ['p1'], source: 'camera' });
		expect(recorded.events).toHaveLength(1);
		expect(recorded.events[0]).toMatchObject({
			type: 'ScanNoted',
			stream: 'unfiled',
			touches: [batch, outputOf(recorded)].sort(),
			station: knitting,
			machine: null,
			by: ['p1'],
			source: 'camera',
			data: { code: batch }
		});
		expect(await batchRow(one, batch)).toMatchObject({ notes: [idOf(recorded)], item: null, waiting: true });
	});

	test('is noted once at a station; what is known is recorded, not noted; other codes are no batches', async () => {
		const { office, one, items, knitting, dyeing } = await site();
		const { batch, run } = await planned(office, items.knitted);
		const noted = await one.record(note(batch, knitting));
		expect(await one.refusal(note(batch, knitting))).toMatchObject({ type: 'AlreadyNoted', note: idOf(noted) });
		await one.record(note(batch, dyeing));
		await deliver(office, one);
		expect(await one.refusal(note(batch, knitting))).toMatchObject({ type: 'BatchKnown' });
		expect(await one.refusal(note(run, knitting))).toMatchObject({ type: 'NotABatchLabel' });
		expect(await one.refusal(note(batch, run))).toMatchObject({ type: 'BatchKnown' });
	});

	test('is recorded when the batch arrives, as the scan would have been, by whoever scanned it', async () => {
		const { office, one, items, steps, knitting } = await site();
		const { batch, run } = await planned(office, items.knitted);
		const noted = await one.record(note(batch, knitting), { by: ['p1'], source: 'camera' });
		expect(await one.refusal(recording(batch, noted))).toMatchObject({ type: 'BatchUnknown' });
		await deliver(office, one);
		const recorded = await one.record(recording(batch, noted), { by: ['p2'], source: null });
		expect(recorded.events[0]).toMatchObject({
			type: 'BatchInitialised',
			stream: `run.${run}`,
			touches: [batch, outputOf(noted)].sort(),
			station: knitting,
			by: ['p1', 'p2'],
			data: { batch, step: { id: steps.knit }, notes: [idOf(noted)] }
		});
		expect(await batchRow(one, batch)).toMatchObject({ state: 'open', notes: [], exceptions: [], waiting: false });
		expect(await one.refusal(recording(batch, noted))).toMatchObject({ type: 'NoteNotOpen' });
	});

	test('of a move: what it makes has the code that was given out', async () => {
		const { office, one, items, knitting, dyeing } = await site();
		const { batch } = await planned(office, items.knitted);
		const noted = await one.record(note(batch, dyeing));
		await office.record(initialise(batch, knitting));
		await deliver(office, one);
		const recorded = await one.record(recording(batch, noted));
		expect(recorded.events[0]).toMatchObject({
			type: 'BatchesTransformed',
			touches: [batch, outputOf(noted)].sort(),
			data: { operation: 'move', makes: [{ batch: outputOf(noted) }], notes: [idOf(noted)] }
		});
		expect(await batchRow(one, outputOf(noted))).toMatchObject({ state: 'open', label: batch, exceptions: [] });
	});

	test('stays open when the rules refuse it, until they do not', async () => {
		const { office, one, items, knitting, dyeing } = await site();
		const { batch } = await planned(office, items.knitted);
		const [first, second] = [await one.record(note(batch, knitting)), await one.record(note(batch, dyeing))];
		await deliver(office, one);
		expect(await one.refusal(recording(batch, second))).toMatchObject({ type: 'BatchNotStarted' });
		expect((await batchRow(one, batch)).notes).toEqual([idOf(first), idOf(second)]);
		await one.record(recording(batch, first));
		await one.record(recording(batch, second));
		expect(await batchRow(one, batch)).toMatchObject({ state: 'closed', children: [outputOf(second)], notes: [] });
		expect(await exceptionsOf(one, batch)).toEqual([]);
	});

	test('that was noted at the next station before the move before it has arrived: the label leads to what it became', async () => {
		const { office, one, other, items, knitting, dyeing, finishing } = await site();
		const { batch } = await planned(office, items.knitted);
		const noted = await one.record(note(batch, finishing));
		await deliver(office, one);
		await deliver(office, other);
		await other.record(initialise(batch, knitting));
		const { events } = await other.record(moveTo(dyeing, batch));
		expect(await one.refusal(recording(batch, noted))).toMatchObject({ type: 'BatchNotStarted' });
		await deliver(other, one);
		await one.record(recording(batch, noted));
		const dyed = events[0]?.touches.find((id) => id !== batch);
		expect(await batchRow(one, outputOf(noted))).toMatchObject({
			parents: [dyed],
			closed: { how: 'end' },
			label: batch
		});
		expect((await batchRow(one, batch)).notes).toEqual([]);
	});

	test('recorded by the device that noted it and by a lead: the smallest key counts, the other is a duplicate', async () => {
		const { office, one, other, items, knitting, dyeing } = await site();
		const { batch } = await planned(office, items.knitted);
		await office.record(initialise(batch, knitting));
		const noted = await one.record(note(batch, dyeing));
		await meet(office, one);
		await deliver(office, other);
		await deliver(one, other);
		const [first, second] = [await one.record(recording(batch, noted)), await other.record(recording(batch, noted))];
		await meet(one, other);
		expect(await commonTables(one)).toBe(await commonTables(other));
		expect(await batchRow(one, outputOf(noted))).toMatchObject({
			state: 'open',
			share: '1',
			exceptions: [],
			began: { event: [idOf(first), idOf(second)].sort()[0] }
		});
		expect(await batchRow(one, batch)).toMatchObject({ exceptions: [], children: [outputOf(noted)], notes: [] });
	});

	test('noted on two devices at one station: one record answers both', async () => {
		const { office, one, other, items, knitting } = await site();
		const { batch } = await planned(office, items.knitted);
		const [first, second] = [await one.record(note(batch, knitting)), await other.record(note(batch, knitting))];
		await meet(one, other);
		await deliver(office, one);
		const { events } = await one.record(recording(batch, first));
		expect(events[0]?.data).toMatchObject({ notes: [idOf(first), idOf(second)].sort() });
		await deliver(office, other);
		await deliver(one, other);
		expect(await other.refusal(recording(batch, second))).toMatchObject({ type: 'NoteNotOpen' });
	});

	test('scanned once more when its batch is here: that scan answers the note', async () => {
		const { office, one, items, knitting, dyeing } = await site();
		const { batch } = await planned(office, items.knitted);
		const [first, second] = [await one.record(note(batch, knitting)), await one.record(note(batch, dyeing))];
		await deliver(office, one);
		await one.record(initialise(batch, knitting));
		expect((await batchRow(one, batch)).notes).toEqual([idOf(second)]);
		const { events } = await one.record(moveTo(dyeing, batch));
		expect(events[0]?.touches).toContain(outputOf(second));
		expect((await batchRow(one, batch)).notes).toEqual([]);
		expect(await one.refusal(recording(batch, first))).toMatchObject({ type: 'NoteNotOpen' });
	});

	test('taken back: it is not recorded any more, and can be noted anew', async () => {
		const { office, one, items, knitting } = await site();
		const { batch } = await planned(office, items.knitted);
		const noted = await one.record(note(batch, knitting));
		await one.record({ type: 'UndoFact', batch, fact: idOf(noted) });
		expect((await batchRow(one, batch)).notes).toEqual([]);
		const again = await one.record(note(batch, knitting));
		await deliver(office, one);
		expect(await one.refusal(recording(batch, noted))).toMatchObject({ type: 'NoteNotOpen' });
		await one.record(recording(batch, again));
	});

	test('its record taken back: the note waits again', async () => {
		const { office, one, items, knitting, dyeing } = await site();
		const { batch } = await planned(office, items.knitted);
		await office.record(initialise(batch, knitting));
		const noted = await one.record(note(batch, dyeing));
		await deliver(office, one);
		const recorded = await one.record(recording(batch, noted));
		await one.record({ ...undo(recorded), batch });
		expect(await batchRow(one, batch)).toMatchObject({ state: 'open', notes: [idOf(noted)], children: [] });
		await one.record(recording(batch, noted));
		expect(await batchRow(one, outputOf(noted))).toMatchObject({ state: 'open', exceptions: [], voided: null });
	});

	test('a hold that was placed meanwhile does not undo what was done before: a lead gets to see it', async () => {
		const { office, one, items, knitting, dyeing } = await site();
		const { batch } = await planned(office, items.knitted);
		await office.record(initialise(batch, knitting));
		const noted = await one.record(note(batch, dyeing));
		await office.record({ type: 'PlaceHold', on: batch, reason: 'wrong shade' });
		await deliver(office, one);
		await one.record(recording(batch, noted));
		expect(await exceptionsOf(one, batch)).toMatchObject([{ rule: 'hold' }]);
	});

	test('under a second label: it leads to the batch that the label was bound to', async () => {
		const { office, one, items, knitting } = await site();
		const { batch } = await planned(office, items.knitted);
		const bound = await office.record({ type: 'BindLabel', batch, code: null });
		const code = (bound.events[0]?.data as unknown as { readonly code: Code }).code;
		const noted = await one.record(note(code, knitting));
		await deliver(office, one);
		const { events } = await one.record(recording(code, noted));
		expect(events[0]).toMatchObject({ data: { batch, label: code, notes: [idOf(noted)] } });
		expect((await batchRow(one, code)).notes).toEqual([]);
		expect(await batchRow(one, batch)).toMatchObject({ state: 'open', exceptions: [] });
	});

	test('asks for the machine where it moves on; where it starts that may be planned', async () => {
		const { office, define, items, steps } = await site();
		const [left, right] = [await define.machine('Left'), await define.machine('Right')];
		const place = { machines: [left, right] };
		const started = await define.station('Start', { steps: [steps.knit], ...place });
		const moved = await define.station('Move', { operation: 'move', steps: [steps.dye], ...place });
		const one = await createTestFloor({ device: 1 });
		await deliver(office, one);
		const { batches: made } = await plan(office, line(items.knitted, 1, { machines: [right] }));
		const batch = made[0] as Code;
		expect(await one.refusal(note(batch, moved))).toMatchObject({ type: 'ChooseMachine' });
		const [begun, dyed] = [
			await one.record(note(batch, started)),
			await one.record(note(batch, moved, { usual: left }))
		];
		await deliver(office, one);
		expect((await one.record(recording(batch, begun))).events[0]).toMatchObject({ station: started, machine: right });
		expect((await one.record(recording(batch, dyed))).events[0]).toMatchObject({ station: moved, machine: left });
	});

	test('whose batch nobody ever planned waits, and says nothing else', async () => {
		const { one, knitting } = await site();
		const stranger = mintCode('b', deviceNumber(77), 5);
		await one.record(note(stranger, knitting));
		expect(await batchRow(one, stranger)).toMatchObject({ run: null, state: 'created', waiting: true, exceptions: [] });
	});
});

describe('[case 26] work of a lost device', () => {
	const PAPER = { by: ['p1'], source: 'paper' };
	const HAPPENED = '2026-03-02T06:50:00.000+01:00';

	/** A batch that a device started and moved on before it was lost, entered again from paper on another one. */
	async function entered() {
		const { office, one: lost, other: found, items, steps, knitting, dyeing } = await site();
		const { batch, run } = await planned(office, items.knitted);
		await deliver(office, lost);
		await deliver(office, found);
		await lost.record(initialise(batch, knitting));
		await lost.record(moveTo(dyeing, batch));
		found.clock.advance(3_600_000);
		const started = await found.record({ ...initialise(batch, knitting), happened: HAPPENED }, PAPER);
		const moved = await found.record({ ...moveTo(dyeing, batch), happened: HAPPENED }, PAPER);
		return { office, lost, found, batch, run, steps, started, moved };
	}

	test('is entered from paper, and marked as such', async () => {
		const { found, batch, started, moved } = await entered();
		expect(started.events[0]).toMatchObject({ source: 'paper', data: { happened: HAPPENED } });
		expect(moved.events[0]).toMatchObject({ source: 'paper', data: { happened: HAPPENED } });
		expect((await batchRow(found, batch)).children).toHaveLength(1);
		const [made] = (await batchRow(found, batch)).children;
		expect(await batchRow(found, made as Code)).toMatchObject({ began: { happened: HAPPENED } });
	});

	test('that turns up later after all: the start is a duplicate, of two moves the second is for a lead', async () => {
		const { lost, found, batch, moved } = await entered();
		await meet(lost, found);
		expect(await commonTables(lost)).toBe(await commonTables(found));
		const rules = (await found.rows(batches)).flatMap(({ exceptions }) => exceptions);
		expect(rules).toHaveLength(1);
		const [taken] = await exceptionsOf(found, batch);
		expect(taken).toMatchObject({ rule: 'taken' });
		expect(taken?.events[0]).toBe(idOf(moved));
		const second = (await batchRow(found, batch)).children.map((id) => batchRow(found, id as Code));
		expect((await Promise.all(second)).map(({ share }) => share).sort()).toEqual(['0', '1']);
	});
});

test('a noted scan touches nothing of a run that it does not know', async () => {
	const { office, one, items, knitting } = await site();
	const { batch, run } = await planned(office, items.knitted);
	const noted = await one.record(note(batch, knitting), NOBODY);
	await deliver(one, office);
	expect(await office.row(runs, run)).toBeDefined();
	expect(await batchRow(office, batch)).toMatchObject({ state: 'created', notes: [idOf(noted)], waiting: false });
	expect((await office.row(threads, outputOf(noted)))?.facts).toHaveLength(1);
});
