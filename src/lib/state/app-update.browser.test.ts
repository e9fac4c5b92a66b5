import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAppUpdate, type AppUpdate } from './app-update.svelte.ts';

// What the browser does with a real newer version is tested end to end; here it is only told that it happened.
const MINUTE = 60_000;

let reloads: number;
let accepted: number;
let listeners: Map<string, () => void>;
let appUpdate: AppUpdate;
/** What the page is in the middle of. */
let use: { busy: boolean; idle: number; resting: boolean; unattended: boolean };

const happened = (event: 'waiting' | 'controlling'): void => listeners.get(event)?.();
/** The page looks around by itself every few seconds. */
const looked = (): void => void vi.advanceTimersByTime(10_000);

async function startPage({ active }: { active: boolean }): Promise<void> {
	const registration = { active: active ? {} : null } as ServiceWorkerRegistration;
	appUpdate = createAppUpdate({
		loadWatch: () =>
			Promise.resolve({
				addEventListener: (event, listener) => void listeners.set(event, listener),
				register: () => Promise.resolve(registration),
				update: () => Promise.resolve(),
				messageSkipWaiting: () => accepted++
			}),
		use: {
			isBusy: () => use.busy,
			idleFor: () => use.idle,
			isResting: () => use.resting,
			isUnattended: () => use.unattended
		},
		reload: () => reloads++
	});
	await appUpdate.start();
}

beforeEach(() => {
	vi.useFakeTimers();
	// There is no service worker here: `ready` would never come.
	vi.spyOn(navigator.serviceWorker, 'ready', 'get').mockResolvedValue({} as ServiceWorkerRegistration);
	reloads = 0;
	accepted = 0;
	listeners = new Map();
	use = { busy: false, idle: 0, resting: false, unattended: false };
});

afterEach(() => {
	vi.restoreAllMocks();
	vi.useRealTimers();
});

test('a downloaded version is offered and not taken', async () => {
	await startPage({ active: true });
	expect(appUpdate.updateReady).toBe(false);
	happened('waiting');
	use.idle = 60 * MINUTE;
	looked();
	expect(appUpdate.updateReady).toBe(true);
	expect([accepted, reloads]).toEqual([0, 0]);
});

test('the page on which it was accepted reloads when the newer version is in charge', async () => {
	await startPage({ active: true });
	happened('waiting');
	appUpdate.apply();
	expect([accepted, reloads]).toEqual([1, 0]);
	happened('controlling');
	expect(reloads).toBe(1);
});

test('the first version ever takes charge without a reload, and makes nothing outdated', async () => {
	await startPage({ active: false });
	happened('controlling');
	expect(appUpdate.isOutdated).toBe(false);
	use.idle = 60 * MINUTE;
	looked();
	expect(reloads).toBe(0);
	happened('controlling');
	expect(reloads).toBe(1);
});

test('a page that somebody works on reloads when it is left alone', async () => {
	await startPage({ active: true });
	happened('controlling');
	expect(appUpdate.isOutdated).toBe(true);
	looked();
	expect(reloads).toBe(0);
	use.idle = 2 * MINUTE;
	looked();
	expect(reloads).toBeGreaterThan(0);
});

test('at rest a pause between two taps is enough', async () => {
	await startPage({ active: true });
	use = { ...use, resting: true, idle: 6_000 };
	happened('controlling');
	expect(reloads).toBe(1);
});

test('what is half done is not taken away, however long it lies there', async () => {
	await startPage({ active: true });
	use = { busy: true, idle: 60 * MINUTE, resting: true, unattended: true };
	happened('waiting');
	looked();
	expect(accepted).toBe(0);
	happened('controlling');
	looked();
	expect(reloads).toBe(0);
	use.busy = false;
	looked();
	expect(reloads).toBeGreaterThan(0);
});

test('a device that is nobody’s own takes a newer version after a quarter of an hour', async () => {
	await startPage({ active: true });
	use = { ...use, unattended: true, idle: 14 * MINUTE };
	happened('waiting');
	looked();
	expect(accepted).toBe(0);
	use.idle = 15 * MINUTE;
	looked();
	expect(accepted).toBeGreaterThan(0);
});

test('without a service worker the app cannot start offline, and says so', () => {
	const idle = { isBusy: () => false, idleFor: () => 0, isResting: () => false, isUnattended: () => false };
	expect(createAppUpdate({ loadWatch: undefined, use: idle, reload: () => undefined }).offline).toBe('unavailable');
});
