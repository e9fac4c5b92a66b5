import { definitions } from '#domain/catalog.ts';
import type { DeviceProfile } from '#domain/device/device.ts';
import { deviceCode } from '#engine/enrol.ts';
import type { Identity } from '#engine/tables.ts';
import type { Store } from '#ports/store.ts';
import { live } from './live.svelte.ts';

export interface Profile {
	/** A phone until it is known. */
	readonly current: DeviceProfile;
	readonly ready: boolean;
}

/** What this device was enrolled as. */
export function createProfile(store: Store, identity: () => Identity | undefined): Profile {
	const row = live(store, () => {
		const device = identity()?.device;
		return (reader) =>
			device === undefined ? Promise.resolve(undefined) : reader.get(definitions.device.table, deviceCode(device));
	});
	return {
		get current() {
			return row.current?.profile ?? 'phone';
		},
		get ready() {
			return row.ready;
		}
	};
}
