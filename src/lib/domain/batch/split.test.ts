import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { child, splitAt, waste } from '../../../../tests/support/batch-commands.ts';
import {
	batchRow,
	cancelRun,
	closeBatch,
	initialise,
	line,
	moveTo,
	plan,
	planOne,
	quantity,
	undo,
	voidBatch
} from '../../../../tests/support/floor.ts';
import { blankLabel, sortingMill } from '../../../../tests/support/mill-batches.ts';
import { allMadeBy, transformedBy } from '../../../../tests/support/recorded.ts';
import type { Code } from '../kernel/code.ts';
import { add, inBaseUnits, ZERO, type Quantity } from '../kernel/quantity.ts';
import type { NewChild } from './cut.ts';

describe('a split', () => {
	test('makes batches of their own of a part; the source stays open with the rest', async () => {
		const { steps, floor, batch, sorting, items, run } = await sortingMill();
		const children = [
			child('30 pcs'),
			child('5 pcs', { grade: 'seconds', reason: { text: 'colour' } }),
			waste('3 pcs')
		];
		const recorded = await floor.record(splitAt(sorting, batch, children), { by: ['p1'], source: 'camera' });
		const [firsts, seconds, scrap] = allMadeBy(recorded) as [Code, Code, Code];
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
		const [first, second] = allMadeBy(recorded) as [Code, Code];
		expect(transformedBy(recorded).takes).toMatchObject([{ quantity: quantity('50 pcs'), extent: 'part' }]);
		expect(await batchRow(floor, batch)).toMatchObject({ state: 'closed', closed: { how: 'used' } });
		const asked = await floor.refusal(splitAt(sorting, batch, [child('1 pcs')]));
		expect(asked).toMatchObject({ type: 'ChooseBatch', batches: [{ id: first }, { id: second }] });
		const again = await floor.record(splitAt(sorting, batch, [child('10 pcs')], { source: second }));
		expect(transformedBy(again).takes).toMatchObject([{ batch: second, extent: 'part', label: batch }]);
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
		expect(transformedBy(part).makes[0]?.quantity).toEqual(quantity('45359237/100000000 kg'));
		expect((await batchRow(floor, batch)).remaining).toEqual(quantity('1954640763/100000000 kg'));
		const rest = await floor.record(splitAt(sorting, batch, [child('19546 g')]));
		expect(transformedBy(rest).takes[0]).toMatchObject({ extent: 'part', quantity: quantity('9773/500 kg') });
		expect(await batchRow(floor, batch)).toMatchObject({ state: 'closed', exceptions: [] });
	});

	test('puts a child under a blank label that was scanned, printed here or not', async () => {
		const { floor, batch, sorting } = await sortingMill();
		const { events } = await floor.record({ type: 'PrintBlankLabels', count: 2, kind: 'tag', size: '1x3' });
		const printed = events[0]?.touches[0] as Code;
		const labelled = [child('10 pcs', { label: printed }), child('10 pcs', { label: blankLabel() })];
		expect(allMadeBy(await floor.record(splitAt(sorting, batch, labelled)))).toEqual([printed, blankLabel()]);
		expect(await batchRow(floor, printed)).toMatchObject({ label: printed, prints: 1, remaining: quantity('10 pcs') });
	});

	test('that is taken back frees its labels: the paper is used again', async () => {
		const { floor, batch, sorting } = await sortingMill();
		const wrong = await floor.record(splitAt(sorting, batch, [child('10 pcs', { label: blankLabel() })]));
		await floor.record(undo(wrong));
		await floor.record(splitAt(sorting, batch, [child('12 pcs', { label: blankLabel() })]));
		expect(await batchRow(floor, blankLabel())).toMatchObject({
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
		expect(transformedBy(recorded)).toMatchObject({ happened });
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
		expect(await tried(blankLabel())).toEqual({ type: 'BatchUnknown', batch: blankLabel() });
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
		expect(await tried(blankLabel(), blankLabel())).toEqual({ type: 'LabelTaken', label: blankLabel(), on: null });
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

describe('a split of the largest size', () => {
	test('is one event', async () => {
		const { floor, batch, sorting } = await sortingMill();
		const children = Array.from({ length: 50 }, (_, index) =>
			child('1 pcs', { grade: 'waste', reason: { text: `reason ${index}` }, label: blankLabel(index + 1) })
		);
		const { events } = await floor.record(splitAt(sorting, batch, children));
		expect(events).toHaveLength(1);
		expect((await batchRow(floor, batch)).state).toBe('closed');
	});
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
				if (answer.ok) known.push(...allMadeBy(answer.value));
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
