import { describe, expect, test } from 'vitest';
import { child, splitAt } from '../../../../tests/support/batch-commands.ts';
import { batchRow, planOne, quantity } from '../../../../tests/support/floor.ts';
import { sortingMill } from '../../../../tests/support/mill-batches.ts';
import { madeBy, transformedBy } from '../../../../tests/support/recorded.ts';
import type { Code } from '../kernel/code.ts';

describe('with a lead’s leave', () => {
	async function ledMill() {
		const site = await sortingMill();
		const { person } = site.define;
		return { ...site, lead: await person('Lea', ['lead']), operator: await person('Otto') };
	}

	test('a batch is split at another station; the record says which rule it passed', async () => {
		const { floor, batch, dyeing, lead } = await ledMill();
		const leave = { lead, reason: 'sorter is down' };
		const recorded = await floor.record(splitAt(dyeing, batch, [child('10 pcs')], { leave }));
		expect(recorded.events[0]).toMatchObject({ by: [lead], station: dyeing });
		expect(transformedBy(recorded)).toMatchObject({ override: { lead, rules: ['NotASplitStation'] } });
	});

	test('a batch is split before its start was scanned', async () => {
		const { floor, items, sorting, lead } = await ledMill();
		const { batch } = await planOne(floor, items.knitted);
		const leave = { lead, reason: 'forgotten' };
		const recorded = await floor.record(splitAt(sorting, batch, [child('10 pcs')], { leave }));
		expect(transformedBy(recorded)).toMatchObject({ override: { rules: ['BatchNotStarted'] } });
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
		expect(await batchRow(floor, madeBy(recorded))).toMatchObject({ holds: [], exceptions: [] });
	});

	test('what makes no sense stays refused, and a badge without the role allows nothing', async () => {
		const { floor, batch, sorting, lead, operator } = await ledMill();
		const tried = (who: Code) =>
			floor.refusal(splitAt(sorting, batch, [child('51 pcs')], { leave: { lead: who, reason: 'all of it' } }));
		expect(await tried(lead)).toMatchObject({ type: 'MoreThanRemaining', over: quantity('1 pcs') });
		expect(await tried(operator)).toEqual({ type: 'NotALead', person: operator });
	});
});
