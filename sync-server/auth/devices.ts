import { isEs256Key, type PublicKey } from '#domain/kernel/signature.ts';
import type { ChainHead } from '../log/chain.ts';
import type { Storage } from '../log/storage.ts';
import { createDeviceDocuments, type DeviceDocument, type Revocation } from './device-documents.ts';
import { ADMIN_DEVICE } from './user.ts';

/** How the site stands to one of its devices. */
export interface Standing {
	/** May enrol, revoke and erase. */
	readonly isAdmin: boolean;
	/** How far each of its chains is taken since it was revoked; null while it is one of the site's. */
	readonly revoked: readonly ChainHead[] | null;
}

/** The devices of a site. */
export interface Devices {
	/** Undefined for one that was never enrolled here. */
	standing(device: string): Standing | undefined;
	/**
	 * Takes all rights from a device, for good: on disk when it resolves. What was stored of it before counts as accepted, too. Of
	 * several revocations the first one holds; of a device that was never enrolled here nothing is kept.
	 */
	revoke(device: string, revocation: Revocation): Promise<void>;
	/** What it signs with. Undefined for a device that gave no key, or that there is not. */
	key(device: string): PublicKey | undefined;
	/** True when the device has this key now; false when it has another one already, which stays. */
	giveKey(device: string, key: PublicKey): Promise<boolean>;
}

/** `site`: the database of the events. */
export function createDevices(storage: Storage, site: string): Devices {
	const documents = createDeviceDocuments(storage);
	const key = (device: string): PublicKey | undefined => keyIn(documents.read(device));

	return {
		standing(device) {
			const document = documents.read(device);
			if (document === undefined) return undefined;
			const { roles = [], revoked } = document;
			return { isAdmin: roles.includes(ADMIN_DEVICE), revoked: revoked?.accepted ?? null };
		},
		revoke: (device, { event, accepted }) =>
			documents.change(device, (document) => {
				if (document.revoked !== undefined) return undefined;
				const held = storage.database(site)?.chain.heads(device) ?? [];
				return { ...document, roles: [], revoked: { event, accepted: farthest([...accepted, ...held]) } };
			}),
		key,
		async giveKey(device, given) {
			await documents.change(device, (document) =>
				keyIn(document) ? undefined : { ...document, device: { ...document.device, key: given } }
			);
			return key(device)?.key === given.key;
		}
	};
}

function keyIn(document: DeviceDocument | undefined): PublicKey | undefined {
	const key = document?.device?.key;
	return isEs256Key(key) ? key : undefined;
}

/** The highest sequence of each chain, by epoch. */
function farthest(chains: readonly ChainHead[]): ChainHead[] {
	const highest = new Map<string, number>();
	for (const { epoch, seq } of chains) highest.set(epoch, Math.max(seq, highest.get(epoch) ?? 0));
	return [...highest].map(([epoch, seq]) => ({ epoch, seq })).sort((a, b) => (a.epoch < b.epoch ? -1 : 1));
}
