import type { DeviceRevoked } from '#domain/device/revocation.ts';
import { mintCode } from '#domain/kernel/code.ts';
import { readEvent, type FloorEvent } from '#domain/kernel/event.ts';
import { isPersonalId, readPersonal } from '#domain/kernel/personal.ts';
import { err, ok, type Result } from '#domain/kernel/result.ts';
import type { Devices } from './auth/devices.ts';
import { ADMIN_DEVICE, courierFor, deviceOf, isServerAdmin, READER, type User } from './auth/user.ts';

/** Why a document may not enter the site's database; words for the row that says so. */
export interface Refusal {
	readonly reason: string;
}

/** A document that keeps the rules. */
export interface Kept {
	/** Missing for what is no event. */
	readonly event?: FloorEvent;
	/** A personal text is erased: nothing of it may be left. */
	readonly erases?: true;
}

/** A document on its way into the site. */
export interface Pushed {
	/** Without `_revisions` and `_deleted`. */
	readonly document: Readonly<Record<string, unknown>> & { readonly _id: string };
	readonly deleted: boolean;
	/** As one a peer already holds, or as an edit made at this server. */
	readonly entry: 'replicated' | 'new';
}

/** Events of this type put a device out. Only the type of its schema is taken, so that the rules stay small. */
export const REVOCATION: typeof DeviceRevoked.type = 'DeviceRevoked';

/**
 * What may enter the site's database, wherever that is: at this server's door, and on an Apache CouchDB, which runs this very
 * code (`cluster/validation`). So it is synchronous, stores nothing, and imports nothing but the kernel.
 *
 * Events are created and never changed, by the device that made them, a courier for it, or the server's administrator; it looks
 * at the envelope and not at `data`: the floor already happened.
 *
 * Whether an event's sequence joins up is not for here: a gap is stored and flagged.
 */
export function checkRules(
	{ document, deleted, entry }: Pushed,
	user: User,
	devices: Pick<Devices, 'standing'>
): Result<Kept, Refusal> {
	const id = document._id;
	if (id.startsWith('_design/')) {
		return isServerAdmin(user) ? ok({}) : err({ reason: 'design documents are written by the server administrator' });
	}
	if (isPersonalId(id) && deleted)
		return mayErase(user) ? ok({ erases: true }) : err({ reason: 'texts are erased by an admin device' });
	if (deleted) return err({ reason: 'events are never deleted' });
	if (entry === 'new') return err({ reason: 'events carry their own revision: push them with new_edits=false' });
	return isPersonalId(id) ? checkPersonal(document) : checkEvent(document, user, devices);
}

function checkEvent(document: unknown, user: User, devices: Pick<Devices, 'standing'>): Result<Kept, Refusal> {
	const read = readEvent(document);
	if (!read.ok) return err({ reason: `not an event: ${read.error.reason}` });
	const event = read.value;
	const { device, epoch, seq } = event;
	if (!speaksFor(user, device))
		return err({ reason: `an event of device ${device}, pushed by ${user.name ?? 'nobody'}` });
	if (user.roles.includes(READER) && !isAboutItself(event)) return err({ reason: 'a display on a wall only reads' });
	// Who comes as itself is known to be the site's; of what others bring, and of what puts a device out, it is asked.
	if (deviceOf(user) === device && event.type !== REVOCATION) return ok({ event });
	const standing = devices.standing(device);
	const last = standing?.revoked && (standing.revoked.find((chain) => chain.epoch === epoch)?.seq ?? 0);
	if (typeof last === 'number' && seq > last) return err({ reason: `device ${device} was revoked after ${last}` });
	if (event.type !== REVOCATION) return ok({ event });
	const isAllowed = isServerAdmin(user) || (standing?.isAdmin ?? false);
	return isAllowed ? ok({ event }) : err({ reason: 'devices are revoked by an admin device' });
}

/** Its own name and profile. */
const isAboutItself = ({ stream, touches, device }: FloorEvent): boolean =>
	stream === 'site' && touches.every((entity) => entity === mintCode('d', device, 0));

function checkPersonal(document: unknown): Result<Kept, Refusal> {
	const text = readPersonal(document);
	return text.ok ? ok({}) : err({ reason: `not a personal text: ${text.error.reason}` });
}

const speaksFor = (user: User, device: string): boolean =>
	deviceOf(user) === device || user.roles.includes(courierFor(device)) || isServerAdmin(user);

/** A leaver's texts go, the events that name them stay. */
const mayErase = (user: User): boolean => isServerAdmin(user) || user.roles.includes(ADMIN_DEVICE);
