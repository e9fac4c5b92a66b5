import { deviceKeys } from '#domain/device/key.ts';
import { keyId } from '#domain/kernel/signature.ts';
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
	const known = await deps.store.read(async (reader) => {
		const identity = (await reader.get(meta, 'identity')) as Identity | undefined;
		const row = identity && (await reader.get(deviceKeys, deviceCode(identity.device)));
		return identity && { number: identity.device, last: row?.announced.at(-1)?.key };
	});
	const publicKey = known && (await key.publicKey());
	// Asked before it is submitted as well: almost every start ends here, and holds no scan up by a transaction that writes.
	if (!publicKey || (known.last && keyId(known.last) === keyId(publicKey))) return null;
	const { number } = known;
	const command = { type: 'AnnounceKey', device: deviceCode(number), number, key: publicKey } as const;
	const recorded = await submit(deps, command, { by: [], source: null });
	return recorded.ok ? recorded.value : null;
}
