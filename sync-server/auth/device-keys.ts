import { isEs256Key, type PublicKey } from '#domain/kernel/signature.ts';
import type { Storage } from '../log/storage.ts';
import { userDocumentId, USERS } from './accounts.ts';
import { deviceUser } from './user.ts';

/** The keys that devices sign with, in the documents of their users. */
export interface DeviceKeys {
	/** Undefined for a device that gave none, or that there is not. */
	find(device: string): PublicKey | undefined;
	/** True when the device has this key now; false when it has another one already, which stays. */
	give(device: string, key: PublicKey): Promise<boolean>;
}

interface UserDocument {
	readonly device?: { readonly key?: unknown };
}

export function createDeviceKeys(storage: Storage): DeviceKeys {
	function read(device: string): { readonly rev: string; readonly body: UserDocument } | undefined {
		const document = storage.database(USERS)?.read(userDocumentId(deviceUser(device)));
		if (document === undefined || document.deleted === 1) return undefined;
		return { rev: document.rev, body: JSON.parse(document.body) as UserDocument };
	}

	const find = (device: string): PublicKey | undefined => keyOf(read(device)?.body);

	async function give(device: string, key: PublicKey): Promise<boolean> {
		const found = read(device);
		const known = keyOf(found?.body);
		if (found === undefined || known !== undefined) return known?.key === key.key;
		const body = JSON.stringify({ ...found.body, device: { ...found.body.device, key } });
		const edit = {
			kind: 'new',
			id: userDocumentId(deviceUser(device)),
			parent: found.rev,
			deleted: false,
			body
		} as const;
		const [outcome] = (await storage.database(USERS)?.write([edit])) ?? [];
		// Somebody else changed the account meanwhile: it is looked at anew.
		return outcome?.ok === true || give(device, key);
	}

	return { find, give };
}

const keyOf = (body: UserDocument | undefined): PublicKey | undefined => {
	const key = body?.device?.key;
	return isEs256Key(key) ? key : undefined;
};
