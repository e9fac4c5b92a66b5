import type { DeviceKey } from '#ports/device-key.ts';
import { deviceCode } from './enrol.ts';
import { submit, type Recorded, type SubmitDeps } from './submit.ts';
import { meta, type Identity } from './tables.ts';

/**
 * Records what this device signs with, unless its chain says so already: after the enrolment, and at every start, since the key
 * may be younger than the number. Null when there was nothing to record. To be called where what is recorded is flushed.
 *
 * Throws `StoreTrouble` when the storage failed.
 */
export async function announceKey(deps: SubmitDeps, key: DeviceKey): Promise<Recorded | null> {
	const identity = (await deps.store.read((reader) => reader.get(meta, 'identity'))) as Identity | undefined;
	const publicKey = identity && (await key.publicKey());
	if (!identity || !publicKey) return null;
	const { device: number } = identity;
	const command = { type: 'AnnounceKey', device: deviceCode(number), number, key: publicKey } as const;
	const recorded = await submit(deps, command, { by: [], source: null });
	return recorded.ok ? recorded.value : null;
}
