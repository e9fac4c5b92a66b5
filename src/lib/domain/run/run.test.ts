import { describe, expect, test } from 'vitest';
import {
	batchRow,
	cancelRun,
	createRun,
	createTestFloor,
	defining,
	exceptionsOf,
	initialise,
	line,
	meet,
	mill,
	plan,
	planOne,
	progressOf,
	quantity,
	runStateOf,
	voidBatch,
	workshop,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import { personalTexts } from '#engine/tables.ts';
import { BatchesPlanned, PLAN_CHUNK, type BatchesPlannedData } from '../batch/batch.ts';
import { batches } from '../batch/views.ts';
import { definitions } from '../catalog.ts';
import { codeKind, deviceNumber, mintCode, type Code } from '../kernel/code.ts';
import { readEvent } from '../kernel/event.ts';
import type { CreateRun } from './decide.ts';
import type { NewLine } from './plan.ts';
import { MAX_BATCHES, MAX_LINE_MACHINES, MAX_LINES, MAX_STEPS, runs } from './run.ts';

const nobody = mintCode('p', deviceNumber(9), 1);

describe('creating a run', () => {
	test('500 pcs in 10 batches of 50 is one line; every batch gets its own code at once', async () => {
		const floor = await createTestFloor();
		const { item } = await workshop(floor);
		const { events } = await floor.record(createRun(line(item, 10)));
		const [created, planned] = events;
		const { makes } = planned?.data as unknown as BatchesPlannedData;
		expect(events.map(({ type }) => type)).toEqual(['RunCreated', 'BatchesPlanned']);
		expect(created?.stream).toBe('runs');
		expect(planned?.stream).toBe(`run.${created?.touches[0]}`);
		expect(new Set(makes.map(({ batch }) => batch)).size).toBe(10);
		for (const { batch, quantity: each, smallest, grade } of makes) {
			expect(codeKind(batch as Code)).toBe('batch');
			expect([each, smallest, grade]).toEqual([quantity('50 pcs'), '1', 'firsts']);
		}
	});

	test('shows it with what was asked for, and its batches created', async () => {
		const floor = await createTestFloor();
		const { item, step } = await workshop(floor);
		const define = defining(floor);
		const [responsible, flow, machine] = [
			await define.person('Ada'),
			await define.flow('Brackets', [step]),
			await define.machine('Saw 1')
		];
		const { events } = await floor.record({
			type: 'CreateRun',
			lines: [line(item, 2, { flow, machines: [machine] })],
			responsible,
			due: '2026-11-30',
			priority: 1,
			released: true
		});
		const run = events[0]?.touches[0] as Code;
		const revisionOf = async (kind: 'item' | 'flow', id: Code) => ({
			id,
			revision: (await floor.row(definitions[kind].table as typeof definitions.item.table, id))?.revision
		});
		expect(await floor.row(runs, run)).toMatchObject({
			id: run,
			responsible,
			due: '2026-11-30',
			priority: 1,
			released: true,
			cancelled: null,
			created: { event: events[0]?._id, device: '001' },
			lines: [
				{
					line: 1,
					item: await revisionOf('item', item),
					each: quantity('50 pcs'),
					batches: 2,
					machines: [machine],
					flow: await revisionOf('flow', flow),
					order: null
				}
			]
		});
		const rows = await floor.rows(batches);
		expect(rows).toHaveLength(2);
		for (const row of rows) {
			expect(row).toMatchObject({ run, line: 1, state: 'created', machine, voided: null, waiting: false, unread: 0 });
		}
		expect(await runStateOf(floor, run)).toBe('pending');
		expect(await progressOf(floor, run)).toMatchObject({ planned: 2, created: 2, open: 0, closed: 0, voided: 0 });
	});

	test('several lines are numbered, and their batches know theirs', async () => {
		const floor = await createTestFloor();
		const { item } = await workshop(floor);
		const { batches: codes } = await plan(floor, line(item, 1), line(item, 2, { each: quantity('7 dozen') }));
		const rows = await Promise.all(codes.map((code) => batchRow(floor, code)));
		expect(rows.map((row) => [row.line, row.quantity?.amount, row.quantity?.unit])).toEqual([
			[1, '50', 'pcs'],
			[2, '7', 'dozen'],
			[2, '7', 'dozen']
		]);
	});

	test('several planned machines take turns', async () => {
		const floor = await createTestFloor();
		const { item } = await workshop(floor);
		const define = defining(floor);
		const machines = [await define.machine('Saw 1'), await define.machine('Saw 2')];
		const { batches: codes } = await plan(floor, line(item, 5, { machines }));
		const planned = await Promise.all(codes.map(async (code) => (await batchRow(floor, code)).machine));
		expect(planned).toEqual([machines[0], machines[1], machines[0], machines[1], machines[0]]);
	});

	test('many batches are planned by several events, each far below its size limit', async () => {
		const floor = await createTestFloor();
		const { item } = await workshop(floor);
		const { events } = await floor.record(createRun(line(item, 2 * PLAN_CHUNK + 1)));
		const sizes = events
			.filter(({ type }) => type === BatchesPlanned.type)
			.map(({ data }) => (data as unknown as BatchesPlannedData).makes.length);
		expect(sizes).toEqual([PLAN_CHUNK, PLAN_CHUNK, 1]);
		expect(await floor.rows(batches)).toHaveLength(101);
		for (const event of events) expect(readEvent(event).ok).toBe(true);
	});

	test('[case 23] numbers made offline on two devices never clash', async () => {
		const [one, other] = [await createTestFloor({ device: 1 }), await createTestFloor({ device: 2 })];
		const { item } = await workshop(one);
		await meet(one, other);
		const plans = [await plan(one, line(item, 50)), await plan(other, line(item, 50))];
		await meet(one, other);
		const codes = plans.flatMap(({ run, batches: planned }) => [run, ...planned]);
		expect(new Set(codes).size).toBe(102);
		expect(await one.rows(runs)).toHaveLength(2);
		expect(await exceptionsOf(one, plans[0]?.run ?? '')).toEqual([]);
	});

	describe('is refused, and nothing is recorded', () => {
		const refused = async (change: (item: Code, good: CreateRun) => object) => {
			const floor = await createTestFloor();
			const { item } = await workshop(floor);
			const before = await floor.documents();
			const answer = await floor.refusal({ ...createRun(line(item, 2)), ...change(item, createRun(line(item, 2))) });
			expect(await floor.documents()).toEqual(before);
			return answer;
		};

		test('without lines', async () => {
			expect(await refused(() => ({ lines: [] }))).toEqual({ type: 'NoLines' });
		});

		test('with too many lines', async () => {
			const many = (item: Code) => ({ lines: Array.from({ length: MAX_LINES + 1 }, () => line(item, 1)) });
			expect(await refused(many)).toEqual({ type: 'TooManyLines', most: MAX_LINES });
		});

		test('with too many batches in all', async () => {
			const many = (item: Code) => ({ lines: [line(item, MAX_BATCHES), line(item, 1)] });
			expect(await refused(many)).toEqual({ type: 'TooManyBatches', most: MAX_BATCHES });
		});

		test('with somebody nobody knows as responsible', async () => {
			expect(await refused(() => ({ responsible: nobody }))).toEqual({ type: 'PersonUnknown' });
		});

		test.each(['2026-02-30', '30.11.2026', '', '2026-11-30T12:00'])('with "%s" as the day it is due', async (due) => {
			expect(await refused(() => ({ due }))).toEqual({ type: 'DueWrong' });
		});

		test.each([0, 10, 1.5, -1])('with priority %s', async (priority) => {
			expect(await refused(() => ({ priority }))).toEqual({ type: 'PriorityWrong' });
		});

		test.each<[string, Partial<NewLine>, string]>([
			['an item nobody knows', { item: mintCode('a', deviceNumber(9), 1) }, 'item'],
			['a unit of another kind', { each: quantity('50 kg') }, 'unit'],
			['a unit nobody knows', { each: { ...quantity('50 pcs'), unit: 'stone' } }, 'unit'],
			['nothing in a batch', { each: { ...quantity('50 pcs'), amount: '0' } }, 'quantity'],
			['less than nothing', { each: { ...quantity('50 pcs'), amount: '-5' } }, 'quantity'],
			['an amount in another writing', { each: { ...quantity('50 pcs'), amount: '50.0' } }, 'quantity'],
			['no batches', { batches: 0 }, 'batches'],
			['half a batch', { batches: 1.5 }, 'batches'],
			['more batches than a run has', { batches: MAX_BATCHES + 1 }, 'batches'],
			['a machine nobody knows', { machines: [mintCode('m', deviceNumber(9), 1)] }, 'machine'],
			['a flow nobody knows', { flow: mintCode('f', deviceNumber(9), 1) }, 'flow']
		])('with %s on its second line', async (_name, change, fault) => {
			const wrong = (item: Code) => ({ lines: [line(item, 1), line(item, 1, change)] });
			expect(await refused(wrong)).toEqual({ type: 'LineWrong', line: 2, fault });
		});

		test('with more machines on a line than an event has room for', async () => {
			const floor = await createTestFloor();
			const { item } = await workshop(floor);
			const saw = await defining(floor).machine('Saw 1');
			const on = (count: number) => createRun(line(item, 1, { machines: Array.from({ length: count }, () => saw) }));
			expect(await floor.refusal(on(MAX_LINE_MACHINES + 1))).toEqual({ type: 'LineWrong', line: 1, fault: 'machines' });
			await floor.record(on(MAX_LINE_MACHINES));
		});

		test('with an item that is archived', async () => {
			const floor = await createTestFloor();
			const { item } = await workshop(floor);
			await floor.record(definitions.item.define(item, { archived: true }));
			expect(await floor.refusal(createRun(line(item, 1)))).toEqual({ type: 'LineWrong', line: 1, fault: 'item' });
		});
	});

	describe('pins the steps its batches can go through, at their present revisions', () => {
		const stepsOf = async (floor: TestFloor, run: Code) => (await floor.row(runs, run))?.steps;
		const present = async (floor: TestFloor, ...steps: readonly Code[]) => {
			const rows = await Promise.all(steps.map((step) => floor.row(definitions.step.table, step)));
			return rows.map((row) => ({ id: row?.id, revision: row?.revision }));
		};

		test('of a flow: all of it that is in use, and nothing else', async () => {
			const floor = await createTestFloor();
			const { items, steps, define } = await mill(floor);
			const apart = await define.step('Count stock', {});
			await floor.record(definitions.step.define(steps.finish, { archived: true }));
			const flow = await define.flow('Socks', [steps.knit, apart, steps.finish]);
			const { run } = await plan(floor, line(items.knitted, 1, { flow }));
			expect(await stepsOf(floor, run)).toEqual(await present(floor, steps.knit, apart));
		});

		test('without a flow: the whole way of its item', async () => {
			const floor = await createTestFloor();
			const { items, steps, define } = await mill(floor);
			await define.step('Count stock', {});
			const { run } = await plan(floor, line(items.dyed, 1));
			expect(await stepsOf(floor, run)).toEqual(await present(floor, steps.dye, steps.finish));
		});

		test('of all its lines together, each once', async () => {
			const floor = await createTestFloor();
			const { items, steps, define } = await mill(floor);
			const flow = await define.flow('Knitting', [steps.knit]);
			const { run } = await plan(floor, line(items.knitted, 1, { flow }), line(items.dyed, 1), line(items.sock, 1));
			expect(await stepsOf(floor, run)).toEqual(await present(floor, steps.knit, steps.dye, steps.finish));
		});

		test('up to as many as a run can name', async () => {
			const floor = await createTestFloor();
			const { item, step } = await workshop(floor);
			const define = defining(floor);
			const consumes = [{ item, quantity: quantity('1 pcs'), allowance: null }];
			const more: Code[] = [];
			for (let count = 1; count < MAX_STEPS; count++) more.push(await define.step(`Pack ${count}`, { consumes }));
			const { events } = await floor.record(createRun(line(item, 1)));
			expect(events.every((event) => readEvent(event).ok)).toBe(true);
			expect(await stepsOf(floor, events[0]?.touches[0] as Code)).toHaveLength(MAX_STEPS);
			await define.step('Pack once more', { consumes });
			expect(await floor.refusal(createRun(line(item, 1)))).toEqual({ type: 'TooManySteps', most: MAX_STEPS });
			const flow = await define.flow('Brackets', [step, ...more.slice(1)]);
			await floor.record(createRun(line(item, 1, { flow })));
		});
	});

	test("the unit's own ratio is pinned, whatever the command says", async () => {
		const floor = await createTestFloor();
		const { item } = await workshop(floor);
		const { run } = await plan(floor, line(item, 1, { each: { ...quantity('3 dozen'), ratio: '13' } }));
		expect((await floor.row(runs, run))?.lines[0]?.each).toEqual(quantity('3 dozen'));
	});
});

describe('cancelling a run', () => {
	test('voids the batches nobody scanned; what is in process stays', async () => {
		const floor = await createTestFloor();
		const { item, station } = await workshop(floor);
		const { run, batches: planned } = await plan(floor, line(item, 3));
		const [scanned, ...waiting] = planned as readonly [Code, Code, Code];
		await floor.record(initialise(scanned, station));
		const { events } = await floor.record(cancelRun(run, '  order lost '));

		expect(events.map(({ type, stream }) => [type, stream])).toEqual([
			['RunCancelled', 'runs'],
			['BatchVoided', `run.${run}`],
			['BatchVoided', `run.${run}`]
		]);
		expect(await runStateOf(floor, run)).toBe('cancelled');
		expect(await batchRow(floor, scanned)).toMatchObject({ state: 'open', voided: null });
		for (const code of waiting) expect((await batchRow(floor, code)).voided).toMatchObject({ device: '001' });
		expect(await progressOf(floor, run)).toMatchObject({ planned: 1, open: 1, created: 0, voided: 2 });
	});

	test('keeps its reason as one personal text that all its facts name', async () => {
		const floor = await createTestFloor();
		const { item } = await workshop(floor);
		const { run } = await plan(floor, line(item, 2));
		const { events, texts } = await floor.record(cancelRun(run, '  order lost '));
		expect(texts.map(({ text }) => text)).toEqual(['order lost']);
		expect(await floor.rows(personalTexts)).toEqual(texts);
		for (const { data } of events) {
			expect(data).toMatchObject({
				reason: { code: null, text: { personal: texts[0]?._id.slice('personal:'.length) } }
			});
		}
	});

	test('leaves a batch that is void already as it is', async () => {
		const floor = await createTestFloor();
		const { item } = await workshop(floor);
		const { run, batch } = await planOne(floor, item);
		await floor.record(voidBatch(batch));
		const { events } = await floor.record(cancelRun(run));
		expect(events.map(({ type }) => type)).toEqual(['RunCancelled']);
	});

	test('is refused when nobody knows the run, it is cancelled already, or no reason is given', async () => {
		const floor = await createTestFloor();
		const { item } = await workshop(floor);
		const { run } = await planOne(floor, item);
		const unknown = mintCode('r', deviceNumber(9), 1);
		expect(await floor.refusal(cancelRun(unknown))).toEqual({ type: 'RunUnknown', run: unknown });
		expect(await floor.refusal(cancelRun(run, ' \n'))).toEqual({ type: 'ReasonMissing' });
		await floor.record(cancelRun(run));
		expect(await floor.refusal(cancelRun(run))).toEqual({ type: 'RunAlreadyCancelled', run });
	});

	test('on one device while another scans: the scan stands, and a lead decides', async () => {
		const [one, other] = [await createTestFloor({ device: 1 }), await createTestFloor({ device: 2 })];
		const { item, station } = await workshop(one);
		const { run, batch } = await planOne(one, item);
		await meet(one, other);
		await one.record(cancelRun(run));
		await other.record(initialise(batch, station));
		await meet(one, other);
		for (const floor of [one, other]) {
			expect((await batchRow(floor, batch)).began).toMatchObject({ device: '002', station });
			expect((await exceptionsOf(floor, batch)).map(({ rule }) => rule)).toEqual(['standing']);
		}
	});
});
