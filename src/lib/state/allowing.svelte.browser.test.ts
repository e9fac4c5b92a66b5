import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPbkdf2 } from '#adapters/pin/pbkdf2.ts';
import type { Code } from '#domain/kernel/code.ts';
import { createTestFloor, createTestRandom, defining } from '../../../tests/support/floor.ts';
import { createAllowing, type Allowing } from './allowing.svelte.ts';
import type { Feedback } from './feedback.svelte.ts';
import { createPinCheck } from './pin-check.ts';
import { createScanning, type Scanning } from './scanning.svelte.ts';
import { createSession, type Session } from './session.svelte.ts';
import { createSignIn, type SignIn } from './sign-in.svelte.ts';

const PIN = '271828';
const hasher = createPbkdf2({ random: createTestRandom(4), rounds: 10_000 });

let session: Session;
let scanning: Scanning;
let signIn: SignIn;
let allowing: Allowing;
let badges: Code[];
let given: Feedback[];
let elapsed: number;
/** Lea leads and has a PIN, Otto leads and has none, Ben does not lead. */
let lea: Code;
let otto: Code;
let ben: Code;
let end: () => void;
let at = 0;

beforeEach(async () => {
	const floor = await createTestFloor();
	const { store } = floor;
	const define = defining(floor);
	[lea, otto, ben] = [
		await define.person('Lea', ['lead']),
		await define.person('Otto', ['lead']),
		await define.person('Ben')
	];
	const hash = await hasher.hash(PIN);
	await floor.record({ type: 'SetPin', person: lea, verifier: hash.ok ? hash.value : '', temporary: false });
	[elapsed, badges, given] = [0, [], []];
	session = createSession(
		{ getItem: () => null, setItem: () => undefined },
		{ now: () => 1e12 + elapsed, elapsed: () => elapsed }
	);
	const feedback = {
		field: null,
		sound: 'on',
		give: (one: Feedback) => void given.push(one),
		calm() {},
		unlock() {}
	} as const;
	const check = createPinCheck({ store, hasher, elapsed: () => elapsed });
	signIn = createSignIn({ store, session, check, feedback, greet: () => {}, refuse: () => {}, askToChange: () => {} });
	const { intercept } = signIn;
	const { submit } = floor;
	scanning = createScanning({ store, submit, session, feedback, nameOf: String, show: () => {}, intercept });
	end = $effect.root(() => {
		allowing = createAllowing({
			store,
			shell: { session, scanning, feedback, signIn },
			roles: ['lead'],
			onbadge: (person) => void badges.push(person)
		});
	});
	flushSync();
	await expect.poll(() => allowing.people.length).toBe(2);
});

afterEach(() => end());

const scan = (code: Code) => scanning.scan(code, 'wedge', (at += 5_000));

/** Whom it was confirmed by. */
async function confirmed(): Promise<Code | null> {
	let by: Code | null = null;
	allowing.confirm((person) => (by = person));
	await new Promise((resolve) => setTimeout(resolve, 20));
	return by;
}

test('a badge names whoever has no PIN at once, and whoever has one when it is entered; nobody signs in by it', async () => {
	await scan(otto);
	await expect.poll(() => allowing.who?.id).toBe(otto);
	await scan(lea);
	await expect.poll(() => signIn.asked).toMatchObject({ person: lea, isProof: true });
	expect(allowing.who?.id).toBe(otto);
	await signIn.enter('314159');
	expect(allowing.who?.id).toBe(otto);
	await signIn.enter(PIN);
	expect([allowing.who?.id, badges, session.person]).toEqual([lea, [otto, lea], null]);
	expect(session.origin()).toMatchObject({ by: [], verified: [lea] });
	expect(await confirmed()).toBe(lea);
});

test('a PIN that was entered more than five minutes ago is asked again before anything is done', async () => {
	session.work(lea);
	expect(await confirmed()).toBeNull();
	await signIn.enter(PIN);
	expect(await confirmed()).toBe(lea);
	elapsed += 5 * 60_000;
	expect(await confirmed()).toBeNull();
	expect(signIn.asked).toMatchObject({ person: lea, isProof: true });
	signIn.leave();
	expect(await confirmed()).toBeNull();
});

test('a badge of somebody who may not is told, and a name that was tapped is asked like a badge', async () => {
	await scan(ben);
	expect([allowing.isStranger, given.at(-1), signIn.asked]).toEqual([true, 'refused', null]);
	allowing.name(lea);
	await expect.poll(() => signIn.asked?.person).toBe(lea);
	expect(allowing).toMatchObject({ isStranger: false, who: null });
});
