import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import type { FlowRow } from '#domain/flow/flow.ts';
import type { ItemRow } from '#domain/item/item.ts';
import { deviceNumber, mintCode } from '#domain/kernel/code.ts';
import type { StepRow } from '#domain/step/step.ts';
import { amountsText } from './echo.ts';
import {
	emptyDraft,
	emptyLine,
	readDraft,
	readLine,
	runDraftSchema,
	type LineDraft,
	type RunDraft
} from './run-draft.ts';

const of = (letter: 'a' | 'f' | 'm' | 'p' | 't', counter: number) => mintCode(letter, deviceNumber(1), counter);
const row = { revision: 'r', heads: ['r'], archived: false, unread: 0, exceptions: [] };
const sock: ItemRow = { ...row, id: of('a', 1), name: 'Sock', sku: 'S1', nature: 'product', unit: 'pcs' };
const yarn: ItemRow = { ...row, id: of('a', 2), name: 'Yarn', sku: 'Y1', nature: 'material', unit: 'kg' };
const knit: StepRow = {
	...row,
	id: of('t', 3),
	name: 'Knit',
	plannedMinutes: null,
	consumes: [],
	produces: { item: sock.id, quantity: { amount: '1', unit: 'pcs', kind: 'count', ratio: '1' } }
};
const flow: FlowRow = { ...row, id: of('f', 4), name: 'Socks', steps: [knit.id] };
const other: FlowRow = { ...row, id: of('f', 5), name: 'Socks by hand', steps: [knit.id] };
const context = { items: [sock, yarn], flows: [flow], steps: [knit] };

const line = (change: Partial<LineDraft>): LineDraft => ({ ...emptyLine(1), item: sock.id, ...change });
const draft = (change: Partial<LineDraft>, more: Partial<RunDraft> = {}): RunDraft => ({
	...emptyDraft(),
	lines: [line(change)],
	...more
});

describe('a draft becomes a command', () => {
	test('10 batches of 50 pieces', () => {
		const read = readDraft(draft({ batches: '10', each: '50', typed: ['batches', 'each'] }), context);
		expect(read).toEqual({
			ok: true,
			value: {
				type: 'CreateRun',
				lines: [
					{
						item: sock.id,
						each: { amount: '50', unit: 'pcs', kind: 'count', ratio: '1' },
						batches: 10,
						machines: [],
						flow: flow.id
					}
				],
				responsible: null,
				due: null,
				priority: null,
				released: true
			}
		});
	});

	test('in another unit of the item’s group, with comma and everything else filled in', () => {
		const machine = of('m', 6);
		const person = of('p', 7);
		const read = readDraft(
			draft(
				{ unit: 'dozen', each: '2,5', total: '5', typed: ['each', 'total'], machines: [machine] },
				{ responsible: person, due: '2026-11-30', priority: '2' }
			),
			context
		);
		expect(read).toMatchObject({
			ok: true,
			value: {
				lines: [{ each: { amount: '5/2', unit: 'dozen', ratio: '12' }, batches: 2, machines: [machine] }],
				responsible: person,
				due: '2026-11-30',
				priority: 2
			}
		});
	});
});

test('the echo names the unit the item is counted in', () => {
	const { amounts, unit, item } = readLine(
		line({ unit: 'dozen', batches: '10', each: '5', typed: ['batches', 'each'] }),
		context
	);
	expect(amounts && unit && item && amountsText(amounts, unit, item.unit)).toBe(
		'10 × 5\u00a0dozen = 50\u00a0dozen = 600\u00a0pcs'
	);
});

describe('what is in the way is said for each line', () => {
	test('an empty form', () => {
		expect(readDraft(emptyDraft(), context)).toEqual({
			ok: false,
			error: [
				{ line: 0, fault: { type: 'ItemMissing' } },
				{ line: 0, fault: { type: 'AmountMissing', field: 'batches' } },
				{ line: 0, fault: { type: 'AmountMissing', field: 'each' } }
			]
		});
	});

	test('an amount nobody can read is not called missing', () => {
		const { faults } = readLine(line({ batches: 'ten', each: '50', typed: ['batches', 'each'] }), context);
		expect(faults).toEqual([{ type: 'AmountUnreadable', field: 'batches' }]);
	});

	test('more batches than a run takes', () => {
		const { faults } = readLine(line({ batches: '6000', each: '1', typed: ['batches', 'each'] }), context);
		expect(faults).toEqual([{ type: 'BatchesTooMany', most: 5_000 }]);
	});
});

describe('the flow', () => {
	test('is asked for when several make the item', () => {
		const several = { ...context, flows: [flow, other] };
		expect(readLine(line({}), several).flow).toBeUndefined();
		expect(readLine(line({ flow: other.id }), several).flow).toBe(other);
	});

	test('is none for an item that no flow makes', () => {
		expect(readLine(line({ item: yarn.id }), context).flows).toEqual([]);
	});
});

test('a kept draft is taken up only whole', () => {
	expect(v.is(runDraftSchema, emptyDraft())).toBe(true);
	expect(v.is(runDraftSchema, { ...emptyDraft(), lines: [] })).toBe(false);
	expect(v.is(runDraftSchema, { lines: [{ item: 1 }] })).toBe(false);
});
