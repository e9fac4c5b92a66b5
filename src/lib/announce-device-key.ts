import { createDexieDeviceKey } from '#adapters/dexie/device-key.ts';
import { announceKey } from '#engine/announce-key.ts';
import type { SubmitDeps } from '#engine/submit.ts';
import type { OutboxCopy } from '#ports/outbox-copy.ts';
import { DATABASE } from './names.ts';

/** Records what this device signs with, where its chain does not say so yet: true when it did. A failure is no reason to stop. */
export async function announceDeviceKey(deps: SubmitDeps, copy: OutboxCopy): Promise<boolean> {
	const key = createDexieDeviceKey({ name: DATABASE });
	const recorded = await announceKey(deps, key).catch(() => null);
	key.close();
	if (recorded) await copy.keep(recorded.events);
	return recorded !== null;
}
