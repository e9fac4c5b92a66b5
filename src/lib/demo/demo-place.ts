import { deleteDatabase } from '#adapters/dexie/delete-database.ts';
import type { SmallMemory } from '#state/floor.ts';
import { withLock } from '../locks.ts';
import { DEMO_CHANNEL, DEMO_DATABASE, DEMO_FLAG, DEMO_LOCK, DEMO_PREFIX } from '../names.ts';

/**
 * `in`: pages opened from now on show the sample factory. `leaving`: it is being removed, or was when the browser died, and
 * whoever opens a page next removes what is left. Null: there is none. Pages that are open keep what they show.
 */
export type DemoState = 'in' | 'leaving' | null;

export function demoState(): DemoState {
	try {
		const kept = localStorage.getItem(DEMO_FLAG);
		return kept === 'in' || kept === 'leaving' ? kept : null;
	} catch {
		return null;
	}
}

export const setDemoState = (state: 'in' | 'leaving'): void => localStorage.setItem(DEMO_FLAG, state);

/** What screens remember in the sample factory, apart from what they remember of the real site. */
export const demoMemory: SmallMemory = {
	getItem: (key) => localStorage.getItem(`${DEMO_PREFIX}.${key}`),
	setItem: (key, value) => localStorage.setItem(`${DEMO_PREFIX}.${key}`, value),
	removeItem: (key) => localStorage.removeItem(`${DEMO_PREFIX}.${key}`)
};

/** Choices of the device that the sample factory shares with the real site: set back when it is left. */
const SHARED_KEYS = ['floorbook.locale'];
const before = (key: string): string => `before.${key}`;

/** Notes how the device is set when the sample factory is entered. */
export function noteChoices(): void {
	for (const key of SHARED_KEYS) demoMemory.setItem(before(key), localStorage.getItem(key) ?? '');
}

function restoreChoices(): void {
	for (const key of SHARED_KEYS) {
		const value = demoMemory.getItem(before(key));
		if (value === '') localStorage.removeItem(key);
		else if (value !== null) localStorage.setItem(key, value);
	}
}

/** Held by a page for as long as it lives: nobody removes the sample factory from under it. */
export function stayInDemo(leave: () => void): void {
	void withLock(DEMO_LOCK, { mode: 'shared' }, () => new Promise(() => undefined));
	new BroadcastChannel(DEMO_CHANNEL).addEventListener('message', leave);
}

/** Every other page that is in the sample factory goes back to the real site. */
export function callOthersOut(): void {
	const channel = new BroadcastChannel(DEMO_CHANNEL);
	channel.postMessage('leave');
	channel.close();
}

/** How long to wait for pages that do not go, in milliseconds: one that sleeps in the background goes when it wakes. */
const PATIENCE = 2_000;

/**
 * Removes the sample factory: its database, what its screens remember, and last of all the flag that says so. Waits until no
 * page is in it. False when one stays: then the next start tries again.
 */
export async function clearDemo(): Promise<boolean> {
	try {
		await withLock(DEMO_LOCK, { signal: AbortSignal.timeout(PATIENCE) }, async () => {
			// Another page may have removed it meanwhile, and somebody may be in the next one already.
			if (demoState() !== 'leaving') return;
			await deleteDatabase(DEMO_DATABASE);
			restoreChoices();
			for (const key of Object.keys(localStorage)) {
				if (key.startsWith(DEMO_PREFIX) && key !== DEMO_FLAG) localStorage.removeItem(key);
			}
			localStorage.removeItem(DEMO_FLAG);
		});
		return true;
	} catch (error) {
		console.error('the sample factory is still open in another tab', error);
		return false;
	}
}
