import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { commonTables, createTestFloor, differences, type TestFloor } from '../../../tests/support/floor.ts';
import { forgedHistories, threadsOf, type ForgedHistory } from '../../../tests/support/forged-events.ts';
import { createMemoryStore } from '#adapters/memory/memory-store.ts';
import type { Transformed } from '#domain/batch/batch.ts';
import { familyOf, type Family, type Member } from '#domain/batch/family.ts';
import { lifeOf } from '#domain/batch/life.ts';
import { verdictsOn } from '#domain/batch/verdict.ts';
import { batches, type BatchRow } from '#domain/batch/views.ts';
import { codeKind, isCode } from '#domain/kernel/code.ts';
import { compareEvents, type EntityId, type EventId, type FloorEvent } from '#domain/kernel/event.ts';
import { add, compare, inBaseUnits, ONE, ZERO, type Rational } from '#domain/kernel/quantity.ts';
import { threads } from '#domain/kernel/thread.ts';
import { exceptions, type ExceptionRule } from '#domain/kernel/view.ts';
import { progress, type ProgressRow } from '#domain/run/progress.ts';
import { rebuild } from './rebuild.ts';
import { allTables, events, quarantine } from './tables.ts';

const RUNS = 100;

/** What these histories are full of. */
const DISPUTES: readonly ExceptionRule[] = [
	'code',
	'corrected',
	'countersign',
	'cycle',
	'hold',
	'init',
	'over',
	'swap',
	'taken',
	'undo'
];

/** A device that got the history page by page. All of it is sound as documents: nothing is put aside, nothing is lost. */
async function received({ log, pages }: ForgedHistory): Promise<TestFloor> {
	const floor = await createTestFloor({ device: 99 });
	for (const page of pages) await floor.receive(page);
	expect(await floor.rows(quarantine)).toEqual([]);
	expect((await floor.rows(events)).length).toBe(log.length);
	return floor;
}

/** Checks the device on many histories, and that these held the disputes which only disagreeing or forged events bring about. */
async function checkForged(
	check: (floor: TestFloor, history: ForgedHistory) => Promise<void>,
	expected: readonly ExceptionRule[] = DISPUTES
): Promise<void> {
	const rules = new Set<string>();
	await fc.assert(
		fc.asyncProperty(forgedHistories, async (history) => {
			const floor = await received(history);
			for (const { rule } of await floor.rows(exceptions)) rules.add(rule);
			await check(floor, history);
		}),
		{ numRuns: RUNS }
	);
	expect([...rules]).toEqual(expect.arrayContaining([...expected]));
}

/** The batches that the engine folds together. */
async function familiesOn({ rows }: TestFloor): Promise<Family[]> {
	const ofBatches = (await rows(threads)).filter(({ entity }) => isCode(entity) && codeKind(entity) === 'batch');
	const families = Map.groupBy(ofBatches, ({ entity, family }) => family ?? entity);
	return [...families.values()].map((threads) => familyOf(threads));
}

// Many histories, on a machine that may be busy: what ends a test that hangs must not end a slow one.
vi.setConfig({ testTimeout: 60_000 });

describe('whatever forged events say', () => {
	test('committed as they come in they give, byte for byte, what a rebuild from the log gives', () =>
		checkForged(async (floor, { log }) => {
			expect(differences(await commonTables(floor), await rebuilt(log))).toEqual([]);
		}));

	test('a device that dies in the middle of taking them in, again and again, ends up with the same', () =>
		checkForged(async (floor, { pages }) => {
			const store = createMemoryStore({ tables: allTables });
			let commits = 0;
			for (const page of pages) {
				const dying = store.connect({ beforeCommit: () => dieAt(++commits % 3 === 0) });
				const started = await createTestFloor({ device: 99, store: dying }).catch(() => undefined);
				await started?.receive(page).catch(() => undefined);
				const again = await createTestFloor({ device: 99, store: store.connect() });
				await again.receive(page);
			}
			expect(differences(await commonTables({ store }), await commonTables(floor))).toEqual([]);
		}));

	test('every prefix of them can be read, in the order of their keys and in any order that keeps causes before effects', async () => {
		let prefixes = 0;
		await fc.assert(
			fc.asyncProperty(forgedHistories, fc.array(fc.nat(), { minLength: 6, maxLength: 6 }), async ({ log }, cuts) => {
				const inOrder = log.toSorted((a, b) => compareEvents(a._id, b._id));
				const causal = cuts.map((cut) => withoutWhatFollows(inOrder, cut));
				for (const prefix of [...inOrder.map((_, end) => inOrder.slice(0, end + 1)), ...causal]) {
					prefixes++;
					expectBounds(familyOf(threadsOf(prefix)));
				}
				for (const prefix of causal.slice(0, 1)) {
					const floor = await createTestFloor({ device: 98 });
					await floor.receive(prefix);
					expect(differences(await commonTables(floor), await rebuilt(prefix))).toEqual([]);
				}
			}),
			{ numRuns: RUNS }
		);
		expect(prefixes).toBeGreaterThan(RUNS * 8);
	});

	test('each exception is listed once, by the row it is about', () =>
		checkForged(async (floor) => {
			const listed = (await floor.rows(batches)).flatMap((row) => row.exceptions.map((id) => ({ id, entity: row.id })));
			const raised = (await floor.rows(exceptions)).flatMap(({ id, entity, rule }) =>
				rule === 'field' ? [] : { id, entity }
			);
			expect(raised).toEqual(listed.sort((a, b) => (a.id < b.id ? -1 : 1)));
			expect(new Set(listed.map(({ id }) => id)).size).toBe(listed.length);
		}));

	test('every sum is what a count of its rows gives', () =>
		checkForged(async (floor) => {
			const byRun = Map.groupBy(
				(await floor.rows(batches)).filter(({ run }) => run !== null),
				({ run }) => run ?? ''
			);
			const counted = [...byRun].map(([run, rows]) => countOf(run, rows));
			expect(await floor.rows(progress.table)).toEqual(counted.sort((a, b) => (a.id < b.id ? -1 : 1)));
		}));

	test('nobody is granted more than there is, and no share leaves its bounds', () =>
		checkForged(async (floor) => {
			for (const family of await familiesOn(floor)) expectBounds(family);
		}));

	test('the dead are the least set that voids, undos and decisions ask for: a use outlives the undo of what it stands on', async () => {
		let died = 0;
		await checkForged(async (floor) => {
			for (const family of await familiesOn(floor)) {
				const mortal = mortalsOf(family);
				const { isAlive, repeats } = lifeOf(family);
				const dead = [...mortal.keys()].filter((fact) => !isAlive(fact) && !repeats.has(fact));
				expect(dead.sort()).toEqual([...leastDead(family, mortal)].sort());
				died += dead.length;
			}
		});
		expect(died).toBeGreaterThan(RUNS / 8);
	});

	test('of several records of one noted scan the smallest key counts', async () => {
		let repeated = 0;
		await checkForged(async (floor) => {
			for (const family of await familiesOn(floor)) {
				const { isAlive, repeats } = lifeOf(family);
				const records = recordsOfNotes(family).filter(({ id }) => isAlive(id) || repeats.has(id));
				const first = new Map(records.toReversed().flatMap(({ id, notes }) => notes.map((note) => [note, id])));
				for (const { id, notes } of records) {
					if (repeats.has(id)) expect(notes.filter((note) => first.get(note) === id)).toEqual([]);
					else if (notes.length === 1) expect(first.get(notes[0] ?? '')).toBe(id);
				}
				repeated += repeats.size;
			}
		}, []);
		expect(repeated).toBeGreaterThan(0);
	});
});

function dieAt(isTime: boolean): void {
	if (isTime) throw new Error('the device died');
}

/** The common tables that the log alone gives. */
async function rebuilt(log: readonly FloorEvent[]): Promise<string> {
	const store = createMemoryStore({ tables: allTables });
	await store.write((writer) => writer.put(events, log));
	await rebuild(store, () => undefined);
	return commonTables({ store });
}

/** Without one event and all that knew it. `log`: in key order, so that heads come before their followers. */
function withoutWhatFollows(log: readonly FloorEvent[], cut: number): FloorEvent[] {
	const gone = new Set<EventId>();
	const left = log[cut % log.length];
	return log.filter((event) => {
		const isGone = event === left || Object.values(event.heads).some((known) => known.some((head) => gone.has(head)));
		if (isGone) gone.add(event._id);
		return !isGone;
	});
}

function countOf(run: EntityId, rows: readonly BatchRow[]): ProgressRow {
	const inOrderOf = (order: 'entered' | 'settled'): BatchRow[] =>
		rows.filter((row) => row[order] !== undefined).sort((a, b) => ((a[order] ?? '') < (b[order] ?? '') ? -1 : 1));
	const sum = rows.reduce((counted, row) => progress.count(counted, row, 1), progress.zero(run));
	return progress.mark(sum, [inOrderOf('entered')[0], inOrderOf('settled').at(-1)]);
}

const isBetween = (least: Rational, value: Rational, most: Rational): boolean =>
	compare(least, value) <= 0 && compare(value, most) <= 0;

/**
 * Only a part that says how much it took may be granted what is not there, and then a lead is told: `over`. And what was taken
 * before a correction was known is not shortened by it: `corrected`.
 */
function expectBounds(family: Family): void {
	for (const [id, { maker, deadMaker, make, voided, boundTo, share, claims }] of verdictsOn(family)) {
		const { takings, corrections } = family.members.get(id) as Member;
		expect(isBetween(ZERO, share, ONE)).toBe(true);
		expect(maker && voided).toBeUndefined();
		if (deadMaker) expect(voided ?? boundTo).toBeTruthy();
		for (const { granted, taken } of claims.list) expect(isBetween(ZERO, granted, taken)).toBe(true);
		const isOver = claims.list.filter(({ disputes }) => disputes.includes('over')).map(({ fact }) => fact);
		for (const { fact, take } of takings) if (isOver.includes(fact.id)) expect(take.extent).toBe('part');
		const quantities = corrections.filter(({ data }) => data.quantity !== null);
		const isUnaware = claims.list.some(({ fact }) => quantities.some((one) => !family.knows(fact, one.id)));
		if (maker === undefined || make === undefined || isOver.length > 0 || isUnaware) continue;
		const granted = claims.list.reduce((sum, claim) => add(sum, claim.granted), ZERO);
		expect(isBetween(ZERO, granted, inBaseUnits(make.quantity))).toBe(true);
	}
}

/** What names noted scans, in key order. */
function recordsOfNotes({ members }: Family): { readonly id: EventId; readonly notes: readonly EventId[] }[] {
	const notes = new Map<EventId, readonly EventId[]>();
	for (const { inits, takings, makings } of members.values()) {
		for (const { id, data } of inits) if (data.notes) notes.set(id, data.notes);
		for (const { fact } of takings) if (fact.data.notes) notes.set(fact.id, fact.data.notes);
		for (const { fact, transformed } of makings) if (transformed?.notes) notes.set(fact.id, transformed.notes);
	}
	return [...notes].map(([id, named]) => ({ id, notes: named })).sort((a, b) => compareEvents(a.id, b.id));
}

/** The facts that can die, each with the takes and closes that stand on it. A planning cannot: its batches die one by one. */
function mortalsOf({ members }: Family): Map<EventId, Set<EventId>> {
	const uses = new Map<EventId, Set<EventId>>();
	const usesOf = (fact: EventId): Set<EventId> => {
		const known = uses.get(fact) ?? new Set();
		uses.set(fact, known);
		return known;
	};
	for (const { makings, inits, takings, closes, bindings, corrections, notes } of members.values()) {
		const taking = takings.map(({ fact }) => fact);
		const making = makings.filter(({ transformed }) => transformed).map(({ fact }) => fact);
		for (const { id } of [...taking, ...closes, ...bindings, ...corrections, ...notes]) usesOf(id);
		for (const { id } of [...making, ...inits]) for (const use of [...taking, ...closes]) usesOf(id).add(use.id);
		for (const { id } of [...making, ...inits]) usesOf(id);
	}
	return uses;
}

/** A lead found that it took nothing of what it says, or that all it made was made by something else. */
const isNothing = ({ takes, made }: Transformed, { sameAs }: Family['amendments']): boolean =>
	takes.length === 0 || (made.length > 0 && made.every((batch) => sameAs(batch) !== batch));

/**
 * By trying every set: of those that hold what is void, and each undone fact whose uses they hold, the smallest. There are few
 * undone facts in a history.
 */
function leastDead({ members, amendments }: Family, mortal: ReadonlyMap<EventId, ReadonlySet<EventId>>): Set<EventId> {
	const isMortal = (fact: EventId): boolean => mortal.has(fact);
	const voided = [...members.values()].flatMap(({ id, voids, makings }) => [
		// One that names the making of its own batch takes this batch from what was made, and leaves the rest of it.
		...voids.flatMap(({ data }) =>
			data.facts.filter((named) => {
				const own = members.get(amendments.meant(named, id))?.makings ?? [];
				return own.every(({ fact }) => fact.id !== named);
			})
		),
		...makings.flatMap(({ fact, transformed }) => (transformed && isNothing(transformed, amendments) ? [fact.id] : []))
	]);
	for (const { fact, batch } of amendments.voids) if (batch === null) voided.push(fact);
	const undone = [
		...new Set([...members.values()].flatMap(({ undos }) => undos.map(({ data }) => data.fact)).filter(isMortal))
	];
	const isClosed = (dead: ReadonlySet<EventId>): boolean =>
		undone.every((fact) => dead.has(fact) || [...(mortal.get(fact) ?? [])].some((use) => !dead.has(use)));
	let least = new Set([...mortal.keys()]);
	for (let choice = 0; choice < 2 ** undone.length; choice++) {
		const dead = new Set([...voided.filter(isMortal), ...undone.filter((_, index) => choice & (1 << index))]);
		if (dead.size <= least.size && isClosed(dead)) least = dead;
	}
	return least;
}
