import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { commonTables, createTestFloor, differences, type TestFloor } from '../../../tests/support/floor.ts';
import { forgedHistories, type ForgedHistory } from '../../../tests/support/forged-events.ts';
import { createMemoryStore } from '#adapters/memory/memory-store.ts';
import { familyOf, type Family } from '#domain/batch/family.ts';
import { lifeOf } from '#domain/batch/life.ts';
import { verdictsOn, type BatchVerdict } from '#domain/batch/verdict.ts';
import { batches, progress, type BatchRow, type ProgressRow } from '#domain/batch/views.ts';
import { codeKind, isCode } from '#domain/kernel/code.ts';
import type { EntityId, EventId } from '#domain/kernel/event.ts';
import { add, compare, inBaseUnits, ONE, ZERO, type Rational } from '#domain/kernel/quantity.ts';
import { threads } from '#domain/kernel/thread.ts';
import { exceptions } from '#domain/kernel/view.ts';
import { rebuild } from './rebuild.ts';
import { allTables, events, quarantine } from './tables.ts';

const RUNS = 80;

/** A device that got the history page by page. All of it is sound as documents: nothing is put aside, nothing is lost. */
async function received({ log, pages }: ForgedHistory): Promise<TestFloor> {
	const floor = await createTestFloor({ device: 99 });
	for (const page of pages) await floor.receive(page);
	expect(await floor.rows(quarantine)).toEqual([]);
	expect((await floor.rows(events)).length).toBe(log.length);
	return floor;
}

/** Checks the device on many histories, and that these held the disputes which only disagreeing or forged events bring about. */
async function checkForged(check: (floor: TestFloor, history: ForgedHistory) => Promise<void>): Promise<void> {
	const rules = new Set<string>();
	await fc.assert(
		fc.asyncProperty(forgedHistories, async (history) => {
			const floor = await received(history);
			for (const { rule } of await floor.rows(exceptions)) rules.add(rule);
			await check(floor, history);
		}),
		{ numRuns: RUNS }
	);
	expect([...rules]).toEqual(expect.arrayContaining(['cycle', 'code', 'over', 'taken', 'undo']));
}

/** The batches that the engine folds together. */
async function familiesOn({ rows }: TestFloor): Promise<Family[]> {
	const ofBatches = (await rows(threads)).filter(({ entity }) => isCode(entity) && codeKind(entity) === 'batch');
	const families = Map.groupBy(ofBatches, ({ entity, family }) => family ?? entity);
	return [...families.values()].map(familyOf);
}

// Many histories, on a machine that may be busy: what ends a test that hangs must not end a slow one.
vi.setConfig({ testTimeout: 60_000 });

describe('whatever forged events say', () => {
	test('committed as they come in they give, byte for byte, what a rebuild from the log gives', () =>
		checkForged(async (floor, { log }) => {
			const store = createMemoryStore({ tables: allTables });
			await store.write((writer) => writer.put(events, log));
			await rebuild(store, () => undefined);
			expect(differences(await commonTables(floor), await commonTables({ store }))).toEqual([]);
		}));

	test('each exception is listed once, by the row it is about', () =>
		checkForged(async (floor) => {
			const listed = (await floor.rows(batches)).flatMap((row) => row.exceptions.map((id) => ({ id, entity: row.id })));
			const raised = (await floor.rows(exceptions)).map(({ id, entity }) => ({ id, entity }));
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
			for (const family of await familiesOn(floor)) {
				for (const verdict of verdictsOn(family).values()) expectBounds(verdict);
			}
		}));

	test('the dead are the least set that voids and undos ask for: a use outlives the undo of what it stands on', async () => {
		let died = 0;
		await checkForged(async (floor) => {
			for (const family of await familiesOn(floor)) {
				const { isAlive } = lifeOf(family);
				const mortal = mortalsOf(family);
				const dead = [...mortal.keys()].filter((fact) => !isAlive(fact));
				expect(dead.sort()).toEqual([...leastDead(family, mortal)].sort());
				died += dead.length;
			}
		});
		expect(died).toBeGreaterThan(RUNS / 8);
	});
});

function countOf(run: EntityId, rows: readonly BatchRow[]): ProgressRow {
	const inOrderOf = (order: 'entered' | 'settled'): BatchRow[] =>
		rows.filter((row) => row[order] !== undefined).sort((a, b) => ((a[order] ?? '') < (b[order] ?? '') ? -1 : 1));
	const sum = rows.reduce((counted, row) => progress.count(counted, row, 1), progress.zero(run));
	return progress.mark(sum, [inOrderOf('entered')[0], inOrderOf('settled').at(-1)]);
}

const isBetween = (least: Rational, value: Rational, most: Rational): boolean =>
	compare(least, value) <= 0 && compare(value, most) <= 0;

/** Only a part that says how much it took may be granted what is not there, and then a lead is told: `over`. */
function expectBounds({ maker, deadMaker, voided, share, claims }: BatchVerdict): void {
	expect(isBetween(ZERO, share, ONE)).toBe(true);
	expect(voided !== undefined).toBe(maker === undefined && deadMaker !== undefined);
	for (const { granted, taken } of claims.list) expect(isBetween(ZERO, granted, taken)).toBe(true);
	if (maker === undefined || claims.list.some(({ disputes }) => disputes.includes('over'))) return;
	const granted = claims.list.reduce((sum, claim) => add(sum, claim.granted), ZERO);
	expect(isBetween(ZERO, granted, inBaseUnits(maker.make.quantity))).toBe(true);
}

/** The facts that can die, each with the takes and closes that stand on it. A planning cannot: its batches die one by one. */
function mortalsOf({ members }: Family): Map<EventId, Set<EventId>> {
	const uses = new Map<EventId, Set<EventId>>();
	const usesOf = (fact: EventId): Set<EventId> => {
		const known = uses.get(fact) ?? new Set();
		uses.set(fact, known);
		return known;
	};
	for (const { makings, inits, takings, closes, bindings } of members.values()) {
		const taking = takings.map(({ fact }) => fact);
		const making = makings.filter(({ transformed }) => transformed).map(({ fact }) => fact);
		for (const { id } of [...taking, ...closes, ...bindings]) usesOf(id);
		for (const { id } of [...making, ...inits]) for (const use of [...taking, ...closes]) usesOf(id).add(use.id);
		for (const { id } of [...making, ...inits]) usesOf(id);
	}
	return uses;
}

/**
 * By trying every set: of those that hold what is void, and each undone fact whose uses they hold, the smallest. There are few
 * undone facts in a history.
 */
function leastDead({ members }: Family, mortal: ReadonlyMap<EventId, ReadonlySet<EventId>>): Set<EventId> {
	const isMortal = (fact: EventId): boolean => mortal.has(fact);
	const voided = [...members.values()].flatMap(({ voids, makings }) =>
		// One that names the making of its own batch takes this batch from what was made, and leaves the rest of it.
		voids.flatMap(({ data }) => data.facts.filter((named) => makings.every(({ fact }) => fact.id !== named)))
	);
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
