import { beforeEach, describe, expect, test } from 'vitest';
import {
	agree,
	amounts,
	correct,
	decide,
	decideBy,
	decideVoid,
	expectSettled,
	first,
	gather,
	late,
	offered,
	office,
	one,
	other,
	run,
	second,
	secondKnitting,
	setUpDispute,
	site,
	spread,
	started,
	theCase,
	thirdKnitting
} from '../../../../tests/support/dispute.ts';
import {
	batchRow,
	exceptionsOf,
	initialise,
	moveTo,
	progressOf,
	undo,
	voidBatch
} from '../../../../tests/support/floor.ts';
import { madeBy } from '../../../../tests/support/recorded.ts';
import type { Code } from '../kernel/code.ts';
import type { Choice } from './choices.ts';

beforeEach(setUpDispute);

describe('[case 3] one batch started at two stations', () => {
	beforeEach(async () => {
		await one.record(initialise(first, site.knitting));
		await other.record(initialise(first, secondKnitting));
		await gather();
	});

	test('the second start never happened', async () => {
		const raised = await theCase('init', first);
		const [losing] = await offered(raised, 'void');
		expect(losing?.facts).toEqual([{ fact: raised.events[0], batch: null }]);
		await decideBy(raised, losing as Choice);
		await expectSettled(first);
		expect(await batchRow(late, first)).toMatchObject({ state: 'open', openAt: site.knitting });
	});

	test('the first start never happened', async () => {
		const raised = await theCase('init', first);
		const [, counting] = await offered(raised, 'void');
		await decideBy(raised, counting as Choice);
		await expectSettled(first);
		expect(await batchRow(late, first)).toMatchObject({ state: 'open', openAt: secondKnitting });
	});

	test('the second was another batch', async () => {
		await decide(await theCase('init', first), 'relink', { to: second });
		await expectSettled(first, second);
		expect(await batchRow(late, second)).toMatchObject({ state: 'open', openAt: secondKnitting });
		expect((await progressOf(late, run))?.open).toBe(2);
	});

	test('it stands as it is, until a start comes to light that nobody knew of', async () => {
		const raised = await theCase('init', first);
		await decide(raised, 'keep');
		expect(await exceptionsOf(office, first)).toEqual([]);
		// Its key comes before both: what counted until now is one more that does not.
		late.clock.set(one.clock.now() - 30_000);
		await late.record(initialise(first, thirdKnitting));
		await agree();
		expect((await exceptionsOf(office, first)).length).toBeGreaterThan(0);
	});
});

describe('void on one device, used on another', () => {
	beforeEach(async () => {
		await one.record(voidBatch(first));
		await other.record(initialise(first, site.knitting));
		await gather();
	});

	test('it was another batch that was scanned', async () => {
		await decide(await theCase('standing', first), 'relink', { to: second });
		await expectSettled(first, second);
		expect(await batchRow(late, second)).toMatchObject({ state: 'open' });
		expect(await batchRow(late, first)).toMatchObject({ began: null });
	});

	test('the scan never happened', async () => {
		await decide(await theCase('standing', first), 'void');
		await expectSettled(first);
	});
});

describe('[case 12] undone on one device, used on another', () => {
	beforeEach(async () => {
		await started(first);
		const move = await office.record(moveTo(site.dyeing, first));
		await spread();
		await one.record({ ...undo(move), batch: madeBy(move) });
		await other.record(moveTo(site.finishing, first));
		await gather();
	});

	const dyed = async (): Promise<Code> => (await batchRow(office, first)).children[0] as Code;

	test('neither the record nor its use happened', async () => {
		const batch = await dyed();
		await decide(await theCase('undo', batch), 'void');
		await expectSettled(first, batch);
		expect([await amounts(first), await amounts(batch)]).toEqual(['50 of 50', 'void']);
	});

	test('the use stands, and the undo counts for nothing', async () => {
		const batch = await dyed();
		await decide(await theCase('undo', batch), 'keep');
		await expectSettled(first, batch);
		expect([await amounts(first), await amounts(batch)]).toEqual(['0 of 50', '0 of 50']);
	});
});

describe('[case 14] moved on by somebody who did not know of a hold', () => {
	let moved: Code;

	beforeEach(async () => {
		await started(first);
		await one.record({ type: 'PlaceHold', on: first, reason: 'colour' });
		moved = madeBy(await other.record(moveTo(site.dyeing, first)));
		await gather();
	});

	test('it happened, and the hold goes with it', async () => {
		await decide(await theCase('hold', first), 'keep');
		await expectSettled(first, moved);
		expect((await batchRow(late, moved)).holds).toHaveLength(1);
	});

	test('it never happened', async () => {
		await decide(await theCase('hold', first), 'void');
		await expectSettled(first, moved);
		expect([await amounts(first), await amounts(moved)]).toEqual(['50 of 50', 'void']);
	});
});

describe('two corrections', () => {
	beforeEach(async () => {
		await correct(first, 48, one);
		await correct(first, 52, other);
		await gather();
	});

	test('the second does not count', async () => {
		await decideVoid('correction', first);
		await expectSettled(first);
		expect(await amounts(first)).toBe('48 of 48');
	});

	test('the first does not count', async () => {
		await decideVoid('correction', first, 1);
		await expectSettled(first);
		expect(await amounts(first)).toBe('52 of 52');
	});

	test('a third that nobody knew of opens it again', async () => {
		await decide(await theCase('correction', first), 'keep');
		await correct(first, 49, late);
		await agree();
		expect((await exceptionsOf(office, first)).map(({ rule }) => rule)).toContain('correction');
	});
});

test('moved on by somebody who did not know of a correction: the correction was wrong', async () => {
	await started(first);
	await correct(first, 40, one);
	const moved = madeBy(await other.record(moveTo(site.dyeing, first)));
	await gather();
	await decideVoid('corrected', first);
	await expectSettled(first, moved);
	expect([await amounts(first), await amounts(moved)]).toEqual(['0 of 50', '50 of 50']);
});
