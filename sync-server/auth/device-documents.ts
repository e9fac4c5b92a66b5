import type { ChainHead } from '../log/chain.ts';
import type { Storage } from '../log/storage.ts';
import { userDocumentId, USERS } from './accounts.ts';
import { deviceUser } from './user.ts';

/** What is kept of a device, in the document of its user: as far as anybody asks for it, and none of it looked at yet. */
export interface DeviceDocument {
	readonly roles?: readonly unknown[];
	readonly revoked?: Revocation;
	readonly device?: { readonly number?: unknown; readonly name?: unknown; readonly key?: unknown };
}

/** Why a device is one of the site's no more, and how far each of its chains is taken. */
export interface Revocation {
	/** The id of the event that says so. */
	readonly event: string;
	readonly accepted: readonly ChainHead[];
}

export interface DeviceDocuments {
	/** Undefined for a device that was never enrolled here, and for one whose account is gone. */
	read(device: string): DeviceDocument | undefined;
	/** Whether there ever was an account of this number. */
	isKnown(device: string): boolean;
	all(): DeviceDocument[];
	hasAny(): boolean;
	/** Writes what `edit` makes of a device that is there, unless that is undefined; on disk when it resolves. */
	change(device: string, edit: (document: DeviceDocument) => DeviceDocument | undefined): Promise<void>;
}

const PREFIX = userDocumentId(deviceUser(''));

const EVERY = {
	start: PREFIX,
	end: `${PREFIX}\u{10ffff}`,
	inclusiveEnd: true,
	descending: false,
	skip: 0,
	limit: Number.MAX_SAFE_INTEGER,
	bodies: true
} as const;

/** What is asked throws DatabaseDamaged where the file of the users is damaged. */
export function createDeviceDocuments(storage: Pick<Storage, 'database'>): DeviceDocuments {
	const stored = (device: string) => storage.database(USERS)?.read(PREFIX + device);

	function find(device: string): { readonly rev: string; readonly document: DeviceDocument } | undefined {
		const found = stored(device);
		if (found === undefined || found.deleted === 1) return undefined;
		return { rev: found.rev, document: JSON.parse(found.body) as DeviceDocument };
	}

	return {
		read: (device) => find(device)?.document,
		isKnown: (device) => stored(device) !== undefined,
		all() {
			const rows = storage.database(USERS)?.range(EVERY) ?? [];
			return rows.map(({ body = '{}' }) => JSON.parse(body) as DeviceDocument);
		},
		hasAny: () => (storage.database(USERS)?.range({ ...EVERY, limit: 1, bodies: false }) ?? []).length > 0,
		async change(device, edit) {
			for (;;) {
				const found = find(device);
				const changed = found && edit(found.document);
				if (changed === undefined) return;
				const body = JSON.stringify(changed);
				const [outcome] =
					(await storage
						.database(USERS)
						?.write([{ kind: 'new', id: PREFIX + device, parent: found?.rev, deleted: false, body }])) ?? [];
				// else somebody changed the account meanwhile: it is looked at anew
				if (outcome?.ok) return;
			}
		}
	};
}
