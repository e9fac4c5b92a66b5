import { describe, expect, test } from 'vitest';
import type { Code } from '#domain/kernel/code.ts';
import { exceptions } from '#domain/kernel/view.ts';
import {
	createTestFloor,
	deliver,
	initialise,
	line,
	meet,
	mill,
	moveTo,
	plan,
	quantity,
	undo,
	type TestFloor
} from '../../../tests/support/floor.ts';
import { generating, runFor, soldMill } from '../../../tests/support/sales.ts';
import { readCase } from './read-case.ts';
import { readDecisions } from './read-decisions.ts';
import { subjectOf } from './subject.ts';

/** Two devices that moved on the first of three batches, without knowing of each other. */
async function disputed() {
	const [one, other] = [await createTestFloor({ device: 1 }), await createTestFloor({ device: 2 })];
	const site = await mill(one);
	const lead = await site.define.person('Lea', ['lead']);
	const { run, batches } = await plan(one, line(site.items.knitted, 3));
	const [first, second, third] = batches as [Code, Code, Code];
	for (const batch of [first, second]) await one.record(initialise(batch, site.knitting));
	await deliver(one, other);
	other.clock.set(one.clock.now() + 60_000);
	await one.record(moveTo(site.dyeing, first));
	await other.record(moveTo(site.dyeing, first));
	return { one, other, ...site, lead, run, first, second, third };
}

const cases = ({ store }: TestFloor, run: string | null = null) => store.read(readDecisions(run));

async function theCase(floor: TestFloor) {
	const [first] = (await cases(floor)).shown;
	if (!first) throw new Error('nothing to decide');
	const found = await floor.store.read(readCase(first.exception.id));
	if (!found) throw new Error('the case is gone');
	return found;
}

describe('a case', () => {
	test('has its records side by side, the oldest first, and says which one does not count', async () => {
		const { one, other, first, second, third } = await disputed();
		await meet(one, other);
		const { sides, batch, candidates, choices } = await theCase(one);
		expect(sides.map(({ letter, fact, isDisputed }) => [letter, fact?.device, isDisputed])).toEqual([
			['A', '001', false],
			['B', '002', true]
		]);
		expect(sides.map((side) => [side.quantity?.amount, side.made.length])).toEqual([
			['50', 1],
			['50', 1]
		]);
		expect(batch?.id).toBe(first);
		expect(candidates.map(({ id }) => id).sort()).toEqual([second, third].sort());
		expect(choices.map(({ choice }) => choice)).toEqual(['same', 'part', 'void', 'void', 'relink', 'keep']);
	});

	test('tells what leads decided without knowing of each other, with their reasons', async () => {
		const { one, other, lead, first } = await disputed();
		await meet(one, other);
		const [raised] = await one.rows(exceptions);
		const [losing = ''] = raised?.events ?? [];
		const common = { type: 'ResolveException', exception: raised?.id ?? '', lead } as const;
		const part = { change: 'part', fact: losing, batch: first, quantity: quantity('20 pcs') } as const;
		await one.record({ ...common, changes: [part], reason: 'counted' });
		await other.record({ ...common, changes: [], reason: 'asked' });
		await meet(one, other);
		const { contested } = await theCase(other);
		expect(contested.map(({ changes, reason }) => [changes.length, reason]).sort()).toEqual([
			[0, 'asked'],
			[1, 'counted']
		]);
	});

	test('of an undo that came too late shows what it was to take back as well', async () => {
		const { one, other, dyeing, finishing, second } = await disputed();
		await meet(one, other);
		const move = await one.record(moveTo(dyeing, second));
		await deliver(one, other);
		const [made] = (move.events[0]?.data as unknown as { makes: { batch: Code }[] }).makes;
		await one.record({ ...undo(move), batch: made?.batch as Code });
		await other.record(moveTo(finishing, second));
		await meet(one, other);
		const late = (await one.rows(exceptions)).find(({ rule }) => rule === 'undo');
		const found = await one.store.read(readCase(late?.id ?? ''));
		expect(found?.sides.map(({ fact }) => fact?.type).sort()).toEqual([
			'BatchesTransformed',
			'BatchesTransformed',
			'FactUndone'
		]);
	});

	test('is gone once it is settled', async () => {
		const { one, other, lead } = await disputed();
		await meet(one, other);
		const { id } = (await theCase(one)).exception;
		await one.record({ type: 'ResolveException', exception: id, changes: [], lead, reason: 'asked' });
		expect(await one.store.read(readCase(id))).toBeNull();
		expect(await cases(one)).toMatchObject({ total: 0, runs: [], queue: [] });
	});
});

test('the list is of one run, or of all; the queue goes on with the others', async () => {
	const { one, other, run, items, knitting, define, steps } = await disputed();
	const elsewhere = await define.station('Second knitting', { steps: [steps.knit] });
	const more = await plan(one, line(items.knitted, 1));
	await deliver(one, other);
	await one.record(initialise(more.batches[0] as Code, knitting));
	await other.record(initialise(more.batches[0] as Code, elsewhere));
	await meet(one, other);
	expect((await cases(one)).total).toBeGreaterThan(1);
	const ofRun = await cases(one, more.run);
	expect(ofRun.shown.map(({ exception }) => exception.rule)).toEqual(['init']);
	expect(ofRun.queue).toHaveLength((await cases(one)).total);
	expect(ofRun.runs.map((found) => found.run).sort()).toEqual([run, more.run].sort());
});

test('an order is called by its number', async () => {
	const { floor: one, order, items } = await soldMill();
	const other = await createTestFloor({ device: 2 });
	await deliver(one, other);
	for (const floor of [one, other]) await floor.record(generating(order, runFor(items.knitted, 10)));
	await meet(one, other);
	const [listed] = (await cases(one)).shown;
	for (const found of [listed, await theCase(one)]) {
		expect(subjectOf(order, String, found?.order).name).toBe('Order SO-1');
	}
});
