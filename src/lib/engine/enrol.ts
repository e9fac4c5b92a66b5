import { definitions } from '#domain/catalog.ts';
import type { DeviceProfile } from '#domain/device/device.ts';
import { encodeBytes } from '#domain/kernel/base32.ts';
import { mintCode, type Code, type DeviceNumber } from '#domain/kernel/code.ts';
import { EPOCH_WIDTH, type Epoch } from '#domain/kernel/event.ts';
import { ZERO_HLC } from '#domain/kernel/timestamp.ts';
import type { Enrolment } from '#ports/registrar.ts';
import { submit, type SubmitDeps } from './submit.ts';
import { meta, type Identity } from './tables.ts';

/**
 * Gives this storage its identity, and records the device's name and profile as its first fact: what its code says it is
 * goes before what was chosen here. The number's first code
 * is the device's own; everything it mints later counts on from there.
 */
export async function enrol(
	deps: SubmitDeps,
	{ device, profile: told, ...account }: Enrolment,
	{ name, profile: chosen }: { readonly name: string; readonly profile: DeviceProfile }
): Promise<void> {
	const identity: Identity = {
		name: 'identity',
		device,
		epoch: encodeBytes(deps.random.bytes(4), EPOCH_WIDTH) as Epoch,
		seq: 0,
		prev: null,
		clock: ZERO_HLC,
		counter: 0,
		cloned: false
	};
	await deps.store.write((writer) => writer.put(meta, [identity, { ...account, name: 'account' }]));
	const command = {
		...definitions.device.define(null, { number: device, profile: told ?? chosen }),
		personal: { name }
	};
	const named = await submit(deps, command, { by: [], source: null });
	if (!named.ok) throw new Error(`the device could not be named: ${named.error.type}`);
}

/** The code a device is known by: the first of its share. */
export const deviceCode = (device: DeviceNumber): Code => mintCode('d', device, 0);
