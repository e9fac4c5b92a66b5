import { beforeEach, describe, expect, test } from 'vitest';
import { createPbkdf2 } from '#adapters/pin/pbkdf2.ts';
import { definitions } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { Label } from '#domain/label/label.ts';
import { waitAfter } from '#domain/person/pin-limits.ts';
import { StoreTrouble, type Store } from '#ports/store.ts';
import { createTestFloor, createTestRandom, defining, type TestFloor } from '../../../tests/support/floor.ts';
import type { Feedback } from './feedback.svelte.ts';
import { createPinCheck } from './pin-check.ts';
import { createSession, type Session } from './session.svelte.ts';
import { createSignIn, type SignIn, type TurnedAway } from './sign-in.svelte.ts';

const hasher = createPbkdf2({ random: createTestRandom(9), rounds: 10_000 });
const PIN = '271828';
const WRONG = '314159';

let floor: TestFloor;
let session: Session;
let signIn: SignIn;
let given: Feedback[];
let greeted: Code[];
let refused: TurnedAway[];
let toChange: Code[];
let elapsed: number;
/** Otto has no PIN. Lea is a lead. */
let people: { readonly ana: Code; readonly ben: Code; readonly otto: Code; readonly lea: Code };

beforeEach(async () => {
	floor = await createTestFloor();
	const define = defining(floor);
	people = {
		ana: await define.person('Ana'),
		ben: await define.person('Ben'),
		otto: await define.person('Otto'),
		lea: await define.person('Lea', ['lead'])
	};
	for (const person of [people.ana, people.ben, people.lea]) await givePin(person, person === people.ben);
	elapsed = 0;
	[given, greeted, refused, toChange] = [[], [], [], []];
	const kept = new Map<string, string>();
	session = createSession(
		{ getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) },
		{ now: () => 1e12 + elapsed, elapsed: () => elapsed }
	);
	start(floor.store);
});

function start(store: Store): void {
	signIn = createSignIn({
		store,
		session,
		check: createPinCheck({ store, hasher, elapsed: () => elapsed }),
		feedback: { give: (one) => void given.push(one), calm: () => undefined },
		greet: (person) => void greeted.push(person),
		refuse: (why) => void refused.push(why),
		askToChange: (person) => void toChange.push(person)
	});
}

async function givePin(person: Code, temporary: boolean): Promise<void> {
	const hash = await hasher.hash(PIN);
	await floor.record({ type: 'SetPin', person, verifier: hash.ok ? hash.value : '', temporary });
}

const badge = (code: Code): Label => ({ kind: 'person', code }) as Label;
const batch = { kind: 'batch', code: 'b00100001x' as Code } as Label;

async function comeIn(person: Code): Promise<void> {
	await signIn.come(person, 'badge');
	await signIn.enter(PIN);
}

describe('whoever comes', () => {
	test('without a PIN works here at once', async () => {
		await signIn.come(people.otto, 'tap');
		expect(session.person).toBe(people.otto);
		expect(signIn.asked).toBeNull();
		expect(session.origin().verified).toEqual([]);
	});

	test('with a PIN enters it once a shift, and then changes by the badge alone', async () => {
		let came = 0;
		await signIn.come(people.ana, 'badge', () => came++);
		expect(signIn.asked).toMatchObject({ person: people.ana, standing: { type: 'free' } });
		expect([session.person, came]).toEqual([null, 0]);
		await signIn.enter(WRONG);
		expect(signIn.asked).toMatchObject({ isWrong: true, standing: { type: 'free', failed: 1 } });
		expect(session.person).toBeNull();
		await signIn.enter(PIN);
		expect([session.person, came, signIn.asked]).toEqual([people.ana, 1, null]);
		expect(session.origin()).toMatchObject({ by: [people.ana], verified: [people.ana] });

		await signIn.come(people.otto, 'badge');
		await signIn.come(people.ana, 'badge');
		expect([session.person, signIn.asked]).toEqual([people.ana, null]);
		elapsed += 12 * 3_600_000;
		await signIn.come(people.ana, 'badge');
		expect(signIn.asked).not.toBeNull();
	});

	test('by a tap on a name shows it by the PIN each time, but whoever works here already', async () => {
		let came = 0;
		await comeIn(people.ana);
		await signIn.come(people.ana, 'tap', () => came++);
		expect([signIn.asked, came]).toEqual([null, 1]);
		await signIn.come(people.otto, 'tap');
		await signIn.come(people.ana, 'tap', () => came++);
		expect(signIn.asked).toMatchObject({ person: people.ana });
		expect([session.person, came]).toEqual([people.otto, 1]);
	});

	test.each(['badge', 'tap'] as const)('by a %s is known here, and has not left', async (by) => {
		const stranger = 'p00z000001' as Code;
		await signIn.come(stranger, by);
		await comeIn(people.ana);
		await floor.record(definitions.person.define(people.ana, { archived: true }));
		await floor.record(definitions.person.define(people.otto, { archived: true }));
		session.work(null);
		await signIn.come(people.otto, by);
		await signIn.come(people.ana, by);
		expect([session.person, signIn.asked]).toEqual([null, null]);
		expect(refused).toEqual([
			{ type: 'Unknown', person: stranger },
			{ type: 'Left', person: people.otto },
			{ type: 'Left', person: people.ana }
		]);
	});

	test('by a PIN that somebody else gave is asked to change it', async () => {
		await comeIn(people.ana);
		expect(toChange).toEqual([]);
		await comeIn(people.ben);
		expect(toChange).toEqual([people.ben]);
	});

	test('and leaves the field open works nowhere, nor is anything of theirs recorded for the one before', async () => {
		await comeIn(people.ana);
		await signIn.come(people.ben, 'badge');
		expect(signIn.intercept(batch)).toBe(true);
		expect(signIn.asked).toMatchObject({ person: people.ben, isElsewhere: true });
		signIn.leave();
		expect(session.person).toBe(people.ana);
		expect(signIn.intercept(batch)).toBe(false);
	});

	test('may be somebody else than the one who is asked', async () => {
		await signIn.come(people.ben, 'badge');
		expect(signIn.intercept(badge(people.ben))).toBe(true);
		expect(signIn.asked).toMatchObject({ person: people.ben });
		expect(signIn.intercept(badge(people.ana))).toBe(false);
		expect(signIn.asked).toBeNull();
	});
});

describe('a locked device', () => {
	beforeEach(async () => {
		await comeIn(people.ana);
		signIn.lock();
	});

	test('records nothing, says so, and keeps who works here', () => {
		expect(signIn.intercept(batch)).toBe(true);
		expect(signIn.turnedAway).toEqual({ type: 'Locked' });
		expect(given.at(-1)).toBe('refused');
		expect(session).toMatchObject({ isLocked: true, person: people.ana });
	});

	test('opens by the badge of whoever entered the PIN this shift, by name only with the PIN', async () => {
		await signIn.come(people.ana, 'tap');
		expect(signIn.asked).toMatchObject({ person: people.ana });
		expect(session.isLocked).toBe(true);
		signIn.leave();
		expect(signIn.intercept(badge(people.ana))).toBe(true);
		await expect.poll(() => session.isLocked).toBe(false);
		expect(greeted).toEqual([people.ana]);
	});

	test('asks the PIN of somebody who was not here yet, and opens to them', async () => {
		expect(signIn.intercept(badge(people.lea))).toBe(true);
		await expect.poll(() => signIn.asked?.person).toBe(people.lea);
		await signIn.enter(PIN);
		expect(session).toMatchObject({ isLocked: false, person: people.lea });
	});

	test('does not open to a badge of nobody', async () => {
		signIn.intercept(badge('p00z000001' as Code));
		await expect.poll(() => signIn.turnedAway).toEqual({ type: 'Unknown', person: 'p00z000001' });
		expect([session.isLocked, given.at(-1), refused]).toEqual([true, 'refused', []]);
	});
});

describe('for what takes a lead', () => {
	const prove = async (person: Code): Promise<boolean> => {
		let proven = false;
		await signIn.prove(person, () => (proven = true));
		return proven;
	};

	test('the PIN is asked again after five minutes, and a badge alone does not do', async () => {
		await comeIn(people.lea);
		expect(await prove(people.lea)).toBe(true);
		elapsed += 5 * 60_000;
		expect(await prove(people.lea)).toBe(false);
		await signIn.enter(PIN);
		expect(await prove(people.lea)).toBe(true);
		expect(await prove(people.otto)).toBe(true);
	});

	test('nobody signs in by it, and it counts for the act', async () => {
		await signIn.come(people.otto, 'badge');
		await prove(people.lea);
		await signIn.enter(PIN);
		expect(session.origin()).toMatchObject({ by: [people.otto], verified: [people.lea] });
		await signIn.come(people.lea, 'badge');
		expect(signIn.asked).toMatchObject({ person: people.lea, isProof: false });
		expect(session.person).toBe(people.otto);
		elapsed += 5 * 60_000;
		expect(session.origin().verified).toEqual([]);
	});

	test('a lock ends it', async () => {
		await comeIn(people.lea);
		signIn.lock();
		expect(await prove(people.lea)).toBe(false);
	});
});

async function shutOut(person: Code): Promise<void> {
	for (let failed = 0; failed < 10; failed++) {
		elapsed += waitAfter(failed);
		await signIn.look();
		await signIn.enter(WRONG);
	}
	expect(signIn.asked).toMatchObject({ person, standing: { type: 'shut' } });
}

test('a lead who frees and enters too many wrong ones is no way out: another one frees, and nobody is left unheard', async () => {
	const max = await defining(floor).person('Max', ['lead']);
	await givePin(max, false);
	await signIn.come(people.ana, 'badge');
	await shutOut(people.ana);
	await signIn.freeBy(people.lea);
	await shutOut(people.lea);
	for (const nobody of [people.ana, people.lea, people.ben]) {
		given = [];
		expect(signIn.intercept(badge(nobody))).toBe(true);
		await expect.poll(() => given).toEqual(['refused']);
	}
	expect(signIn.intercept(badge(max))).toBe(true);
	await expect.poll(() => signIn.asked).toMatchObject({ person: max, frees: people.ana });
	await signIn.enter(PIN);
	expect(signIn.asked).toMatchObject({ person: people.ana, standing: { type: 'free', failed: 0 } });
});

test('a storage that fails is told, wherever somebody waits for it', async () => {
	const trouble = new StoreTrouble('closed', new Error('gone'));
	start({ ...floor.store, read: () => Promise.reject(trouble), write: () => Promise.reject(trouble) });
	await signIn.come(people.ana, 'tap');
	await signIn.prove(people.lea, () => expect.unreachable());
	const told = { type: 'StoreTrouble', trouble: 'closed' };
	expect(refused).toEqual([told, told]);
	session.lock();
	signIn.intercept(badge(people.ana));
	await expect.poll(() => signIn.turnedAway).toEqual(told);
	expect(given).toEqual(['refused']);
});

test('a storage that fails while a PIN is asked for is told there', async () => {
	let fails = false;
	const { store } = floor;
	start({
		...store,
		read: (work) => (fails ? Promise.reject(new StoreTrouble('closed', new Error('gone'))) : store.read(work)),
		write: (work) => (fails ? Promise.reject(new StoreTrouble('closed', new Error('gone'))) : store.write(work))
	});
	await signIn.come(people.ana, 'badge');
	await shutOut(people.ana);
	fails = true;
	for (const ask of [() => signIn.look(), () => signIn.freeBy(people.lea), () => signIn.enter(PIN)]) {
		await ask();
		expect(signIn.asked).toMatchObject({ person: people.ana, isBusy: false, trouble: 'closed' });
	}
});

test('after ten wrong PINs only a lead frees, by a PIN of their own', async () => {
	await signIn.come(people.ana, 'badge');
	await shutOut(people.ana);

	await signIn.freeBy(people.ben);
	await signIn.freeBy(people.otto);
	await signIn.freeBy(people.ana);
	expect(signIn.asked).toMatchObject({ person: people.ana, frees: null });

	expect(signIn.intercept(badge(people.lea))).toBe(true);
	await expect.poll(() => signIn.asked).toMatchObject({ person: people.lea, frees: people.ana });
	await signIn.enter(WRONG);
	expect(signIn.asked).toMatchObject({ person: people.lea, isWrong: true });
	await signIn.enter(PIN);
	expect(signIn.asked).toMatchObject({ person: people.ana, standing: { type: 'free', failed: 0 }, frees: null });
	await signIn.enter(PIN);
	expect(session.person).toBe(people.ana);
});
