import { err, ok } from '#domain/kernel/result.ts';
import { USERS, userDocumentId } from '../auth/accounts.ts';
import { ADMIN_DEVICE, DEVICE, deviceUser } from '../auth/user.ts';
import { isObject } from '../http/body.ts';
import type { ChainHead } from '../log/chain.ts';
import { otherShape, rowsOf, type Asked, type CouchServer } from './couch-server.ts';
import type { SiteSecurity } from './validation/validate.ts';

/** The document of a device's user, as this server and CouchDB from 3.4 on keep it, its password hash included. */
export interface DeviceUser {
	readonly _id: string;
	readonly name: string;
	readonly roles: readonly string[];
	readonly derived_key: string;
	readonly revoked?: { readonly accepted: readonly ChainHead[] };
	readonly [member: string]: unknown;
}

/** The users of a site's devices, those that were put out included. */
export async function readDeviceUsers(couch: CouchServer): Asked<DeviceUser[]> {
	const prefix = userDocumentId(deviceUser(''));
	const range = `startkey=${quoted(prefix)}&endkey=${quoted(`${prefix}\uffff`)}`;
	const found = await couch.ask('GET', `/${USERS}/_all_docs?include_docs=true&${range}`);
	if (!found.ok) return found;
	return ok((found.value as { rows: readonly { doc: DeviceUser }[] }).rows.map(({ doc }) => doc));
}

const quoted = (key: string): string => encodeURIComponent(JSON.stringify(key));

/** What the rules have to know about the devices, which they cannot look up: see `SiteSecurity`. */
export function siteSecurity(users: readonly DeviceUser[]): SiteSecurity {
	const numberOf = ({ name }: DeviceUser): string => name.slice(deviceUser('').length);
	const admins = users.filter(({ roles }) => roles.includes(ADMIN_DEVICE)).map(numberOf);
	const out = users.filter(({ revoked }) => revoked !== undefined);
	return {
		admins,
		revoked: Object.fromEntries(out.map((user) => [numberOf(user), user.revoked?.accepted ?? []]))
	};
}

/** `_security` of the site's database: devices are its members, and the rules read the rest. */
export const databaseSecurity = (users: readonly DeviceUser[]): object => ({
	admins: { names: [], roles: ['_admin'] },
	members: { names: [], roles: [DEVICE] },
	floorbook: siteSecurity(users)
});

/** What changed on the other side. */
export interface UsersSet {
	readonly written: number;
	readonly removed: number;
}

/**
 * Gives every device of the site its account on a CouchDB, with the password it has, and takes away those of devices that were put
 * out. Says nothing about users that are no devices of the site. A second time changes nothing.
 */
export async function setDeviceUsers(couch: CouchServer, users: readonly DeviceUser[]): Asked<UsersSet> {
	if (users.length === 0) return ok({ written: 0, removed: 0 });
	const keys = users.map(({ _id }) => _id);
	const path = `/${USERS}/_all_docs?include_docs=true`;
	const found = await couch.ask('POST', path, { keys });
	if (!found.ok) return found;
	const rows = rowsOf(couch, path, found.value);
	if (!rows.ok) return rows;
	if (rows.value.length !== keys.length) return err(otherShape(couch, path));
	const edits = users.flatMap((user, index): object[] => {
		const there = rows.value[index]?.['doc'] as DeviceUser | null | undefined;
		const rev = there && { _rev: there['_rev'] };
		if (user.revoked) return there ? [{ _id: user._id, ...rev, _deleted: true }] : [];
		const isSame = there?.derived_key === user.derived_key && String(there.roles) === String(user.roles);
		const { _rev, ...members } = user;
		return isSame ? [] : [{ ...members, ...rev }];
	});
	if (edits.length === 0) return ok({ written: 0, removed: 0 });
	const written = await couch.ask('POST', `/${USERS}/_bulk_docs`, { docs: edits });
	if (!written.ok) return written;
	if (!Array.isArray(written.value)) return err(otherShape(couch, `/${USERS}/_bulk_docs`));
	const refused = (written.value as readonly unknown[]).find((row) => isObject(row) && row['error'] !== undefined);
	if (refused) return err({ status: 500, reason: `${USERS}: ${JSON.stringify(refused)}` });
	const removed = edits.filter((edit) => '_deleted' in edit).length;
	return ok({ written: edits.length - removed, removed });
}
