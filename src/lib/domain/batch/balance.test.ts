import { beforeEach, describe, expect, test } from 'vitest';
import { expectReconciled, written } from '../../../../tests/support/balances.ts';
import { child, correctTo, mergeAt, splitAt, waste } from '../../../../tests/support/batch-commands.ts';
import {
	closeBatch,
	exceptionsOf,
	initialise,
	line,
	meet,
	moveTo,
	plan,
	quantity,
	undo,
	voidBatch,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import { branchingMill } from '../../../../tests/support/mill-batches.ts';
import { allMadeBy, madeBy } from '../../../../tests/support/recorded.ts';
import { secondDevice } from '../../../../tests/support/replicas.ts';
import { readFamily } from '#engine/family.ts';
import { changesBy, commandBy } from '../decision/changes.ts';
import { choicesFor, type Choice } from '../decision/choices.ts';
import type { Code } from '../kernel/code.ts';
import { formatRational } from '../kernel/quantity.ts';
import type { ExceptionRule } from '../kernel/view.ts';
import { NO_BALANCE, sumOfBalances } from './balance.ts';
import type { NewChild } from './cut.ts';
import { genealogyOf, type Genealogy } from './genealogy.ts';

let one: TestFloor;
let other: TestFloor;
let site: Awaited<ReturnType<typeof branchingMill>>;
let sorting: Code;
let merging: Code;
let lead: Code;
/** Of 50 knitted socks each: started, started, only planned. */
let first: Code;
let second: Code;
let planned: Code;

beforeEach(async () => {
	site = await branchingMill();
	({ floor: one, sorting, merging, first, second, planned } = site);
	lead = await site.define.person('Lea', ['lead']);
	other = await secondDevice(one);
});

const split = (batch: Code, children: readonly NewChild[], floor = one, closes: string | null = null) =>
	floor.record(splitAt(sorting, batch, children, { closes: closes === null ? null : { reason: closes } }));

const merge = (batches: readonly Code[], floor = one) => floor.record(mergeAt(merging, batches));

async function decide(rule: ExceptionRule, batch: Code, wanted: Choice['choice'], to: Code | null = null) {
	const raised = (await exceptionsOf(one, batch)).find((found) => found.rule === rule);
	if (!raised) throw new Error(`no ${rule} about ${batch}`);
	const threads = await one.store.read((reader) => readFamily(reader, raised.entity));
	const choice = choicesFor(raised, threads).find((offered) => offered.choice === wanted);
	if (!choice) throw new Error(`${rule} offers no ${wanted}`);
	const answer = to === null ? {} : { to };
	expect(changesBy(choice, answer)).not.toBeNull();
	const command = commandBy(raised, choice, answer, { lead, reason: 'asked both' });
	if (!command) throw new Error('the answer makes no sense');
	return one.record(command);
}

const genealogy = async ({ store }: TestFloor, batch: Code): Promise<Genealogy> =>
	genealogyOf(batch, await store.read((reader) => readFamily(reader, batch)));

/** Of each batch of the genealogy, the furthest ancestor first; the same on both devices, and it adds up. */
async function balances(batch: Code): Promise<Record<string, string>> {
	await meet(one, other);
	const found = await genealogy(one, batch);
	expect(await genealogy(other, batch)).toEqual(found);
	for (const { balance } of found.relatives) if (balance) expectReconciled(balance);
	return Object.fromEntries(found.relatives.map((relative) => [relative.batch, written(relative.balance)]));
}

const linksOf = async (batch: Code): Promise<string[]> =>
	(await genealogy(one, batch)).links.map(
		({ from, made, operation, taken, granted, isDisputed }) =>
			`${operation} ${from} > ${made.join()}: ${taken.amount}, granted ${formatRational(granted)}${isDisputed ? ', disputed' : ''}`
	);

describe('the balance of a batch', () => {
	test('only planned: nothing was made yet', async () => {
		expect(await balances(planned)).toEqual({ [planned]: 'nothing = nothing' });
	});

	test('in process: all of it is in the house', async () => {
		expect(await balances(first)).toEqual({ [first]: 'made 50 = in house 50' });
	});

	test('moved to the end of its flow: used as what it was, in the house as what it is', async () => {
		const dyed = madeBy(await one.record(moveTo(site.dyeing, first)));
		const sock = madeBy(await one.record(moveTo(site.finishing, first)));
		expect(await balances(dyed)).toEqual({
			[first]: 'made 50 = used 50',
			[dyed]: 'made 50 = used 50',
			[sock]: 'made 50 = in house 50'
		});
		expect((await genealogy(one, dyed)).relatives.map(({ distance }) => distance)).toEqual([-1, 0, 1]);
	});

	test('split by grade: the rest stays, waste is waste', async () => {
		const [good, bad] = allMadeBy(await split(first, [child('30 pcs'), waste('8 pcs')])) as [Code, Code];
		expect(await balances(first)).toEqual({
			[first]: 'made 50 = in house 12 + used 38',
			[good]: 'made 30 = in house 30',
			[bad]: 'made 8 = waste 8'
		});
		expect(await linksOf(good)).toEqual([`split ${first} > ${[good, bad].sort().join()}: 38, granted 38`]);
	});

	test('split and closed by hand with something left', async () => {
		const part = madeBy(await split(first, [child('45 pcs')], one, 'the rest got lost'));
		expect(await balances(first)).toEqual({
			[first]: 'made 50 = used 45 + left 5',
			[part]: 'made 45 = in house 45'
		});
	});

	test('closed by hand: left over; what was waste is waste', async () => {
		const bad = madeBy(await split(first, [waste('8 pcs')]));
		await one.record(closeBatch(first));
		expect(await balances(first)).toEqual({
			[first]: 'made 50 = used 8 + left 42',
			[bad]: 'made 8 = waste 8'
		});
	});

	test('merged: of each what was taken of it', async () => {
		const both = madeBy(await merge([first, second]));
		expect(await balances(both)).toEqual({
			[first]: 'made 50 = used 50',
			[second]: 'made 50 = used 50',
			[both]: 'made 100 = in house 100'
		});
		// Seen from one of the two, what the other one gave stands in the links, so that the 100 can be understood.
		expect((await genealogy(one, first)).relatives.map(({ batch }) => batch)).toEqual([first, both]);
		expect((await linksOf(first)).sort()).toEqual(
			[first, second].map((from) => `merge ${from} > ${both}: 50, granted 50`).sort()
		);
	});

	test('sent back: used as what it was, in the house again as what the step takes', async () => {
		const dyed = madeBy(await one.record(moveTo(site.dyeing, first)));
		const reworked = madeBy(
			await one.record({ type: 'ReworkBatch', batch: dyed, step: site.steps.dye, reason: 'uneven' })
		);
		expect(await balances(first)).toEqual({
			[first]: 'made 50 = used 50',
			[dyed]: 'made 50 = used 50',
			[reworked]: 'made 50 = in house 50'
		});
	});

	test('undone: it is there again, and what was made is no relative any more', async () => {
		const moved = await one.record(moveTo(site.dyeing, first));
		await one.record(undo(moved));
		expect(await balances(first)).toEqual({ [first]: 'made 50 = in house 50' });
		expect(await balances(madeBy(moved))).toEqual({ [madeBy(moved)]: 'made 50 = void 50' });
	});

	test('void: what was made counts as void', async () => {
		await one.record(voidBatch(first));
		expect(await balances(first)).toEqual({ [first]: 'made 50 = void 50' });
	});

	test('void on one device, used on the other: what was taken of it is over, and for a lead', async () => {
		await one.record(voidBatch(first));
		const dyed = madeBy(await other.record(moveTo(site.dyeing, first)));
		expect(await balances(first)).toEqual({
			[first]: 'made 50 + over 50 (50?) = used 50 (50?) + void 50',
			[dyed]: 'made 50 (50?) = in house 50 (50?)'
		});
	});

	test('one of several children void: it went there all the same', async () => {
		const [good, bad] = allMadeBy(await split(first, [child('30 pcs'), child('20 pcs')])) as [Code, Code];
		await one.record(voidBatch(bad));
		expect(await balances(good)).toEqual({
			[first]: 'made 50 = used 50',
			[good]: 'made 30 = in house 30'
		});
		expect((await balances(first))[bad]).toBe('made 20 = void 20');
	});

	test('corrected: what was made is what it is now known to have been', async () => {
		await one.record(correctTo(first, '48 pcs'));
		expect(await balances(first)).toEqual({ [first]: 'made 48 = in house 48' });
		const dyed = madeBy(await one.record(moveTo(site.dyeing, first)));
		await one.record(correctTo(first, '45 pcs'));
		expect(await balances(first)).toEqual({
			[first]: 'made 45 + over 3 (3?) = used 48 (3?)',
			[dyed]: 'made 48 = in house 48'
		});
		await decide('corrected', first, 'keep');
		expect((await balances(first))[first]).toBe('made 45 + over 3 = used 48');
	});

	test('split by two devices into more than there was: over, until a lead decides', async () => {
		const mine = madeBy(await split(first, [child('40 pcs')]));
		const theirs = madeBy(await split(first, [child('30 pcs')], other));
		expect(await balances(first)).toEqual({
			[first]: 'made 50 + over 20 (20?) = used 70 (20?)',
			[mine]: 'made 40 = in house 40',
			[theirs]: 'made 30 = in house 30'
		});
		expect((await linksOf(first)).filter((link) => link.endsWith('disputed'))).toEqual([
			`split ${first} > ${theirs}: 30, granted 30, disputed`
		]);
		await decide('over', first, 'keep');
		expect((await balances(first))[first]).toBe('made 50 + over 20 = used 70');
	});

	test('moved on two devices: there once, recorded twice, and the second is disputed however far it went', async () => {
		const mine = madeBy(await one.record(moveTo(site.dyeing, first)));
		const theirs = madeBy(await other.record(moveTo(site.dyeing, first)));
		const sock = madeBy(await other.record(moveTo(site.finishing, theirs)));
		expect(await balances(first)).toEqual({
			[first]: 'made 50 = used 50',
			[mine]: 'made 50 = in house 50',
			[theirs]: 'made 50 (50?) = used 50 (50?)',
			[sock]: 'made 50 (50?) = in house 50 (50?)'
		});
		expect(await linksOf(mine)).toEqual([`move ${first} > ${mine}: 50, granted 50`]);
		expect((await linksOf(theirs))[0]).toBe(`move ${first} > ${theirs}: 50, granted 0, disputed`);
	});

	test('a part taken here, the whole there: as much of the whole is disputed as the part took', async () => {
		const part = madeBy(await split(first, [child('10 pcs')]));
		const whole = madeBy(await other.record(moveTo(site.dyeing, first)));
		expect(await balances(first)).toEqual({
			[first]: 'made 50 = used 50',
			[part]: 'made 10 = in house 10',
			[whole]: 'made 50 (10?) = in house 50 (10?)'
		});
	});

	test('"same thing": counted once, with the batch that it is', async () => {
		const mine = madeBy(await one.record(moveTo(site.dyeing, first)));
		const theirs = madeBy(await other.record(moveTo(site.dyeing, first)));
		await meet(one, other);
		await decide('taken', first, 'same');
		const shown = await balances(first);
		expect(shown).toEqual({ [first]: 'made 50 = used 50', [mine]: 'made 50 = in house 50' });
		expect(await balances(theirs)).toEqual({ [theirs]: 'nothing = nothing' });
	});

	test('what is less than a smallest unit counts as used up: it is left over', async () => {
		// A scale reads finer than what is recorded of a batch.
		const yarn = await site.define.item('Yarn', { nature: 'part', unit: 'kg' });
		const spin = await site.define.step('Spin', { produces: { item: yarn, quantity: quantity('1 kg') } });
		const spinning = await site.define.station('Spinning', { steps: [spin] });
		const cone = (await plan(one, line(yarn, 1, { each: quantity('5 kg') }))).batches[0] as Code;
		await one.record(initialise(cone, spinning));
		await one.record({
			type: 'SplitBatch',
			batch: cone,
			station: sorting,
			source: null,
			children: [{ grade: 'firsts', quantity: quantity('9999/2000 kg'), label: null, reason: null }],
			closes: null,
			machine: null,
			usual: null
		});
		expect(Object.values(await balances(cone))).toEqual([
			'made 5000 = used 9999/2 + left 1/2',
			'made 9999/2 = in house 9999/2'
		]);
	});
});

test('balances of one item add up column by column', async () => {
	await split(first, [child('30 pcs'), waste('8 pcs')]);
	const { relatives } = await genealogy(one, first);
	const sum = relatives.flatMap(({ balance }) => balance ?? []).reduce(sumOfBalances, NO_BALANCE);
	expectReconciled(sum);
	expect(written(sum)).toBe('made 88 = in house 42 + used 38 + waste 8');
});
