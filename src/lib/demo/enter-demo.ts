import { deleteDatabase } from '#adapters/dexie/delete-database.ts';
import { StoreTrouble } from '#ports/store.ts';
import { beginSession, SESSION_KEY } from '#state/kept-session.ts';
import { withLock } from '../locks.ts';
import { DEMO_DATABASE, DEMO_LOCK } from '../names.ts';
import { clearDemo, demoMemory, demoState, noteChoices, setDemoState } from './demo-place.ts';
import { fillDemo, openDemoStore } from './fill-demo.ts';

/**
 * Builds the sample factory, unless another tab has, and opens this page in it. `progress` hears the share that is done.
 *
 * @throws StoreTrouble when the browser does not take it, or when the last one is still open in another tab
 */
export async function enterDemo(progress: (share: number) => void): Promise<void> {
	if (demoState() === 'leaving' && !(await clearDemo())) {
		throw new StoreTrouble('failed', new Error('the last sample factory is still open in another tab'));
	}
	if (demoState() === null) await withLock(DEMO_LOCK, {}, () => build(progress));
	location.assign('/demo');
}

async function build(progress: (share: number) => void): Promise<void> {
	if (demoState() === 'in') return;
	// Until it is complete: should the browser die meanwhile, the next start removes what there is of it.
	setDemoState('leaving');
	await deleteDatabase(DEMO_DATABASE);
	const store = await openDemoStore();
	const person = await fillDemo(store, progress);
	store.close();
	noteChoices();
	demoMemory.setItem(SESSION_KEY, beginSession(localStorage, person));
	setDemoState('in');
}
