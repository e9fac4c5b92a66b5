import type { Members, Security } from '../log/database.ts';

/** Who sends a request: a device, the server's administrator, or nobody. */
export interface User {
	readonly name: string | null;
	readonly roles: readonly string[];
}

export const NOBODY: User = { name: null, roles: [] };

/** CouchDB's role of the server's administrator, who may do everything. */
export const SERVER_ADMIN = '_admin';

/** Held by every enrolled device. */
export const DEVICE = 'device';

/** Held by the devices that may enrol others. */
export const ADMIN_DEVICE = 'admin';

/** Held by displays on a wall, which anybody can reach: they read, and of what they send only what names themselves is taken. */
export const READER = 'reader';

/** A device of this role may bring the events that another device made. */
export const courierFor = (device: string): string => `courier:${device}`;

export const deviceUser = (device: string): string => `device-${device}`;

/** The number of the device this user is, if it is one. */
export const deviceOf = (user: User): string | undefined =>
	user.roles.includes(DEVICE) ? /^device-([0-9a-z]{3})$/.exec(user.name ?? '')?.[1] : undefined;

export const isServerAdmin = (user: User): boolean => user.roles.includes(SERVER_ADMIN);

export const isDatabaseAdmin = (user: User, { admins }: Security): boolean =>
	isServerAdmin(user) || isListed(user, admins);

export const isMember = (user: User, security: Security): boolean =>
	isDatabaseAdmin(user, security) || isListed(user, security.members) || isOpen(security.members);

const isListed = (user: User, { names, roles }: Members): boolean =>
	(user.name !== null && names.includes(user.name)) || user.roles.some((role) => roles.includes(role));

/** CouchDB: a database that names no members belongs to every user. */
const isOpen = ({ names, roles }: Members): boolean => names.length === 0 && roles.length === 0;
