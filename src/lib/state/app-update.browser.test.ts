import { beforeEach, expect, test } from 'vitest';
import { createAppUpdate, type AppUpdate } from './app-update.svelte.ts';

// What the browser does with a real newer version is tested end to end; here it is only told that it happened.
let reloads: number;
let listeners: Map<string, () => void>;
let appUpdate: AppUpdate;

const happened = (event: 'waiting' | 'controlling'): void => listeners.get(event)?.();

async function startPage({ active }: { active: boolean }): Promise<void> {
	const registration = { active: active ? {} : null } as ServiceWorkerRegistration;
	appUpdate = createAppUpdate({
		workbox: {
			addEventListener: (event, listener) => void listeners.set(event, listener),
			register: () => Promise.resolve(registration),
			update: () => Promise.resolve(),
			messageSkipWaiting: () => undefined
		},
		reload: () => reloads++
	});
	void appUpdate.start();
	// The registration is known one turn later; `ready` never comes, for there is no service worker here.
	await Promise.resolve();
	await Promise.resolve();
}

beforeEach(() => {
	reloads = 0;
	listeners = new Map();
});

test('a downloaded version is offered and not taken', async () => {
	await startPage({ active: true });
	expect(appUpdate.updateReady).toBe(false);
	happened('waiting');
	expect(appUpdate.updateReady).toBe(true);
	expect(reloads).toBe(0);
});

test('the page reloads when the newer version is in charge', async () => {
	await startPage({ active: true });
	happened('controlling');
	expect(reloads).toBe(1);
});

test('the first version ever takes charge without a reload, the next one with it', async () => {
	await startPage({ active: false });
	happened('controlling');
	expect(reloads).toBe(0);
	happened('controlling');
	expect(reloads).toBe(1);
});

test('a half-done entry is not lost: the reload waits for the last one that holds the page', async () => {
	await startPage({ active: true });
	const [scan, form] = [appUpdate.hold(), appUpdate.hold()];
	happened('controlling');
	scan();
	scan();
	expect(reloads).toBe(0);
	form();
	expect(reloads).toBe(1);
});

test('letting go reloads nothing when there is no newer version', async () => {
	await startPage({ active: true });
	appUpdate.hold()();
	expect(reloads).toBe(0);
});

test('without a service worker the app cannot start offline, and says so', () => {
	expect(createAppUpdate({ workbox: undefined, reload: () => undefined }).offline).toBe('unavailable');
});
