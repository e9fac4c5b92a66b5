import { err, ok } from '#domain/kernel/result.ts';
import { isObject } from '../http/body.ts';
import type { Asked, CouchServer } from './couch-server.ts';
import type { DesignDocument } from './design-document.ts';
import { databaseSecurity, setDeviceUsers, type DeviceUser, type UsersSet } from './site-users.ts';

/** What the app asks by `_find`: how far a device's chain is here. */
const CHAIN_INDEX = {
	index: { fields: ['device', 'epoch', 'seq'] },
	ddoc: 'floorbook-chain',
	name: 'chain',
	type: 'json'
};

/** The oldest CouchDB that keeps a password as this server does. */
const OLDEST = [3, 4] as const;

/** Its version, when it is a CouchDB that a site can move to, and whoever asks may do everything there. */
export async function checkServer(couch: CouchServer): Asked<string> {
	const root = await couch.ask('GET', '/');
	if (!root.ok) return root;
	const { couchdb, version } = root.value as { couchdb?: unknown; version?: unknown };
	if (couchdb !== 'Welcome' || typeof version !== 'string') {
		return err({ status: 0, reason: `${couch.url} answers, and is no CouchDB` });
	}
	const [major = 0, minor = 0] = version.split('.').map(Number);
	if (major !== OLDEST[0] || minor < OLDEST[1]) {
		const why = major < 4 ? 'an older one takes no password of a device' : 'newer ones were not tried';
		return err({ status: 0, reason: `${couch.url} is CouchDB ${version}, and it has to be 3.4 or later of 3: ${why}` });
	}
	const session = await couch.ask('GET', '/_session');
	if (!session.ok) return session;
	const { userCtx } = session.value as { userCtx?: { name?: unknown; roles?: unknown } };
	const isAdmin = Array.isArray(userCtx?.roles) && userCtx.roles.includes('_admin');
	if (!isAdmin) return err({ status: 403, reason: `${String(userCtx?.name)} is no administrator of ${couch.url}` });
	return ok(version);
}

/**
 * Makes what a site needs on a CouchDB, in an order that leaves no moment in which somebody gets in who should not. What is there
 * already stays as it is.
 */
export async function prepareSite(
	couch: CouchServer,
	database: string,
	design: DesignDocument,
	users: readonly DeviceUser[]
): Asked<UsersSet> {
	for (const name of ['_users', database]) {
		const made = await couch.ask('PUT', `/${name}`);
		if (!made.ok && made.error.status !== 412) return made;
	}
	const steps = [
		() => setSecurity(couch, database, users),
		() => setDesign(couch, database, design),
		() => couch.ask('POST', `/${database}/_index`, CHAIN_INDEX)
	];
	for (const step of steps) {
		const done = await step();
		if (!done.ok) return done;
	}
	return setDeviceUsers(couch, users);
}

/** Who may read, and what the rules have to know about the devices. */
export const setSecurity = (couch: CouchServer, database: string, users: readonly DeviceUser[]): Asked<unknown> =>
	couch.ask('PUT', `/${database}/_security`, databaseSecurity(users));

async function setDesign(couch: CouchServer, database: string, design: DesignDocument): Asked<unknown> {
	const path = `/${database}/${design._id}`;
	const there = await couch.ask('GET', path);
	if (!there.ok && there.error.status !== 404) return there;
	const before = there.ok && isObject(there.value) ? there.value : {};
	const isSame = before['rules'] === design.rules && before['validate_doc_update'] === design.validate_doc_update;
	return isSame
		? there
		: couch.ask('PUT', path, { ...design, ...(before['_rev'] !== undefined && { _rev: before['_rev'] }) });
}
