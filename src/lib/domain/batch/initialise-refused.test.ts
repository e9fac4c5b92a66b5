import { describe, expect, test } from 'vitest';
import {
	cancelRun,
	closeBatch,
	createRun,
	createTestFloor,
	defining,
	initialise,
	line,
	planOne,
	quantity,
	voidBatch,
	workshop,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import { definitions } from '../catalog.ts';
import { deviceNumber, mintCode, type Code } from '../kernel/code.ts';
import type { Rows } from '../kernel/decider.ts';
import type { Table } from '../kernel/table.ts';
import { batchDeciders, type BatchCommand } from './decide.ts';
import { batches, type BatchRow } from './views.ts';

const unknownBatch = mintCode('b', deviceNumber(9), 1);
const unknownStation = mintCode('s', deviceNumber(9), 1);

/** A workshop with one planned batch. */
async function planned(floor: TestFloor) {
	const shop = await workshop(floor);
	return { ...shop, ...(await planOne(floor, shop.item)) };
}

describe('[init] is refused before anything is recorded', () => {
	async function refusal(floor: TestFloor, command: BatchCommand) {
		const before = await floor.documents();
		const answer = await floor.refusal(command);
		expect(await floor.documents()).toEqual(before);
		return answer;
	}

	test('[case 9] for a label nobody knows here', async () => {
		const floor = await createTestFloor();
		const { station } = await planned(floor);
		expect(await refusal(floor, initialise(unknownBatch, station))).toEqual({
			type: 'BatchUnknown',
			batch: unknownBatch
		});
	});

	test('for a batch of which only later facts are here', async () => {
		const [one, other] = [await createTestFloor({ device: 1 }), await createTestFloor({ device: 2 })];
		const { batch, station } = await planned(one);
		await one.record(initialise(batch, station));
		await other.receive(
			(await one.documents()).filter((document) => !('type' in document && document.type === 'BatchesPlanned'))
		);
		expect(await refusal(other, initialise(batch, station))).toEqual({ type: 'BatchUnknown', batch });
	});

	test('for a closed batch', async () => {
		const floor = await createTestFloor();
		const { batch, station } = await planned(floor);
		await floor.record(initialise(batch, station));
		await floor.record(closeBatch(batch));
		expect(await refusal(floor, initialise(batch, station))).toMatchObject({
			type: 'BatchAlreadyClosed',
			batch: { id: batch }
		});
	});

	test('for a void batch', async () => {
		const floor = await createTestFloor();
		const { batch, station } = await planned(floor);
		await floor.record(voidBatch(batch));
		expect(await refusal(floor, initialise(batch, station))).toMatchObject({ type: 'BatchVoid', batch: { id: batch } });
	});

	test('for a batch of a run that is cancelled', async () => {
		const [one, other] = [await createTestFloor({ device: 1 }), await createTestFloor({ device: 2 })];
		const { batch, run, station } = await planned(one);
		await one.record(cancelRun(run));
		// The cancellation is here, the void of the batch is not yet.
		await other.receive(
			(await one.documents()).filter((document) => !('type' in document && document.type === 'BatchVoided'))
		);
		expect(await refusal(other, initialise(batch, station))).toEqual({ type: 'RunIsCancelled', run });
	});

	test('for a batch of a run that is not released', async () => {
		const floor = await createTestFloor();
		const { item, station } = await workshop(floor);
		const { events } = await floor.record({ ...createRun(line(item, 1)), released: false });
		const run = events[0]?.touches[0] as Code;
		const batch = events[1]?.touches.find((code) => code !== run) as Code;
		expect(await refusal(floor, initialise(batch, station))).toEqual({ type: 'RunNotReleased', run });
	});

	test('at a station nobody knows', async () => {
		const floor = await createTestFloor();
		const { batch } = await planned(floor);
		expect(await refusal(floor, initialise(batch, unknownStation))).toEqual({
			type: 'StationUnknown',
			station: unknownStation
		});
	});

	test('at a station that was archived', async () => {
		const floor = await createTestFloor();
		const { batch, station } = await planned(floor);
		await floor.record(definitions.station.define(station, { archived: true }));
		expect(await refusal(floor, initialise(batch, station))).toEqual({ type: 'StationUnknown', station });
	});

	test('[case 11] at a station of another operation, with the right one named', async () => {
		const floor = await createTestFloor();
		const { batch, step, station } = await planned(floor);
		const move = await defining(floor).station('Drill', { operation: 'move', steps: [step] });
		const answer = await refusal(floor, initialise(batch, move));
		expect(answer).toMatchObject({ type: 'NotAnInitStation', station: { id: move, name: 'Drill' } });
		expect(answer).toMatchObject({ valid: [{ id: station, name: 'Saw' }] });
	});

	test('[case 11] at an init station of other steps, with the right ones named', async () => {
		const floor = await createTestFloor();
		const { batch, step, station } = await planned(floor);
		const define = defining(floor);
		const paint = await define.step('Paint', {
			produces: { item: await define.item('Painted bracket'), quantity: quantity('1 pcs') }
		});
		const booth = await define.station('Booth', { steps: [paint] });
		const second = await define.station('Second saw', { steps: [paint, step] });
		const gone = await define.station('Old saw', { steps: [step] });
		await floor.record(definitions.station.define(gone, { archived: true }));
		await define.station('Mover', { operation: 'move', steps: [step] });

		const answer = await refusal(floor, initialise(batch, booth));
		expect(answer).toMatchObject({ type: 'WrongStation', station: { id: booth }, batch: { id: batch } });
		expect((answer as unknown as { valid: { id: string }[] }).valid.map(({ id }) => id)).toEqual(
			[station, second].sort()
		);
	});

	test('at a station whose only step for it was archived before the run was created', async () => {
		const floor = await createTestFloor();
		const { item, step, station } = await workshop(floor);
		await floor.record(definitions.step.define(step, { archived: true }));
		const { batch } = await planOne(floor, item);
		expect(await refusal(floor, initialise(batch, station))).toMatchObject({ type: 'WrongStation', valid: [] });
	});

	test('for a batch without a run', () => {
		const orphan: Partial<BatchRow> = {
			id: unknownBatch,
			run: null,
			item: { id: 'a1', revision: 'x' },
			quantity: quantity('1 pcs'),
			voided: null,
			state: 'created'
		};
		const rows: Rows = {
			get: <Row>(table: Table<Row>) => (table.name === batches.name ? (orphan as Row) : undefined),
			all: () => []
		};
		const [init] = batchDeciders;
		const moment = {
			now: 0,
			mint: () => unknownBatch,
			personal: () => ({ personal: '' })
		};
		expect(init.decide(initialise(unknownBatch, unknownStation), rows, moment)).toEqual({
			ok: false,
			error: { type: 'BatchWithoutRun', batch: orphan }
		});
	});
});
