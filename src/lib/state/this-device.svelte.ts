import { definitions } from '#domain/catalog.ts';
import type { DeviceProfile } from '#domain/device/device.ts';
import type { DeviceNumber } from '#domain/kernel/code.ts';
import { deviceCode } from '#engine/enrol.ts';
import type { Identity } from '#engine/tables.ts';
import type { Reader, Store } from '#ports/store.ts';
import { live } from './live.svelte.ts';

export interface Profile {
	/** A phone until it is known. */
	readonly current: DeviceProfile;
	/** Also where the storage does not tell. */
	readonly ready: boolean;
}

/** What this device was enrolled as. */
export function createProfile(store: Store, identity: () => Identity | undefined): Profile {
	const row = live(store, () => {
		const device = identity()?.device;
		return (reader) => readProfile(reader, device);
	});
	return {
		get current() {
			return row.current?.profile ?? 'phone';
		},
		get ready() {
			return row.error !== undefined || (row.ready && row.current?.device === identity()?.device);
		}
	};
}

async function readProfile(reader: Reader, device: DeviceNumber | undefined) {
	const row = device && (await reader.get(definitions.device.table, deviceCode(device)));
	return { device, profile: row?.profile };
}
