import type { ChainHead } from '../log/chain.ts';
import type { Storage } from '../log/storage.ts';
import { userDocumentId, USERS } from './accounts.ts';
import { ADMIN_DEVICE, deviceUser } from './user.ts';

/** How the site stands to one of its devices. */
export interface Standing {
	/** May enrol, revoke and erase. */
	readonly isAdmin: boolean;
	/** How far each of its chains is taken since it was revoked; null while it is one of the site's. */
	readonly revoked: readonly ChainHead[] | null;
}

/** The devices of a site, by the documents of their users. */
export interface Devices {
	/** Undefined for one that was never enrolled here. */
	standing(device: string): Standing | undefined;
	/**
	 * Takes all rights from a device, for good: on disk when it resolves. What was stored of it before counts as accepted, too. Of
	 * several revocations the first one holds; of a device that was never enrolled here nothing is kept.
	 */
	revoke(device: string, revocation: Revocation): Promise<void>;
}

export interface Revocation {
	/** The id of the event that says so. */
	readonly event: string;
	readonly accepted: readonly ChainHead[];
}

interface DeviceDocument {
	readonly roles?: readonly string[];
	readonly revoked?: Revocation;
}

/** `site`: the database of the events. */
export function createDevices(storage: Storage, site: string): Devices {
	function read(device: string): { readonly rev: string; readonly body: DeviceDocument } | undefined {
		const document = storage.database(USERS)?.read(userDocumentId(deviceUser(device)));
		if (document === undefined || document.deleted === 1) return undefined;
		return { rev: document.rev, body: JSON.parse(document.body) as DeviceDocument };
	}

	async function revoke(device: string, { event, accepted }: Revocation): Promise<void> {
		const found = read(device);
		if (found === undefined || found.body.revoked !== undefined) return;
		const held = storage.database(site)?.chain.heads(device) ?? [];
		const revoked: Revocation = { event, accepted: farthest([...accepted, ...held]) };
		const body = JSON.stringify({ ...found.body, roles: [], revoked });
		const edit = {
			kind: 'new',
			id: userDocumentId(deviceUser(device)),
			parent: found.rev,
			deleted: false,
			body
		} as const;
		const [outcome] = (await storage.database(USERS)?.write([edit])) ?? [];
		// Somebody else changed the account meanwhile: it is looked at anew.
		if (!outcome?.ok) await revoke(device, { event, accepted });
	}

	return {
		standing(device) {
			const body = read(device)?.body;
			if (body === undefined) return undefined;
			return { isAdmin: body.roles?.includes(ADMIN_DEVICE) ?? false, revoked: body.revoked?.accepted ?? null };
		},
		revoke
	};
}

/** The highest sequence of each chain, by epoch. */
function farthest(chains: readonly ChainHead[]): ChainHead[] {
	const highest = new Map<string, number>();
	for (const { epoch, seq } of chains) highest.set(epoch, Math.max(seq, highest.get(epoch) ?? 0));
	return [...highest].map(([epoch, seq]) => ({ epoch, seq })).sort((a, b) => (a.epoch < b.epoch ? -1 : 1));
}
