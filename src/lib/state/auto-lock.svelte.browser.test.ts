import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pins } from '#domain/person/pin.ts';
import type { DeviceProfile } from '#domain/device/device.ts';
import type { Code } from '#domain/kernel/code.ts';
import { createTestFloor, defining, type TestFloor } from '../../../tests/support/floor.ts';
import { createAutoLock } from './auto-lock.svelte.ts';
import { createSession, type Session } from './session.svelte.ts';

const MINUTE = 60_000;
const VERIFIER = `$pbkdf2-sha256$i=600000$${'a'.repeat(22)}$${'b'.repeat(43)}`;

let floor: TestFloor;
let ana: Code;
let session: Session;
let kept: Map<string, string>;
let idle: number;
let isUrgent: boolean;
let profile = $state<DeviceProfile | null>(null);
let isOpened: boolean;
let end: () => void = () => undefined;

const memory = {
	getItem: (key: string) => kept.get(key) ?? null,
	setItem: (key: string, value: string) => void kept.set(key, value)
};

beforeEach(async () => {
	vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
	floor = await createTestFloor();
	ana = await defining(floor).person('Ana');
	[kept, idle, isUrgent, profile] = [new Map(), 0, false, 'kiosk'];
	session = createSession(memory);
	session.work(ana);
});

afterEach(() => {
	end();
	vi.useRealTimers();
});

async function givePin(): Promise<string> {
	await floor.record({ type: 'SetPin', person: ana, verifier: VERIFIER, temporary: false });
	return (await floor.row(pins, ana))?.verifier?.personal ?? '';
}

/** Opens the page at a kiosk. */
function open(): void {
	isOpened = false;
	end = $effect.root(() => {
		const { opened } = createAutoLock({
			store: floor.store,
			session,
			memory,
			profile: () => profile,
			idleFor: () => idle,
			isUrgent: () => isUrgent,
			lock: session.lock
		});
		void opened.then(() => (isOpened = true));
	});
	flushSync();
}

/** Lets the page read what it asked for, and look at the time. */
async function pass(): Promise<void> {
	await floor.store.read(async (reader) => reader.count(pins));
	await new Promise((resolve) => setTimeout(resolve, 20));
	flushSync();
	vi.advanceTimersByTime(1_000);
	flushSync();
}

test('a kiosk where nobody touched anything for two minutes locks, and nobody is signed out', async () => {
	session.vouch(ana, 'work', await givePin());
	open();
	idle = 2 * MINUTE - 1;
	await pass();
	expect(session.isLocked).toBe(false);
	idle = 2 * MINUTE;
	await pass();
	expect(session).toMatchObject({ isLocked: true, person: ana, verified: [ana] });
});

test('not while a scan is not saved, and after as many minutes as the device was told', async () => {
	session.vouch(ana, 'work', await givePin());
	session.change({ lockAfter: 5 });
	open();
	idle = 4 * MINUTE;
	await pass();
	expect(session.isLocked).toBe(false);
	[idle, isUrgent] = [6 * MINUTE, true];
	await pass();
	expect(session.isLocked).toBe(false);
	isUrgent = false;
	await pass();
	expect(session.isLocked).toBe(true);
});

test('whoever has no PIN is never locked out, and the device keeps nothing of when it was used', async () => {
	open();
	await pass();
	idle = 60 * MINUTE;
	await pass();
	expect(session.isLocked).toBe(false);
	expect(kept.has('floorbook.used')).toBe(false);
});

test('a PIN that was given, changed or taken away elsewhere counts at once', async () => {
	open();
	await pass();
	expect(session.isLocked).toBe(false);
	session.vouch(ana, 'work', await givePin());
	await pass();
	expect(session.isLocked).toBe(false);
	await givePin();
	await pass();
	await pass();
	expect(session).toMatchObject({ isLocked: true, verified: [] });
});

test('whether an app opens locked is not known before the PINs were read, nor before what kind of device it is', async () => {
	session.vouch(ana, 'work', await givePin());
	kept.set('floorbook.used', String(Date.now() - 3 * MINUTE));
	profile = null;
	open();
	expect(isOpened).toBe(false);
	await pass();
	expect([isOpened, session.isLocked]).toEqual([false, false]);
	profile = 'kiosk';
	await pass();
	expect([isOpened, session.isLocked]).toEqual([true, true]);
});

test('a tab that nobody touches does not lock the one that is in use', async () => {
	session.vouch(ana, 'work', await givePin());
	open();
	await pass();
	idle = 10 * MINUTE;
	kept.set('floorbook.used', String(Date.now() - MINUTE));
	await pass();
	expect(session.isLocked).toBe(false);
	kept.set('floorbook.used', String(Date.now() - 2 * MINUTE));
	await pass();
	expect(session.isLocked).toBe(true);
});

test('an app that was closed over lunch opens locked, one that was closed for a moment does not', async () => {
	session.vouch(ana, 'work', await givePin());
	open();
	await pass();
	expect(session.isLocked).toBe(false);
	end();
	open();
	await pass();
	expect(session.isLocked).toBe(false);
	end();
	kept.set('floorbook.used', String(Date.now() - 40 * MINUTE));
	open();
	await pass();
	expect(session.isLocked).toBe(true);

	session.unlock();
	end();
	// Set back: nobody knows how long it was.
	kept.set('floorbook.used', String(Date.now() + 40 * MINUTE));
	open();
	await pass();
	expect(session.isLocked).toBe(true);
});
