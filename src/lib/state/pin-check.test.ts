import fc from 'fast-check';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createPbkdf2 } from '#adapters/pin/pbkdf2.ts';
import type { Code } from '#domain/kernel/code.ts';
import { err } from '#domain/kernel/result.ts';
import { LEAST_ROUNDS } from '#domain/person/verifier.ts';
import type { PinHasher } from '#ports/pin-hasher.ts';
import { FREE_TRIES, MOST_TRIES, waitAfter } from '#domain/person/pin-limits.ts';
import { createTestFloor, createTestRandom, defining, type TestFloor } from '../../../tests/support/floor.ts';
import { createPinCheck, type PinAnswer, type PinCheck } from './pin-check.ts';

const RIGHT = '271828';
const WRONG = '314159';
const hasher = remembering(createPbkdf2({ random: createTestRandom(3), rounds: LEAST_ROUNDS }));

/** Derives nothing twice: one PIN is tried many thousand times here. */
function remembering({ hash, matches }: PinHasher): PinHasher {
	const hashed = new Map<string, ReturnType<PinHasher['hash']>>();
	const matched = new Map<string, ReturnType<PinHasher['matches']>>();
	return {
		hash(pin) {
			const known = hashed.get(pin) ?? hash(pin);
			hashed.set(pin, known);
			return known;
		},
		matches(pin, verifier) {
			const key = `${pin} ${verifier}`;
			const known = matched.get(key) ?? matches(pin, verifier);
			matched.set(key, known);
			return known;
		}
	};
}

interface Tab {
	readonly check: PinCheck;
	readonly advance: (milliseconds: number) => void;
}

/** A page that was just opened: its clock starts anew. */
function openTab({ store }: TestFloor): Tab {
	let elapsed = 0;
	return {
		check: createPinCheck({ store, hasher, elapsed: () => elapsed }),
		advance: (milliseconds) => (elapsed += milliseconds)
	};
}

async function setPin(floor: TestFloor, person: Code, pin: string): Promise<void> {
	const verifier = await hasher.hash(pin);
	await floor.record({ type: 'SetPin', person, verifier: verifier.ok ? verifier.value : '', temporary: false });
}

async function site() {
	const floor = await createTestFloor();
	const ben = await defining(floor).person('Ben');
	await setPin(floor, ben, RIGHT);
	return { floor, ben };
}

async function failTimes({ check, advance }: Tab, person: Code, times: number): Promise<void> {
	for (let failed = 0; failed < times; failed++) {
		advance(waitAfter(failed));
		expect(await check.attempt(person, WRONG)).toEqual({ type: 'wrong', failed: failed + 1 });
	}
}

describe('a PIN is checked', () => {
	let floor: TestFloor;
	let ben: Code;
	let tab: Tab;
	beforeEach(async () => {
		({ floor, ben } = await site());
		tab = openTab(floor);
	});

	test('and a right one forgets the wrong ones before it', async () => {
		await failTimes(tab, ben, FREE_TRIES - 1);
		expect(await tab.check.attempt(ben, RIGHT)).toMatchObject({ type: 'right' });
		expect(await tab.check.standing(ben)).toEqual({ type: 'free', failed: 0 });
		await failTimes(tab, ben, FREE_TRIES);
		expect(await tab.check.standing(ben)).toEqual({ type: 'waiting', milliseconds: 30_000 });
	});

	test('not before the wait is over, not even a right one', async () => {
		await failTimes(tab, ben, FREE_TRIES);
		tab.advance(29_999);
		expect(await tab.check.attempt(ben, RIGHT)).toEqual({ type: 'waiting', milliseconds: 1 });
		tab.advance(1);
		expect(await tab.check.attempt(ben, WRONG)).toEqual({ type: 'wrong', failed: 6 });
		expect(await tab.check.standing(ben)).toEqual({ type: 'waiting', milliseconds: 60_000 });
	});

	test('after ten wrong ones no more, until somebody frees the person', async () => {
		await failTimes(tab, ben, MOST_TRIES);
		tab.advance(1e9);
		expect(await tab.check.attempt(ben, RIGHT)).toEqual({ type: 'shut' });
		expect(await openTab(floor).check.standing(ben)).toEqual({ type: 'shut' });
		await tab.check.free(ben);
		expect(await tab.check.attempt(ben, RIGHT)).toMatchObject({ type: 'right' });
	});

	test('for each person alone, and for a new PIN from the beginning', async () => {
		const cleo = await defining(floor).person('Cleo');
		await setPin(floor, cleo, RIGHT);
		await failTimes(tab, ben, MOST_TRIES);
		expect(await tab.check.attempt(cleo, RIGHT)).toMatchObject({ type: 'right' });
		await setPin(floor, ben, WRONG);
		expect(await tab.check.attempt(ben, WRONG)).toMatchObject({ type: 'right' });
	});

	test('where there is one, and where what it is checked by is here', async () => {
		const cleo = await defining(floor).person('Cleo');
		expect(await tab.check.attempt(cleo, RIGHT)).toEqual({ type: 'none' });
		const other = await createTestFloor({ device: 2 });
		await other.receive((await floor.documents()).filter((document) => 'touches' in document));
		expect(await openTab(other).check.attempt(ben, RIGHT)).toMatchObject({ trouble: { type: 'VerifierMissing' } });
	});

	test('and costs no try where it cannot be checked', async () => {
		const noCrypto: PinHasher = { ...hasher, matches: async () => err({ type: 'CryptoMissing' }) };
		const check = createPinCheck({ store: floor.store, hasher: noCrypto, elapsed: () => 0 });
		await failTimes(tab, ben, 1);
		for (let times = 0; times < MOST_TRIES; times++) {
			expect(await check.attempt(ben, RIGHT)).toEqual({ type: 'unreadable', trouble: { type: 'CryptoMissing' } });
		}
		expect(await check.standing(ben)).toEqual({ type: 'free', failed: 1 });
		expect(await tab.check.attempt(ben, RIGHT)).toMatchObject({ type: 'right' });
	});

	test('and counts as wrong when the app ends before the answer', async () => {
		const neverAnswers = { ...hasher, matches: () => new Promise<never>(() => undefined) };
		const { store } = floor;
		for (let times = 0; times < FREE_TRIES; times++) {
			void createPinCheck({ store, hasher: neverAnswers, elapsed: () => 0 }).attempt(ben, RIGHT);
			await expect.poll(async () => (await store.snapshot())['pinTries']).toMatchObject([{ failed: times + 1 }]);
		}
		expect(await openTab(floor).check.standing(ben)).toEqual({ type: 'waiting', milliseconds: 30_000 });
	});
});

const action = fc.oneof(
	{ weight: 6, arbitrary: fc.record({ does: fc.constant('try' as const), tab: fc.nat(1), right: fc.boolean() }) },
	{ weight: 8, arbitrary: fc.record({ does: fc.constant('wrong' as const), tab: fc.nat(1) }) },
	{ weight: 2, arbitrary: fc.record({ does: fc.constant('reload' as const), tab: fc.nat(1) }) },
	{
		weight: 2,
		arbitrary: fc.record({ does: fc.constant('set the clock' as const), by: fc.integer({ min: -1e9, max: 1e9 }) })
	},
	{ weight: 8, arbitrary: fc.record({ does: fc.constant('wait' as const), part: fc.integer({ min: 0, max: 300 }) }) }
);

test('no reload, no second tab and no clock ever makes a wait shorter or gives an eleventh try', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(action, { minLength: 20, maxLength: 120 }), async (actions) => {
			vi.useFakeTimers({ toFake: ['Date'] });
			const { floor, ben } = await site();
			const tabs = [openTab(floor), openTab(floor)];
			/** By the one who watches: wrong ones in a row, and how long each tab has been open since the last one. */
			let failed = 0;
			const observed = [0, 0];
			for (const step of actions) {
				if (step.does === 'reload') {
					tabs[step.tab] = openTab(floor);
					observed[step.tab] = 0;
				} else if (step.does === 'set the clock') {
					vi.setSystemTime(Date.now() + step.by);
				} else if (step.does === 'wait') {
					const milliseconds = Math.round((waitAfter(Math.min(failed, 9)) * step.part) / 100);
					for (const [index, tab] of tabs.entries()) {
						tab.advance(milliseconds);
						observed[index] = observed[index]! + milliseconds;
					}
				} else {
					const isRight = step.does === 'try' && step.right;
					const answer: PinAnswer = await tabs[step.tab]!.check.attempt(ben, isRight ? RIGHT : WRONG);
					if (answer.type !== 'right' && answer.type !== 'wrong') continue;
					expect(answer.type).toBe(isRight ? 'right' : 'wrong');
					expect(failed).toBeLessThan(MOST_TRIES);
					expect(observed[step.tab]).toBeGreaterThanOrEqual(waitAfter(failed));
					failed = isRight ? 0 : failed + 1;
					observed.fill(0);
				}
			}
		}),
		{ numRuns: 150 }
	);
	vi.useRealTimers();
});
