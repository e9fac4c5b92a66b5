import { beforeEach, describe, expect, test } from 'vitest';
import {
	agree,
	amounts,
	decide,
	decideBy,
	decideVoid,
	expectSettled,
	first,
	gather,
	late,
	merge,
	moveApart,
	offered,
	office,
	one,
	other,
	run,
	second,
	setUpDispute,
	site,
	split,
	started,
	theCase,
	third
} from '../../../../tests/support/dispute.ts';
import {
	batchRow,
	closeBatch,
	createTestFloor,
	exceptionsOf,
	moveTo,
	planOne,
	progressOf,
	quantity
} from '../../../../tests/support/floor.ts';
import { idOf, madeBy } from '../../../../tests/support/recorded.ts';
import type { Code } from '../kernel/code.ts';
import { changesBy } from './changes.ts';
import type { Choice } from './choices.ts';

beforeEach(setUpDispute);

describe('[case 4] one batch moved on by two devices', () => {
	let ours: Code;
	let theirs: Code;

	beforeEach(async () => {
		await started(first, second, third);
		[ours, theirs] = await moveApart(first);
		expect(await amounts(theirs)).toBe('0 of 0');
	});

	test('the second never happened: what it made is void', async () => {
		await decideVoid('taken', first);
		await expectSettled(first, ours, theirs);
		expect([await amounts(first), await amounts(ours), await amounts(theirs)]).toEqual(['0 of 50', '50 of 50', 'void']);
	});

	test('the first never happened: the second has it all', async () => {
		await decideVoid('taken', first, 1);
		await expectSettled(first, ours, theirs);
		expect([await amounts(ours), await amounts(theirs)]).toEqual(['void', '50 of 50']);
	});

	test('both took a part', async () => {
		await decide(await theCase('taken', first), 'part', { quantity: quantity('20 pcs') });
		await expectSettled(first, ours, theirs);
		expect([await amounts(first), await amounts(ours), await amounts(theirs)]).toEqual([
			'0 of 50',
			'30 of 30',
			'20 of 20'
		]);
		expect(await batchRow(late, theirs)).toMatchObject({ share: '1', quantity: { amount: '20' } });
	});

	test('a part is more than nothing and less than the whole', async () => {
		const [part] = await offered(await theCase('taken', first), 'part');
		for (const wrong of ['0 pcs', '50 pcs', '51 pcs', '5 kg']) {
			expect(changesBy(part as Choice, { quantity: quantity(wrong) }), wrong).toBeNull();
		}
	});

	test('it is the same batch under two codes', async () => {
		await decide(await theCase('taken', first), 'same');
		await expectSettled(first, ours, theirs);
		expect(await amounts(ours)).toBe('50 of 50');
		expect(await batchRow(late, theirs)).toMatchObject({ boundTo: ours });
		expect((await progressOf(late, run))?.open).toBe(3);
	});

	test('the same batch, moved on under its second code', async () => {
		const finished = madeBy(await other.record(moveTo(site.finishing, theirs)));
		await gather();
		await decide(await theCase('taken', first), 'same');
		await expectSettled(first, ours, theirs, finished);
		expect([await amounts(ours), await amounts(finished)]).toEqual(['0 of 50', '50 of 50']);
	});

	test('two records that made different items did not make one batch', async () => {
		const rework = { type: 'ReworkBatch', batch: second, step: site.steps.knit, reason: 'holes' } as const;
		await one.record(rework);
		await other.record(moveTo(site.dyeing, second));
		await gather();
		expect(await offered(await theCase('taken', second), 'same')).toEqual([]);
	});

	test('the second took another batch', async () => {
		await decide(await theCase('taken', first), 'relink', { to: second });
		await expectSettled(first, second, ours, theirs);
		expect([await amounts(second), await amounts(theirs)]).toEqual(['0 of 50', '50 of 50']);
		expect(await batchRow(late, theirs)).toMatchObject({ parents: [second], share: '1' });
	});

	test('the second took a batch of another run: whoever has only that run learns where it is told', async () => {
		const elsewhere = await planOne(office, site.items.knitted);
		await started(elsewhere.batch);
		const { events } = await decide(await theCase('taken', first), 'relink', { to: elsewhere.batch });
		expect(events.map(({ type, stream }) => [type, stream])).toEqual([
			['ExceptionResolved', `run.${run}`],
			['TouchedElsewhere', `run.${elsewhere.run}`]
		]);
		await expectSettled(first, elsewhere.batch, ours, theirs);
		expect([await amounts(elsewhere.batch), await amounts(theirs)]).toEqual(['0 of 50', '50 of 50']);
		const narrow = await createTestFloor({ device: 20 });
		const known = (await office.documents()).filter(({ _id }) => !_id.startsWith(`run.${run}`));
		await narrow.receive(known);
		expect(await batchRow(narrow, elsewhere.batch)).toMatchObject({ waiting: true });
	});

	test('it stands as it is', async () => {
		await decide(await theCase('taken', first), 'keep');
		await expectSettled(first, ours, theirs);
		expect(await batchRow(late, theirs)).toMatchObject({ share: '0' });
	});

	test('a move that nobody knew of is a case of its own', async () => {
		await decide(await theCase('taken', first), 'part', { quantity: quantity('20 pcs') });
		const more = await late.record(moveTo(site.dyeing, first));
		await agree();
		const [again] = await exceptionsOf(office, first);
		expect(again?.events[0]).toBe(idOf(more));
	});

	test('a move that nobody knew of opens a case that was left as it is', async () => {
		const raised = await theCase('taken', first);
		await decide(raised, 'keep');
		late.clock.set(one.clock.now() - 2_000);
		await late.record(moveTo(site.dyeing, first));
		await agree();
		expect((await exceptionsOf(office, first)).length).toBeGreaterThan(0);
	});
});

describe('[case 5] two splits exceed the batch', () => {
	test('the second took less', async () => {
		await started(first);
		const ours = madeBy(await split(first, 30, one));
		const theirs = madeBy(await split(first, 40, other));
		await gather();
		const raised = await theCase('over', first);
		const [part] = await offered(raised, 'part');
		expect(part).toMatchObject({ rival: null, likely: { amount: '20' } });
		await decideBy(raised, part as Choice, { quantity: part?.likely ?? null });
		await expectSettled(first, ours, theirs);
		expect([await amounts(first), await amounts(ours), await amounts(theirs)]).toEqual([
			'0 of 50',
			'30 of 30',
			'20 of 20'
		]);
	});

	test('a part that is still too much stands as the lead said it', async () => {
		await started(first);
		await split(first, 30, one);
		await split(first, 40, other);
		await gather();
		const raised = await theCase('over', first);
		await decide(raised, 'part', { quantity: quantity('25 pcs') });
		await agree();
		expect(await exceptionsOf(late, first)).toEqual([]);
		expect(await amounts(first)).toBe('0 of 50');
	});

	test('moved as a whole, and a part split off: the whole was the rest', async () => {
		await started(first);
		const part = madeBy(await split(first, 30, one));
		const whole = madeBy(await other.record(moveTo(site.dyeing, first)));
		await gather();
		const raised = await theCase('taken', first);
		const [choice] = await offered(raised, 'part');
		expect(choice).toMatchObject({ rival: null, likely: { amount: '20' } });
		await decideBy(raised, choice as Choice, { quantity: quantity('20 pcs') });
		await expectSettled(first, part, whole);
		expect([await amounts(part), await amounts(whole)]).toEqual(['30 of 30', '20 of 20']);
	});
});

describe('[case 6] taken of after another device had closed it', () => {
	beforeEach(async () => {
		await started(first);
		await one.record(closeBatch(first, 'packed'));
		await split(first, 10, other);
		await gather();
	});

	test('it was not closed', async () => {
		await decideVoid('closed', first);
		await expectSettled(first);
		expect(await batchRow(late, first)).toMatchObject({ state: 'open', remaining: { amount: '40' } });
	});

	test('it was not used', async () => {
		await decideVoid('closed', first, 1);
		await expectSettled(first);
		expect(await batchRow(late, first)).toMatchObject({ state: 'closed', remaining: { amount: '50' } });
	});

	test('both: it stays closed', async () => {
		await decide(await theCase('closed', first), 'keep');
		await expectSettled(first);
		expect(await batchRow(late, first)).toMatchObject({ state: 'closed', remaining: { amount: '40' } });
	});
});

describe('[case 7] merged on one device, moved on another', () => {
	let moved: Code;
	let merged: Code;

	beforeEach(async () => {
		await started(first, second);
		moved = madeBy(await one.record(moveTo(site.dyeing, first)));
		merged = madeBy(await merge(other, first, second));
		await gather();
	});

	test('it was not in the merge: the rest of it stays', async () => {
		await decide(await theCase('taken', first), 'untake');
		await expectSettled(first, second, moved, merged);
		expect([await amounts(moved), await amounts(merged)]).toEqual(['50 of 50', '50 of 50']);
		expect(await batchRow(late, merged)).toMatchObject({ parents: [second] });
	});

	test('the merge never happened: its other batch is there again', async () => {
		await decideVoid('taken', first);
		await expectSettled(first, second, moved, merged);
		expect([await amounts(second), await amounts(merged)]).toEqual(['50 of 50', 'void']);
	});

	test('it was another batch that was merged', async () => {
		await started(third);
		await decide(await theCase('taken', first), 'relink', { to: third });
		await expectSettled(first, second, third, moved, merged);
		expect([await amounts(third), await amounts(merged)]).toEqual(['0 of 50', '100 of 100']);
	});
});
