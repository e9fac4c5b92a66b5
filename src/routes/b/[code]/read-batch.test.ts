import { describe, expect, it } from 'vitest';
import type { Code } from '#domain/kernel/code.ts';
import { outbox } from '#engine/tables.ts';
import { bindLabel } from '../../../../tests/support/batch-commands.ts';
import {
	batchRow,
	closeBatch,
	createTestFloor,
	defining,
	deliver,
	initialise,
	meet,
	moveTo,
	planOne,
	quantity,
	undo,
	voidBatch,
	type TestFloor,
	NOBODY
} from '../../../../tests/support/floor.ts';
import { boundBy, madeBy } from '../../../../tests/support/recorded.ts';
import { countDescendants } from '../read-holds.ts';
import { readBatchPage, type BatchDetail, type BatchPage } from './read-batch.ts';

const open = ({ store }: TestFloor, code: Code): Promise<BatchPage | null> => store.read(readBatchPage(code));

async function detail(floor: TestFloor, code: Code): Promise<BatchDetail> {
	const page = await open(floor, code);
	if (page?.type !== 'one') throw new Error(`${code} leads to ${page?.type}`);
	return page.batch;
}

/** Knitting, then dyeing, then packing, and one planned batch of socks. */
async function mill() {
	const floor = await createTestFloor();
	const define = defining(floor);
	const made = async (name: string, from?: Code) => {
		const item = await define.item(name);
		const consumes = from ? [{ item: from, quantity: quantity('1 pcs'), allowance: null }] : [];
		const step = await define.step(`Making ${name}`, { consumes, produces: { item, quantity: quantity('1 pcs') } });
		const station = await define.station(`Station of ${name}`, { operation: from ? 'move' : 'init', steps: [step] });
		return { item, step, station };
	};
	const knitting = await made('Sock');
	const dyeing = await made('Sock, dyed', knitting.item);
	const packing = await made('Sock, packed', dyeing.item);
	const { run, batch } = await planOne(floor, knitting.item);
	return { floor, define, run, batch, knitting, dyeing, packing };
}

const stepsOf = ({ steps }: BatchDetail): unknown[] => steps.map(({ id, state, stations }) => [id, state, stations]);
const nextOf = ({ steps }: BatchDetail): string[] => steps.flatMap(({ id, isNext }) => (isNext ? id : []));
const historyOf = ({ history }: BatchDetail): string[] => history.map(({ fact }) => fact.type);

describe('the page of a batch', () => {
	it('shows a planned batch with its whole way ahead', async () => {
		const { floor, batch, knitting, dyeing, packing } = await mill();
		const shown = await detail(floor, batch);
		expect(shown).toMatchObject({ row: { id: batch, state: 'created' }, undoable: null });
		expect(stepsOf(shown)).toEqual([
			[knitting.step, 'ahead', [knitting.station]],
			[dyeing.step, 'ahead', [dyeing.station]],
			[packing.step, 'ahead', [packing.station]]
		]);
		expect(nextOf(shown)).toEqual([knitting.step]);
	});

	it('leads from the label to what it stands for after two moves, with the history of all of them', async () => {
		const { floor, batch, knitting, dyeing, packing } = await mill();
		await floor.record(initialise(batch, knitting.station));
		const dyed = madeBy(await floor.record(moveTo(dyeing.station, batch)));

		const halfway = await detail(floor, batch);
		expect(halfway.row).toMatchObject({ id: dyed, label: batch, state: 'open' });
		expect(stepsOf(halfway)).toEqual([
			[knitting.step, 'done', []],
			[dyeing.step, 'now', []],
			[packing.step, 'ahead', [packing.station]]
		]);
		expect(historyOf(halfway)).toEqual(['BatchesTransformed', 'BatchInitialised', 'BatchesPlanned']);

		const packed = madeBy(await floor.record(moveTo(packing.station, batch)));
		const end = await detail(floor, batch);
		expect(end.row).toMatchObject({ id: packed, state: 'closed', closed: { how: 'end' } });
		expect(end.steps.map(({ state }) => state)).toEqual(['done', 'done', 'done']);
		expect(nextOf(end)).toEqual([]);
		// The same page, whichever of the codes was scanned.
		expect(await detail(floor, dyed)).toEqual(end);
		expect(await detail(floor, packed)).toEqual(end);
	});

	it('counts the labels printed with the code on the paper', async () => {
		const { floor, batch, knitting, dyeing } = await mill();
		await floor.record({ type: 'PrintLabels', labels: [batch], kind: 'tag', size: '2x4', copies: 2 });
		await floor.record(initialise(batch, knitting.station));
		await floor.record(moveTo(dyeing.station, batch));
		const shown = await detail(floor, batch);
		expect(shown.row.prints).toBe(2);
		expect(historyOf(shown)).toContain('LabelsPrinted');
	});

	it('leads from a second label and from the lost one to the same batch', async () => {
		const { floor, batch, knitting, dyeing } = await mill();
		await floor.record(initialise(batch, knitting.station));
		const code = boundBy(await floor.record(bindLabel(batch)));
		const moved = madeBy(await floor.record(moveTo(dyeing.station, batch)));
		for (const label of [batch, code]) {
			const shown = await detail(floor, label);
			expect(shown.row).toMatchObject({ id: moved, label: code });
			expect(historyOf(shown)).toContain('LabelBound');
		}
	});

	it('offers the last record to be taken back, and the one before it afterwards', async () => {
		const { floor, batch, knitting, dyeing } = await mill();
		await floor.record(initialise(batch, knitting.station));
		const move = await floor.record(moveTo(dyeing.station, batch));
		const moved = await detail(floor, batch);
		expect(moved.undoable?.id).toBe(move.events[0]?._id);

		await floor.record({ type: 'UndoFact', batch: moved.row.id, fact: moved.undoable?.id ?? '' });
		const back = await detail(floor, batch);
		expect(back.row).toMatchObject({ id: batch, state: 'open' });
		expect(back.undoable?.type).toBe('BatchInitialised');
		const [undone, taken] = back.history;
		expect(undone).toMatchObject({ fact: { type: 'FactUndone' }, undoes: { id: move.events[0]?._id }, isDead: false });
		expect(taken).toMatchObject({ fact: { id: move.events[0]?._id }, isDead: true });
	});

	it('says of a batch whose making was undone what it is again', async () => {
		const { floor, batch, knitting, dyeing } = await mill();
		await floor.record(initialise(batch, knitting.station));
		const move = await floor.record(moveTo(dyeing.station, batch));
		await floor.record(undo(move));
		const gone = await detail(floor, madeBy(move));
		expect(gone).toMatchObject({ row: { voided: { reason: null } }, insteadOf: [batch], undoable: null, steps: [] });
	});

	it('tells why a batch was closed by hand or made void', async () => {
		const { floor, batch, knitting } = await mill();
		await floor.record(initialise(batch, knitting.station));
		await floor.record(closeBatch(batch, 'Fell off the truck'));
		expect(await detail(floor, batch)).toMatchObject({
			because: 'Fell off the truck',
			undoable: { type: 'BatchClosed' }
		});
		await floor.record(voidBatch(batch, 'Never was'));
		expect(await detail(floor, batch)).toMatchObject({ because: 'Never was', undoable: null, steps: [] });
	});

	it('tells for each record whether it was sent', async () => {
		const { floor, batch, knitting } = await mill();
		await floor.store.write(async (writer) => {
			const rows = await writer.range(outbox);
			await writer.remove(
				outbox,
				rows.map(({ device, epoch, seq }) => [device, epoch, seq])
			);
		});
		await floor.record(initialise(batch, knitting.station));
		const { history } = await detail(floor, batch);
		expect(history.map(({ sending }) => sending)).toEqual(['saved', 'sent']);
	});

	it('asks which batch is meant where a label stands for several', async () => {
		const { floor, batch, knitting, dyeing } = await mill();
		const other = await createTestFloor({ device: 2, clock: floor.clock });
		await floor.record(initialise(batch, knitting.station));
		await deliver(floor, other);
		const made = [
			madeBy(await floor.record(moveTo(dyeing.station, batch))),
			madeBy(await other.record(moveTo(dyeing.station, batch), NOBODY))
		];
		await meet(floor, other);
		const page = await open(floor, batch);
		expect(page?.type === 'several' && page.batches.map(({ id }) => id)).toEqual(made);

		// Each of the two has its own page; the later one is in dispute.
		expect((await detail(floor, made[0]!)).exceptions).toEqual([]);
		const late = await detail(floor, made[1]!);
		expect(late.exceptions).toMatchObject([{ rule: 'taken', entity: batch }]);
		expect((await batchRow(floor, made[1]!)).share).not.toBe('1');
	});

	it('says what holds it, why, and what a hold would cover', async () => {
		const { floor, batch, knitting, dyeing } = await mill();
		await floor.record(initialise(batch, knitting.station));
		const dyed = madeBy(await floor.record(moveTo(dyeing.station, batch)));
		expect(await detail(floor, dyed)).toMatchObject({ holds: [], descendants: 0 });
		const knitted = await batchRow(floor, batch);
		expect(await floor.store.read((reader) => countDescendants(reader, knitted))).toBe(1);

		await floor.record({ type: 'PlaceHold', on: dyed, reason: 'Stains' });
		const { holds, history } = await detail(floor, batch);
		expect(holds).toMatchObject([{ reason: 'Stains', run: null, from: null, standsOn: 1 }]);
		expect(history[0]).toMatchObject({ fact: { type: 'HoldPlaced' }, reason: 'Stains' });
	});

	it('says that its run is on hold, though the batch was planned later', async () => {
		const { floor, run, batch } = await mill();
		await floor.record({ type: 'PlaceHold', on: run, reason: 'Wrong yarn' });
		expect((await detail(floor, batch)).holds).toMatchObject([{ reason: 'Wrong yarn', run }]);
	});

	it('shows what was recorded beside what it was corrected to, until that is taken back', async () => {
		const { floor, batch, knitting } = await mill();
		await floor.record(initialise(batch, knitting.station));
		expect((await detail(floor, batch)).recordedAs).toBeNull();
		const corrected = { quantity: quantity('45 pcs'), grade: 'seconds', reason: 'Counted wrong' } as const;
		const recorded = await floor.record({ type: 'CorrectBatch', batch, ...corrected });
		const shown = await detail(floor, batch);
		expect(shown.recordedAs).toMatchObject({ quantity: quantity('50 pcs'), grade: 'firsts' });
		expect(shown.undoable).toMatchObject({ type: 'BatchCorrected' });
		await floor.record(undo(recorded));
		expect((await detail(floor, batch)).recordedAs).toBeNull();
	});

	it('names who let a scan pass, and the steps it may go back to', async () => {
		const { floor, define, batch, knitting, dyeing } = await mill();
		const lead = await define.person('Lea', ['lead']);
		const leave = { lead, reason: 'Forgotten' };
		expect((await detail(floor, batch)).earlierSteps).toEqual([]);
		await floor.record({ ...moveTo(dyeing.station, batch), leave });
		const shown = await detail(floor, batch);
		expect(shown.history.find(({ allowed }) => allowed)).toMatchObject({
			fact: { type: 'BatchesTransformed' },
			allowed: leave
		});
		expect(shown.earlierSteps).toEqual([knitting.step, dyeing.step]);
	});

	it('knows nothing of a code that has not arrived here', async () => {
		const { floor } = await mill();
		expect(await open(floor, 'b00000000x' as Code)).toBeNull();
	});
});
