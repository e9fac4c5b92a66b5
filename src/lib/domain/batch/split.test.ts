import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	batchRow,
	cancelRun,
	closeBatch,
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
	quantity,
	undo,
	voidBatch,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import { definitions } from '../catalog.ts';
import type { Recorded } from '#engine/submit.ts';
import { deviceNumber, mintCode, type Code } from '../kernel/code.ts';
import { add, compare, inBaseUnits, multiply, wireValue, ZERO, type Quantity } from '../kernel/quantity.ts';
import type { BatchesTransformedData } from './batch.ts';
import type { NewChild } from './cut.ts';
import type { SplitBatch } from './split.ts';

const child = (text: string, changes: Partial<NewChild> = {}): NewChild => ({
	grade: 'firsts',
	quantity: quantity(text),
	label: null,
	reason: null,
	...changes
});
const waste = (text: string, why = 'torn'): NewChild => child(text, { grade: 'waste', reason: { text: why } });

const splitAt = (
	station: Code,
	batch: Code,
	children: readonly NewChild[],
	changes: Partial<SplitBatch> = {}
): SplitBatch => ({
	type: 'SplitBatch',
	batch,
	station,
	source: null,
	children,
	closes: null,
	machine: null,
	usual: null,
	...changes
});

const dataOf = ({ events }: Recorded): BatchesTransformedData =>
	events.find(({ type }) => type === 'BatchesTransformed')?.data as unknown as BatchesTransformedData;
const madeBy = (recorded: Recorded): Code[] => dataOf(recorded).makes.map(({ batch }) => batch as Code);
const blank = (counter = 1): Code => mintCode('b', deviceNumber(9), counter);

/** A mill with a sorting station and one batch of 50 knitted socks in process. */
async function sortingMill() {
	const floor = await createTestFloor();
	const site = await mill(floor);
	const sorting = await site.define.station('Sorting', { operation: 'split' });
	const { run, batch } = await planOne(floor, site.items.knitted);
	await floor.record(initialise(batch, site.knitting));
	return { floor, ...site, sorting, run, batch };
}

async function twoDevices() {
	const { floor: one, ...site } = await sortingMill();
	const other = await createTestFloor({ device: 2 });
	await deliver(one, other);
	other.clock.set(one.clock.now() + 60_000);
	return { one, other, ...site };
}

describe('a split', () => {
	test('makes batches of their own of a part; the source stays open with the rest', async () => {
		const { steps, floor, batch, sorting, items, run } = await sortingMill();
		const children = [
			child('30 pcs'),
			child('5 pcs', { grade: 'seconds', reason: { text: 'colour' } }),
			waste('3 pcs')
		];
		const recorded = await floor.record(splitAt(sorting, batch, children), { by: ['p1'], source: 'camera' });
		const [firsts, seconds, scrap] = madeBy(recorded) as [Code, Code, Code];
		expect(recorded.events).toHaveLength(1);
		expect(recorded.events[0]).toMatchObject({
			type: 'BatchesTransformed',
			stream: `run.${run}`,
			touches: [batch, firsts, seconds, scrap].sort(),
			station: sorting,
			data: {
				operation: 'split',
				step: null,
				takes: [{ batch, item: items.knitted, quantity: quantity('38 pcs'), extent: 'part' }],
				makes: [
					{ item: { id: items.knitted }, quantity: quantity('30 pcs'), smallest: '1', grade: 'firsts' },
					{ quantity: quantity('5 pcs'), grade: 'seconds', reason: { code: null } },
					{ quantity: quantity('3 pcs'), grade: 'waste', reason: { code: null } }
				],
				ends: [scrap]
			}
		});
		expect(recorded.texts).toHaveLength(2);
		expect(await batchRow(floor, batch)).toMatchObject({
			state: 'open',
			remaining: quantity('12 pcs'),
			children: [firsts, seconds, scrap].sort(),
			exceptions: []
		});
		expect(await batchRow(floor, firsts)).toMatchObject({
			run,
			line: 1,
			origin: 'made',
			state: 'open',
			label: firsts,
			reason: null,
			began: { operation: 'split', step: { id: steps.knit }, station: sorting, by: ['p1'] },
			remaining: quantity('30 pcs'),
			share: '1'
		});
		expect(await batchRow(floor, seconds)).toMatchObject({ state: 'open', grade: 'seconds', label: seconds });
		expect(await batchRow(floor, scrap)).toMatchObject({ state: 'closed', closed: { how: 'end' }, grade: 'waste' });
	});

	test('of all there is closes the source; its label then stands for the open children', async () => {
		const { floor, batch, sorting, dyeing } = await sortingMill();
		const recorded = await floor.record(splitAt(sorting, batch, [child('30 pcs'), child('18 pcs'), waste('2 pcs')]));
		const [first, second] = madeBy(recorded) as [Code, Code];
		expect(dataOf(recorded).takes).toMatchObject([{ quantity: quantity('50 pcs'), extent: 'part' }]);
		expect(await batchRow(floor, batch)).toMatchObject({ state: 'closed', closed: { how: 'used' } });
		const asked = await floor.refusal(splitAt(sorting, batch, [child('1 pcs')]));
		expect(asked).toMatchObject({ type: 'ChooseBatch', batches: [{ id: first }, { id: second }] });
		const again = await floor.record(splitAt(sorting, batch, [child('10 pcs')], { source: second }));
		expect(dataOf(again).takes).toMatchObject([{ batch: second, extent: 'part', label: batch }]);
		await floor.record(moveTo(dyeing, first));
		expect((await batchRow(floor, first)).state).toBe('closed');
	});

	test('of a part, after which the operator says that the source is done', async () => {
		const { floor, batch, sorting } = await sortingMill();
		const closes = { reason: 'rest lost' };
		const { events } = await floor.record(splitAt(sorting, batch, [child('45 pcs')], { closes }));
		expect(events.map(({ type }) => type)).toEqual(['BatchesTransformed', 'BatchClosed']);
		expect(await batchRow(floor, batch)).toMatchObject({
			state: 'closed',
			closed: { how: 'hand' },
			remaining: quantity('5 pcs'),
			exceptions: []
		});
	});

	test('closes nothing by hand where nothing is left', async () => {
		const { floor, batch, sorting } = await sortingMill();
		const recorded = await floor.record(splitAt(sorting, batch, [child('50 pcs')], { closes: { reason: '' } }));
		expect(recorded.events).toHaveLength(1);
		expect(await batchRow(floor, batch)).toMatchObject({ closed: { how: 'used' } });
	});

	test('reads other units of the same kind, exactly; less than the smallest left is all of it', async () => {
		const { floor, define, sorting } = await sortingMill();
		const yarn = await define.item('Yarn', { nature: 'part', unit: 'kg' });
		const spin = await define.step('Spin', { produces: { item: yarn, quantity: quantity('1 kg') } });
		const spinning = await define.station('Spinning', { steps: [spin] });
		const { batch } = await planOne(floor, yarn, { each: quantity('20 kg') });
		await floor.record(initialise(batch, spinning));
		expect(await floor.refusal(splitAt(sorting, batch, [child('1/2000 kg')]))).toEqual({
			type: 'QuantityNotWhole',
			smallest: quantity('1/1000 kg')
		});
		const part = await floor.record(splitAt(sorting, batch, [child('1 lb')]));
		expect(dataOf(part).makes[0]?.quantity).toEqual(quantity('45359237/100000000 kg'));
		expect((await batchRow(floor, batch)).remaining).toEqual(quantity('1954640763/100000000 kg'));
		const rest = await floor.record(splitAt(sorting, batch, [child('19546 g')]));
		expect(dataOf(rest).takes[0]).toMatchObject({ extent: 'part', quantity: quantity('9773/500 kg') });
		expect(await batchRow(floor, batch)).toMatchObject({ state: 'closed', exceptions: [] });
	});

	test('puts a child under a blank label that was scanned, printed here or not', async () => {
		const { floor, batch, sorting } = await sortingMill();
		const { events } = await floor.record({ type: 'PrintBlankLabels', count: 2, kind: 'tag', size: '1x3' });
		const printed = events[0]?.touches[0] as Code;
		const labelled = [child('10 pcs', { label: printed }), child('10 pcs', { label: blank() })];
		expect(madeBy(await floor.record(splitAt(sorting, batch, labelled)))).toEqual([printed, blank()]);
		expect(await batchRow(floor, printed)).toMatchObject({ label: printed, prints: 1, remaining: quantity('10 pcs') });
	});

	test('that is taken back frees its labels: the paper is used again', async () => {
		const { floor, batch, sorting } = await sortingMill();
		const wrong = await floor.record(splitAt(sorting, batch, [child('10 pcs', { label: blank() })]));
		await floor.record(undo(wrong));
		await floor.record(splitAt(sorting, batch, [child('12 pcs', { label: blank() })]));
		expect(await batchRow(floor, blank())).toMatchObject({
			voided: null,
			state: 'open',
			quantity: quantity('12 pcs'),
			exceptions: []
		});
		expect((await batchRow(floor, batch)).remaining).toEqual(quantity('38 pcs'));
	});

	test('entered from paper says when it happened', async () => {
		const { floor, batch, sorting } = await sortingMill();
		const happened = '2026-03-01T14:00:00.000+01:00';
		const recorded = await floor.record(splitAt(sorting, batch, [child('10 pcs')], { happened }));
		expect(dataOf(recorded)).toMatchObject({ happened });
	});
});

describe('a split is refused', () => {
	test('[case 11] at a station that does not split, with those that do', async () => {
		const { floor, batch, dyeing, sorting, define, steps } = await sortingMill();
		await define.station('Packing', { operation: 'split', steps: [steps.finish] });
		expect(await floor.refusal(splitAt(dyeing, batch, [child('10 pcs')]))).toMatchObject({
			type: 'NotASplitStation',
			station: { id: dyeing },
			valid: [{ id: sorting }]
		});
	});

	test('[case 11] at a split station of other steps', async () => {
		const { floor, batch, sorting, define, steps } = await sortingMill();
		const packing = await define.station('Packing', { operation: 'split', steps: [steps.finish] });
		expect(await floor.refusal(splitAt(packing, batch, [child('10 pcs')]))).toMatchObject({
			type: 'WrongStation',
			station: { id: packing },
			valid: [{ id: sorting }]
		});
	});

	test('of what is unknown, not started, closed, void, or of a cancelled run', async () => {
		const { floor, items, knitting, sorting } = await sortingMill();
		const { run, batches } = await plan(floor, line(items.knitted, 4));
		const [fresh, shut, gone, off] = batches as readonly [Code, Code, Code, Code];
		for (const one of [shut, off]) await floor.record(initialise(one, knitting));
		await floor.record(closeBatch(shut));
		await floor.record(voidBatch(gone));
		const tried = (batch: Code) => floor.refusal(splitAt(sorting, batch, [child('10 pcs')]));
		expect(await tried(blank())).toEqual({ type: 'BatchUnknown', batch: blank() });
		expect(await tried(fresh)).toMatchObject({ type: 'BatchNotStarted', valid: [{ id: knitting }] });
		expect(await tried(shut)).toMatchObject({ type: 'BatchAlreadyClosed' });
		expect(await tried(gone)).toMatchObject({ type: 'BatchVoid' });
		await floor.record(cancelRun(run));
		expect(await tried(off)).toEqual({ type: 'RunIsCancelled', run });
	});

	test('beyond what is left, by exactly how much', async () => {
		const { floor, batch, sorting } = await sortingMill();
		await floor.record(splitAt(sorting, batch, [child('38 pcs')]));
		expect(await floor.refusal(splitAt(sorting, batch, [child('1 dozen'), waste('3 pcs')]))).toMatchObject({
			type: 'MoreThanRemaining',
			batch: { id: batch },
			remaining: quantity('12 pcs'),
			over: quantity('3 pcs')
		});
	});

	test('without children, with too many, or with quantities that are none', async () => {
		const { floor, batch, sorting } = await sortingMill();
		const tried = (...children: NewChild[]) => floor.refusal(splitAt(sorting, batch, children));
		const amount = (text: string): Quantity => ({ ...quantity('1 pcs'), amount: text });
		expect(await tried()).toEqual({ type: 'ChildrenMissing' });
		expect(await tried(...Array.from({ length: 51 }, () => child('1 pcs')))).toEqual({
			type: 'TooManyChildren',
			most: 50
		});
		for (const wrong of [amount('0'), amount('-1'), amount('many'), quantity('1 kg')]) {
			expect(await tried(child('1 pcs', { quantity: wrong }))).toMatchObject({ type: 'QuantityWrong' });
		}
		expect(await tried(child('5/2 pcs'))).toEqual({ type: 'QuantityNotWhole', smallest: quantity('1 pcs') });
	});

	test('where waste has no reason, or a close none', async () => {
		const { floor, batch, sorting } = await sortingMill();
		expect(await floor.refusal(splitAt(sorting, batch, [waste('1 pcs', ' ')]))).toEqual({ type: 'WasteReasonMissing' });
		expect(await floor.refusal(splitAt(sorting, batch, [child('1 pcs')], { closes: { reason: ' ' } }))).toEqual({
			type: 'ReasonMissing'
		});
	});

	test('[case 31] where a label is on a batch already, stands twice, or is none of a batch', async () => {
		const { floor, batch, sorting, items } = await sortingMill();
		const { batch: other } = await planOne(floor, items.knitted);
		const tried = (...labels: Code[]) =>
			floor.refusal(
				splitAt(
					sorting,
					batch,
					labels.map((label) => child('1 pcs', { label }))
				)
			);
		expect(await tried(other)).toMatchObject({ type: 'LabelTaken', label: other, on: { id: other } });
		expect(await tried(batch)).toMatchObject({ type: 'LabelTaken', on: { id: batch } });
		expect(await tried(blank(), blank())).toEqual({ type: 'LabelTaken', label: blank(), on: null });
		expect(await tried(sorting)).toEqual({ type: 'NotABatchLabel', label: sorting });
	});

	test('where the machine has to be named', async () => {
		const { floor, batch, define } = await sortingMill();
		const machines = [await define.machine('Table 1'), await define.machine('Table 2')] as const;
		const tables = await define.station('Tables', { operation: 'split', machines });
		expect(await floor.refusal(splitAt(tables, batch, [child('1 pcs')]))).toEqual({ type: 'ChooseMachine', machines });
		const { events } = await floor.record(splitAt(tables, batch, [child('1 pcs')], { usual: machines[1] }));
		expect(events[0]).toMatchObject({ machine: machines[1] });
	});
});

describe('with a lead’s leave', () => {
	async function ledMill() {
		const site = await sortingMill();
		const named = async (name: string, roles: readonly ('lead' | 'operator')[]): Promise<Code> => {
			const { events } = await site.floor.record({
				...definitions.person.define(null, { roles }),
				personal: { name }
			});
			return events[0]?.touches[0] as Code;
		};
		return { ...site, lead: await named('Lea', ['lead']), operator: await named('Otto', ['operator']) };
	}

	test('a batch is split at another station; the record says which rule it passed', async () => {
		const { floor, batch, dyeing, lead } = await ledMill();
		const leave = { lead, reason: 'sorter is down' };
		const recorded = await floor.record(splitAt(dyeing, batch, [child('10 pcs')], { leave }));
		expect(recorded.events[0]).toMatchObject({ by: [lead], station: dyeing });
		expect(dataOf(recorded)).toMatchObject({ override: { lead, rules: ['NotASplitStation'] } });
	});

	test('a batch is split before its start was scanned', async () => {
		const { floor, items, sorting, lead } = await ledMill();
		const { batch } = await planOne(floor, items.knitted);
		const leave = { lead, reason: 'forgotten' };
		const recorded = await floor.record(splitAt(sorting, batch, [child('10 pcs')], { leave }));
		expect(dataOf(recorded)).toMatchObject({ override: { rules: ['BatchNotStarted'] } });
		// Its start was not scanned, and none is to come.
		expect(await batchRow(floor, batch)).toMatchObject({ waiting: false, remaining: quantity('40 pcs') });
	});

	test('[case 14] a batch on hold is freed first; without leave it is not split', async () => {
		const { floor, batch, sorting, lead } = await ledMill();
		await floor.record({ type: 'PlaceHold', on: batch, reason: 'stains' });
		expect(await floor.refusal(splitAt(sorting, batch, [child('10 pcs')]))).toMatchObject({
			type: 'BatchOnHold',
			batch: { id: batch }
		});
		const leave = { lead, reason: 'stains wash out' };
		const recorded = await floor.record(splitAt(sorting, batch, [child('10 pcs')], { leave }));
		expect(recorded.events.map(({ type }) => type)).toEqual(['HoldReleased', 'BatchesTransformed']);
		expect(await batchRow(floor, batch)).toMatchObject({ holds: [], exceptions: [] });
		expect(await batchRow(floor, madeBy(recorded)[0] as Code)).toMatchObject({ holds: [], exceptions: [] });
	});

	test('what makes no sense stays refused, and a badge without the role allows nothing', async () => {
		const { floor, batch, sorting, lead, operator } = await ledMill();
		const tried = (who: Code) =>
			floor.refusal(splitAt(sorting, batch, [child('51 pcs')], { leave: { lead: who, reason: 'all of it' } }));
		expect(await tried(lead)).toMatchObject({ type: 'MoreThanRemaining', over: quantity('1 pcs') });
		expect(await tried(operator)).toEqual({ type: 'NotALead', person: operator });
	});
});

describe('a split of the largest size', () => {
	test('is one event', async () => {
		const { floor, batch, sorting } = await sortingMill();
		const children = Array.from({ length: 50 }, (_, index) =>
			child('1 pcs', { grade: 'waste', reason: { text: `reason ${index}` }, label: blank(index + 1) })
		);
		const { events } = await floor.record(splitAt(sorting, batch, children));
		expect(events).toHaveLength(1);
		expect((await batchRow(floor, batch)).state).toBe('closed');
	});
});

describe('on two devices', () => {
	const rulesOn = async (floor: TestFloor, batch: Code) =>
		(await exceptionsOf(floor, batch)).map(({ rule, events }) => [rule, events]);

	test('[case 5] two splits exceed the source: both count, it closes, and a lead hears by how much', async () => {
		const { one, other, batch, sorting } = await twoDevices();
		const first = await one.record(splitAt(sorting, batch, [child('30 pcs')]));
		const second = await other.record(splitAt(sorting, batch, [child('28 pcs'), waste('2 pcs')]));
		await meet(one, other);
		for (const floor of [one, other]) {
			expect(await batchRow(floor, batch)).toMatchObject({
				state: 'closed',
				closed: { how: 'used' },
				remaining: { amount: '0' }
			});
			for (const made of [...madeBy(first), ...madeBy(second)]) {
				expect(await batchRow(floor, made)).toMatchObject({ share: '1', exceptions: [] });
			}
			expect(await rulesOn(floor, batch)).toEqual([['over', [second.events[0]?._id, first.events[0]?._id]]]);
		}
	});

	test('[case 5] two splits that the source has enough for are both right', async () => {
		const { one, other, batch, sorting } = await twoDevices();
		await one.record(splitAt(sorting, batch, [child('30 pcs')]));
		await other.record(splitAt(sorting, batch, [child('20 pcs')]));
		await meet(one, other);
		expect(await batchRow(one, batch)).toMatchObject({ state: 'closed', exceptions: [] });
	});

	test('[case 5] two splits that both leave nothing are both effective too: 50 over', async () => {
		const { one, other, batch, sorting } = await twoDevices();
		await one.record(splitAt(sorting, batch, [child('45 pcs'), waste('5 pcs')]));
		const second = await other.record(splitAt(sorting, batch, [child('40 pcs'), waste('10 pcs')]));
		await meet(one, other);
		expect((await batchRow(one, madeBy(second)[0] as Code)).share).toBe('1');
		expect((await batchRow(one, batch)).state).toBe('closed');
		expect((await rulesOn(one, batch)).map(([rule]) => rule)).toEqual(['over']);
	});

	test('[case 6] a split after another device closed it by hand counts; it stays closed', async () => {
		const { one, other, batch, sorting } = await twoDevices();
		const close = await one.record(closeBatch(batch));
		const split = await other.record(splitAt(sorting, batch, [child('30 pcs')]));
		await meet(one, other);
		for (const floor of [one, other]) {
			expect((await batchRow(floor, batch)).state).toBe('closed');
			expect(await batchRow(floor, madeBy(split)[0] as Code)).toMatchObject({ share: '1', state: 'open' });
			expect(await rulesOn(floor, batch)).toEqual([['closed', [split.events[0]?._id, close.events[0]?._id]]]);
		}
	});

	test('[case 6] a split after another device moved all of it is disputed', async () => {
		const { one, other, batch, sorting, dyeing } = await twoDevices();
		const moved = await one.record(moveTo(dyeing, batch));
		const split = await other.record(splitAt(sorting, batch, [child('30 pcs')]));
		await meet(one, other);
		for (const floor of [one, other]) {
			expect((await batchRow(floor, madeBy(split)[0] as Code)).share).toBe('0');
			expect(await rulesOn(floor, batch)).toEqual([['taken', [split.events[0]?._id, moved.events[0]?._id]]]);
		}
	});

	test('[case 31] one blank label on two children: the first keeps it, the other is disputed', async () => {
		const { one, other, batch, sorting } = await twoDevices();
		const first = await one.record(splitAt(sorting, batch, [child('10 pcs', { label: blank() })]));
		const second = await other.record(splitAt(sorting, batch, [child('20 pcs', { label: blank() })]));
		await meet(one, other);
		for (const floor of [one, other]) {
			expect(await batchRow(floor, blank())).toMatchObject({ quantity: quantity('10 pcs'), share: '1' });
			expect(await rulesOn(floor, blank())).toEqual([['code', [second.events[0]?._id, first.events[0]?._id]]]);
		}
	});
});

test('whatever two devices split off apart: what counts is what was made, and over it only with its exception', async () => {
	const cuts = fc.array(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 3 }), { maxLength: 3 });
	await fc.assert(
		fc.asyncProperty(cuts, cuts, async (here, there) => {
			const { one, other, batch, sorting } = await twoDevices();
			const made: Code[] = [];
			for (const [floor, wanted] of [[one, here] as const, [other, there] as const]) {
				for (const pieces of wanted) {
					const children = pieces.map((count) => child(`${count} pcs`));
					const answer = await floor.submit(splitAt(sorting, batch, children, { source: batch }));
					if (answer.ok) made.push(...madeBy(answer.value));
				}
			}
			await meet(one, other);
			expect(differences(await commonTables(one), await commonTables(other))).toEqual([]);
			const row = await batchRow(one, batch);
			const children = await Promise.all([...new Set(made)].map((id) => batchRow(one, id)));
			const fromSource = children.filter(({ parents }) => parents.includes(batch));
			const counted = fromSource.map(({ quantity: of, share }) => multiply(inBaseUnits(of!), wireValue(share)));
			const sum = [inBaseUnits(row.remaining!), ...counted].reduce(add, ZERO);
			const rules = (await exceptionsOf(one, batch)).map(({ rule }) => rule);
			const order = compare(sum, inBaseUnits(row.quantity!));
			expect(order).toBe(rules.includes('over') ? 1 : 0);
			if (order > 0) expect(row.remaining?.amount).toBe('0');
		}),
		{ numRuns: 20 }
	);
});

test('whatever is split off: children and remainder are together what was made', async () => {
	const part = fc.record({ pieces: fc.integer({ min: 1, max: 40 }), isWaste: fc.boolean() });
	const split = fc.record({
		children: fc.array(part, { minLength: 1, maxLength: 4 }),
		ofChild: fc.boolean(),
		isDone: fc.boolean()
	});
	await fc.assert(
		fc.asyncProperty(fc.array(split, { minLength: 1, maxLength: 6 }), async (splits) => {
			const { floor, batch, sorting } = await sortingMill();
			const known: Code[] = [batch];
			for (const { children, ofChild, isDone } of splits) {
				const source = ofChild ? known.at(-1)! : batch;
				const cut = children.map(({ pieces, isWaste }) => (isWaste ? waste(`${pieces} pcs`) : child(`${pieces} pcs`)));
				const answer = await floor.submit(
					splitAt(sorting, source, cut, { closes: isDone ? { reason: 'done' } : null, source })
				);
				if (answer.ok) known.push(...madeBy(answer.value));
			}
			for (const id of known) {
				const row = await batchRow(floor, id);
				const made = await Promise.all(row.children.map((one) => batchRow(floor, one as Code)));
				const parts = [row.remaining!, ...made.map(({ quantity: of }) => of!)];
				expect(parts.map(inBaseUnits).reduce(add, ZERO)).toEqual(inBaseUnits(row.quantity!));
				expect(row.exceptions).toEqual([]);
			}
		}),
		{ numRuns: 20 }
	);
});
