import { describe, expect, test } from 'vitest';
import type { Code } from '#domain/kernel/code.ts';
import { formatRational } from '#domain/kernel/quantity.ts';
import {
	createTestFloor,
	defining,
	line,
	mill,
	plan,
	quantity,
	type TestFloor
} from '../../../../../tests/support/floor.ts';
import { estimate, ordering } from '../../../../../tests/support/sales.ts';
import { planOf, readPlan } from './plan-draft.ts';
import { readPlanMaterial } from './read-plan.ts';

async function planned(floor: TestFloor, order: Code) {
	const material = await floor.store.read((reader) => readPlanMaterial(reader, order));
	if (!material) throw new Error('the order is not known');
	const draft = planOf(material.order, material.figures, material.context);
	return { ...material, draft, read: (changed = draft) => readPlan(material.order, changed, material.context) };
}

const shape = (drafts: readonly { readonly batches: string; readonly each: string; readonly unit: string }[]) =>
	drafts.map(({ batches, each, unit }) => `${batches} x ${each} ${unit}`);

describe('a run is filled in from the order', () => {
	test('what is short, in batches of the size and on the machines of the last run, and what is left in a smaller one', async () => {
		const floor = await createTestFloor();
		const { items, define } = await mill(floor);
		const machine = await define.machine('Knit 1');
		await plan(floor, line(items.knitted, 1, { each: quantity('120 pcs'), machines: [machine] }));
		const order = await estimate(floor, [
			ordering(items.sock, '500 pcs', { promised: '2026-12-04', priority: 2 }),
			ordering(items.sock, '20 dozen', { requested: '2026-12-01' })
		]);
		const { draft, read } = await planned(floor, order);
		expect(draft.lines.map(({ on, drafts }) => [on, ...shape(drafts)])).toEqual([
			[true, '4 x 120 pcs', '1 x 20 pcs'],
			[true, '2 x 120 pcs']
		]);
		expect(read()).toMatchObject({
			ok: true,
			value: {
				type: 'GenerateRuns',
				order,
				runs: [
					{
						lines: [
							{ item: items.knitted, batches: 4, machines: [machine], orderLine: 1 },
							{ batches: 1, orderLine: 1 },
							{ batches: 2, orderLine: 2 }
						],
						covers: [
							{ line: 1, quantity: quantity('500 pcs') },
							{ line: 2, quantity: quantity('20 dozen') }
						],
						due: '2026-12-01',
						priority: 2
					}
				]
			}
		});
		expect(read({ ...draft, runs: 'apart' })).toMatchObject({
			value: {
				runs: [
					{ due: '2026-12-04', priority: 2 },
					{ due: '2026-12-01', priority: null }
				]
			}
		});
		const command = read();
		if (!command.ok) throw new Error('not read');
		await floor.record(command.value);
		const after = await planned(floor, order);
		expect(after.figures.map(({ short }) => formatRational(short))).toEqual(['0', '0']);
		expect(after.draft.lines.map(({ on }) => on)).toEqual([false, false]);
		expect(after.read()).toMatchObject({ ok: true, value: { runs: [] } });
	});

	test('a batch that no decimals write stands in the unit of the item', async () => {
		const floor = await createTestFloor();
		const sock = await defining(floor).item('Sock');
		const order = await estimate(floor, [ordering(sock, '7/12 dozen')]);
		expect(shape((await planned(floor, order)).draft.lines[0]?.drafts ?? [])).toEqual(['1 x 7 pcs']);
	});

	test('of parts that are put together, the one that less is planned of says how much it becomes', async () => {
		const floor = await createTestFloor();
		const define = defining(floor);
		const [top, sole] = [await define.item('Top', { nature: 'part' }), await define.item('Sole', { nature: 'part' })];
		const shoe = await define.item('Shoe');
		const one = quantity('1 pcs');
		await define.step('Sewing', {
			consumes: [
				{ item: top, quantity: one, allowance: null },
				{ item: sole, quantity: quantity('2 pcs'), allowance: null }
			],
			produces: { item: shoe, quantity: one }
		});
		const order = await estimate(floor, [ordering(shoe, '30 pcs')]);
		const { draft, read } = await planned(floor, order);
		const [own] = draft.lines;
		if (!own) throw new Error('no line');
		expect(shape(own.drafts)).toEqual(['1 x 30 pcs', '1 x 60 pcs']);
		const fewer = own.drafts.map((one) => (one.item === sole ? { ...one, each: '40' } : one));
		expect(read({ ...draft, lines: [{ ...own, drafts: fewer }] })).toMatchObject({
			ok: true,
			value: { runs: [{ covers: [{ line: 1, quantity: quantity('20 pcs') }] }] }
		});
	});
});
