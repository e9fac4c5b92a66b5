import { describe, expect, test } from 'vitest';
import { createMemoryStore } from '#adapters/memory/memory-store.ts';
import type { Reader } from '#ports/store.ts';
import { contractTables, counters } from '../../../tests/contract/contract-tables.ts';
import { watchWithRests, type Later } from './watch-with-rests.ts';

const REST = 500;

/** Rests that are over when the test says so. */
function createRests() {
	let resting: (() => void) | undefined;
	const asked: number[] = [];
	const later: Later = (milliseconds, then) => {
		asked.push(milliseconds);
		resting = then;
		return () => (resting = undefined);
	};
	return {
		later,
		asked,
		get isResting() {
			return resting !== undefined;
		},
		end(): void {
			const then = resting;
			resting = undefined;
			then?.();
		}
	};
}

/** Counts scans in a real store. */
function watching({ rest = REST, onOutcome = (): void => undefined } = {}) {
	const store = createMemoryStore({ tables: contractTables });
	const rests = createRests();
	const outcomes: (number | string)[] = [];
	let reads = 0;
	let arrived = (): void => undefined;
	const work = async (reader: Reader): Promise<number> => {
		reads += 1;
		const value = (await reader.get(counters, 'scans'))?.value ?? 0;
		if (value < 0) throw new Error(`cannot count to ${value}`);
		return value;
	};
	const tell = (outcome: number | string): void => {
		outcomes.push(outcome);
		arrived();
		onOutcome();
	};
	const trouble = (error: unknown): void => tell((error as Error).message);
	const stop = watchWithRests(store, { work, rest, listener: tell, trouble }, rests.later);
	return {
		rests,
		stop,
		outcomes,
		reads: () => reads,
		until: async (count: number): Promise<readonly (number | string)[]> => {
			while (outcomes.length < count) await new Promise<void>((resolve) => (arrived = resolve));
			return outcomes;
		},
		put: (value: number): Promise<void> => store.write((writer) => writer.put(counters, [{ name: 'scans', value }])),
		/** Whatever was asked of the store until now is answered: it does one thing after the other. */
		settled: async (): Promise<void> => {
			await store.read(async () => undefined);
			await store.read(async () => undefined);
		}
	};
}

describe('a watch with rests', () => {
	test('tells the first answer and the first change at once, and then rests', async () => {
		const watched = watching();
		expect(await watched.until(1)).toEqual([0]);
		expect(watched.rests.isResting).toBe(false);
		await watched.put(1);
		expect(await watched.until(2)).toEqual([0, 1]);
		expect(watched.rests.isResting).toBe(true);
		expect(watched.rests.asked).toEqual([REST]);
	});

	test('reads nothing while it rests, and tells all that has changed meanwhile together', async () => {
		const watched = watching();
		await watched.until(1);
		await watched.put(1);
		await watched.until(2);
		const before = watched.reads();
		for (const value of [2, 3, 4]) await watched.put(value);
		await watched.settled();
		expect(watched.reads()).toBe(before);
		watched.rests.end();
		expect(await watched.until(3)).toEqual([0, 1, 4]);
	});

	test('tells the first change after a rest at once again', async () => {
		const watched = watching();
		await watched.until(1);
		await watched.put(1);
		await watched.until(2);
		watched.rests.end();
		await watched.until(3);
		expect(watched.rests.isResting).toBe(false);
		await watched.put(2);
		expect(await watched.until(4)).toEqual([0, 1, 1, 2]);
		expect(watched.rests.isResting).toBe(true);
	});

	test('goes on after a trouble, and rests after one as after an answer', async () => {
		const watched = watching();
		await watched.until(1);
		await watched.put(-1);
		expect(await watched.until(2)).toEqual([0, 'cannot count to -1']);
		const before = watched.reads();
		for (const value of [-2, -3]) await watched.put(value);
		await watched.settled();
		expect(watched.reads()).toBe(before);
		watched.rests.end();
		await watched.until(3);
		await watched.put(5);
		expect(await watched.until(4)).toEqual([0, 'cannot count to -1', 'cannot count to -3', 5]);
	});

	test('tells nothing after its end', async () => {
		const watched = watching();
		await watched.until(1);
		watched.stop();
		await watched.put(1);
		await watched.settled();
		expect(watched.outcomes).toEqual([0]);
	});

	test('ends while it rests', async () => {
		const watched = watching();
		await watched.until(1);
		await watched.put(1);
		await watched.until(2);
		watched.stop();
		expect(watched.rests.isResting).toBe(false);
		await watched.put(2);
		await watched.settled();
		expect(watched.outcomes).toEqual([0, 1]);
	});

	test('can be ended by what it tells', async () => {
		const watched = watching({
			onOutcome() {
				if (watched.outcomes.length === 2) watched.stop();
			}
		});
		await watched.until(1);
		await watched.put(1);
		await watched.until(2);
		await watched.settled();
		expect(watched.rests.asked).toEqual([]);
		await watched.put(2);
		await watched.settled();
		expect(watched.outcomes).toEqual([0, 1]);
	});

	test('without a rest tells every change', async () => {
		const watched = watching({ rest: 0 });
		await watched.until(1);
		for (const value of [1, 2, 3]) {
			await watched.put(value);
			await watched.until(value + 1);
		}
		expect(watched.outcomes).toEqual([0, 1, 2, 3]);
		expect(watched.rests.asked).toEqual([]);
	});
});
