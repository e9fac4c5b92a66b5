import { beforeEach, describe, expect, test } from 'vitest';
import {
	agree,
	amounts,
	decide,
	decideBy,
	expectSettled,
	first,
	gather,
	late,
	lead,
	merge,
	moveApart,
	offered,
	office,
	one,
	other,
	second,
	secondKnitting,
	secondLead,
	setUpDispute,
	site,
	sorting,
	started,
	theCase,
	third
} from '../../../../tests/support/dispute.ts';
import { batchRow, deliver, initialise, moveTo, quantity } from '../../../../tests/support/floor.ts';
import { madeBy } from '../../../../tests/support/recorded.ts';
import { definitions } from '../catalog.ts';
import type { Code } from '../kernel/code.ts';
import type { Choice } from './choices.ts';

beforeEach(setUpDispute);

describe('two leads decide without knowing of each other', () => {
	let ours: Code;
	let theirs: Code;

	beforeEach(async () => {
		await started(first);
		[ours, theirs] = await moveApart(first);
		await deliver(office, late);
		late.clock.set(office.clock.now() + 60_000);
	});

	const part = (pieces: number) => ({ quantity: quantity(`${pieces} pcs`) });

	test('they say the same: settled', async () => {
		const raised = await theCase('taken', first);
		await decide(raised, 'part', part(20), lead);
		await decide(raised, 'part', part(20), secondLead, late);
		await expectSettled(first, ours, theirs);
	});

	test.each(['part', 'void', 'same', 'keep'] as const)(
		'%s on one device, a part on the other: the smallest key counts, and the case stays open until a third knows both',
		async (kind) => {
			const raised = await theCase('taken', first);
			await decide(raised, kind, kind === 'part' ? part(20) : {}, lead);
			await decide(raised, 'part', part(30), secondLead, late);
			await agree();
			const open = await theCase('taken', first);
			expect(open.id).toBe(raised.id);
			expect(open.contested).toHaveLength(2);
			expect((await batchRow(office, first)).exceptions).toContain(raised.id);
			const made = await amounts(theirs);
			expect(made).toBe({ part: '20 of 20', void: 'void', same: `same as ${ours}`, keep: '0 of 0' }[kind]);
			await decide(open, 'part', part(10));
			await expectSettled(first, ours, theirs);
			expect([await amounts(ours), await amounts(theirs)]).toEqual(['40 of 40', '10 of 10']);
		}
	);
});

test('decisions of two cases about one record that say different things leave both open', async () => {
	await started(first, second);
	const [left, right] = [
		madeBy(await one.record(moveTo(site.dyeing, first))),
		madeBy(await one.record(moveTo(site.dyeing, second)))
	];
	const merged = madeBy(await merge(other, first, second));
	await gather();
	await deliver(office, late);
	late.clock.set(office.clock.now() + 60_000);
	// As no screen offers it for two items; what an older or another app decided is settled alike.
	await decideBy(await theCase('taken', first), { choice: 'same', batch: merged, as: left });
	const contrary = { choice: 'same', batch: merged, as: right } as const;
	await decideBy(await theCase('taken', second, late), contrary, {}, secondLead, late);
	await agree();
	const [ofFirst, ofSecond] = [await theCase('taken', first), await theCase('taken', second)];
	expect(ofFirst.contested).toEqual(ofSecond.contested);
	expect(ofFirst.contested).toHaveLength(2);
	const [losing] = await offered(ofFirst, 'void');
	await decideBy(ofFirst, losing as Choice);
	await expectSettled(first, second, left, right, merged);
	expect([await amounts(left), await amounts(right)]).toEqual(['50 of 50', '50 of 50']);
});

test('a field of a definition that two devices changed: it stands as it is', async () => {
	const { station } = definitions;
	await one.record(station.define(sorting, { name: 'Sorting 1' }));
	await other.record(station.define(sorting, { name: 'Sorting 2' }));
	await gather();
	await decide(await theCase('field', sorting), 'keep');
	await expectSettled(sorting);
});

describe('a decision is refused', () => {
	beforeEach(async () => {
		await one.record(initialise(first, site.knitting));
		await other.record(initialise(first, secondKnitting));
		await gather();
	});

	const deciding = async (changes: object = {}) => {
		const { id } = await theCase('init', first);
		return { type: 'ResolveException', exception: id, changes: [], lead, reason: 'asked', ...changes } as const;
	};

	test('by somebody who is no lead, without a reason, about nothing', async () => {
		const operator = await site.define.person('Ana');
		expect(await office.refusal(await deciding({ lead: operator }))).toMatchObject({ type: 'MayNotDecide' });
		expect(await office.refusal(await deciding({ reason: '  ' }))).toMatchObject({ type: 'ReasonMissing' });
		expect(await office.refusal(await deciding({ exception: 'init:b1:none' }))).toMatchObject({
			type: 'NothingToDecide'
		});
	});

	test('when its changes say two things about one record', async () => {
		const { events } = await theCase('init', first);
		const relink = { change: 'relink', fact: events[0] ?? '', from: first };
		const changes = [
			{ ...relink, to: second },
			{ ...relink, to: third }
		];
		expect(await office.refusal(await deciding({ changes }))).toMatchObject({ type: 'ChangesContradict' });
	});
});
