import { beforeEach, describe, expect, test } from 'vitest';
import { bindLabel, swapLabels } from '../../../../tests/support/batch-commands.ts';
import {
	amounts,
	decide,
	decideBy,
	expectSettled,
	first,
	gather,
	late,
	office,
	offered,
	one,
	other,
	second,
	setUpDispute,
	site,
	split,
	spread,
	started,
	theCase
} from '../../../../tests/support/dispute.ts';
import {
	batchRow,
	closeBatch,
	createTestFloor,
	deliver,
	exceptionsOf,
	initialise,
	moveTo,
	planOne,
	quantity,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import { eventOf, idOf, madeBy } from '../../../../tests/support/recorded.ts';
import { events } from '#engine/tables.ts';
import type { Code } from '../kernel/code.ts';
import type { EventId } from '../kernel/event.ts';
import type { Exception } from '../kernel/view.ts';
import type { Choice } from './choices.ts';

beforeEach(setUpDispute);

describe('[case 31] two batches with one code', () => {
	let original: TestFloor;
	let copy: TestFloor;
	let batch: Code;
	/** The planning that came second. */
	let losing: EventId;

	beforeEach(async () => {
		original = await createTestFloor({ device: 9, epoch: 'aaaaa' });
		copy = await createTestFloor({ device: 9, epoch: 'bbbbb' });
		for (const floor of [original, copy]) await deliver(office, floor);
		original.clock.set(office.clock.now() + 1_000);
		copy.clock.set(office.clock.now() + 60_000);
		({ batch } = await planOne(original, site.items.knitted));
		await planOne(copy, site.items.knitted, { each: quantity('7 pcs') });
		losing = (await copy.rows(events)).find(({ type, epoch }) => type === 'BatchesPlanned' && epoch === 'bbbbb')!._id;
		await copy.record(initialise(batch, site.knitting));
		for (const floor of [original, copy]) await deliver(floor, office);
		office.clock.set(copy.clock.now() + 60_000);
	});

	const thePlanning = async (): Promise<Exception> => {
		const found = (await exceptionsOf(office, batch)).find(({ id }) => id === `code:${batch}:${losing}`);
		if (!found) throw new Error('no case of two plannings');
		return found;
	};

	test('the second gets a label of its own, and its scans go with it', async () => {
		const recorded = await decide(await thePlanning(), 'relabel');
		const { changes } = recorded.events[0]?.data as unknown as { changes: { to: Code }[] };
		const fresh = changes[0]?.to as Code;
		await expectSettled(batch, fresh);
		expect([await amounts(batch), await amounts(fresh)]).toEqual(['50 of 50', '7 of 7']);
		expect(await batchRow(late, batch)).toMatchObject({ state: 'created', began: null });
		expect(await batchRow(late, fresh)).toMatchObject({ state: 'open', label: fresh });
	});

	test('a scan that comes to light later and knew only the second does not start the first', async () => {
		const more = await copy.record(closeBatch(batch, 'lost'));
		await decide(await thePlanning(), 'relabel');
		await office.receive(more.events);
		expect(await batchRow(office, batch)).toMatchObject({ state: 'created' });
		expect((await exceptionsOf(office, batch)).map(({ rule }) => rule)).toEqual(['code']);
	});

	test('the second never was', async () => {
		await decide(await thePlanning(), 'void');
		const left = (await exceptionsOf(office, batch)).map(({ events: [disputed] }) => disputed);
		expect(left).not.toContain(losing);
		expect(await amounts(batch)).toBe('50 of 50');
	});
});

test('[case 31] one blank label bound to two batches: the second needs another', async () => {
	const blanks = await office.record({ type: 'PrintBlankLabels', count: 1, kind: 'tag', size: '2x4' });
	const blank = eventOf(blanks).touches[0] as Code;
	await spread();
	await one.record(bindLabel(first, blank));
	await other.record(bindLabel(second, blank));
	await gather();
	const raised = await theCase('code', blank);
	const [choice] = await offered(raised, 'unbind');
	expect(choice?.batch).toBe(second);
	await decideBy(raised, choice as Choice);
	await expectSettled(blank, first, second);
	expect(await batchRow(late, second)).toMatchObject({ label: second });
	expect(await batchRow(late, blank)).toMatchObject({ boundTo: first });
});

test('[case 31] one blank label on what two splits cut off: the second gets one of its own', async () => {
	const blanks = await office.record({ type: 'PrintBlankLabels', count: 1, kind: 'tag', size: '2x4' });
	const blank = eventOf(blanks).touches[0] as Code;
	await started(first, second);
	await split(first, 10, one, blank);
	await split(second, 20, other, blank);
	const moved = await other.record(moveTo(site.dyeing, blank));
	await gather();
	const losing = (await exceptionsOf(office, blank)).find((raised) => raised.events[0] !== idOf(moved));
	const recorded = await decide(losing as Exception, 'relabel');
	const { changes } = recorded.events[0]?.data as unknown as { changes: { to: Code }[] };
	const fresh = changes[0]?.to as Code;
	await expectSettled(blank, fresh, first, second, madeBy(moved));
	expect([await amounts(blank), await amounts(fresh), await amounts(madeBy(moved))]).toEqual([
		'10 of 10',
		'0 of 20',
		'20 of 20'
	]);
	expect(await batchRow(late, fresh)).toMatchObject({ parents: [second], children: [madeBy(moved)] });
});

describe('labels exchanged after something was recorded under one of them', () => {
	const swap = (floor: TestFloor) => floor.record(swapLabels(first, second));

	test('the scan was of the other batch', async () => {
		await started(first, second);
		await swap(one);
		const moved = madeBy(await other.record(moveTo(site.dyeing, first)));
		await gather();
		// The starts were before the exchange.
		await decide(await exchangeable(second), 'keep');
		const raised = await exchangeable(first);
		const [, onlyMove] = await offered(raised, 'exchange');
		await decideBy(raised, onlyMove as Choice);
		await expectSettled(first, second, moved);
		expect([await amounts(first), await amounts(second)]).toEqual(['50 of 50', '0 of 50']);
		expect((await batchRow(late, moved)).parents).toEqual([second]);
	});

	test('both were scanned under the wrong label: each belongs to the other', async () => {
		await started(first, second);
		await swap(one);
		const [left, right] = [
			madeBy(await other.record(moveTo(site.dyeing, first))),
			madeBy(await other.record(moveTo(site.dyeing, second)))
		];
		await gather();
		await decide(await exchangeable(first), 'exchange');
		await decide(await exchangeable(second), 'exchange');
		await expectSettled(first, second, left, right);
		expect((await batchRow(late, left)).parents).toEqual([second]);
		expect((await batchRow(late, right)).parents).toEqual([first]);
		expect([await amounts(left), await amounts(right)]).toEqual(['50 of 50', '50 of 50']);
	});

	async function exchangeable(batch: Code): Promise<Exception> {
		for (const raised of await exceptionsOf(office, batch)) {
			if ((await offered(raised, 'exchange')).length > 0) return raised;
		}
		throw new Error('no case offers an exchange');
	}
});
