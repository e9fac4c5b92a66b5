import { readEvent } from '#domain/kernel/event.ts';
import { isPersonalId, readPersonal } from '#domain/kernel/personal.ts';
import { err, ok, type Result } from '#domain/kernel/result.ts';
import { ADMIN_DEVICE, courierFor, deviceOf, isServerAdmin, type User } from './auth/user.ts';
import type { ChainLink } from './log/chain.ts';

/** Why a document may not enter the site's database; words for the row that says so. */
export interface Refusal {
	readonly reason: string;
}

/** A document that may enter. */
export interface Admitted {
	/** An event's place in its device's chain. */
	readonly link?: ChainLink;
	/** A personal text is erased: nothing of it may be left. */
	readonly erases?: boolean;
}

/** How a document comes: as one a peer already holds, or as an edit made at this server. */
export type Entry = 'replicated' | 'new';

/**
 * The check at the door of the site's database. Events are created and never changed, by the device that made them, a
 * courier for it, or the server's administrator; it looks at the envelope, never at `data`: the floor already happened.
 *
 * `document` is as pushed, without `_revisions` and `_deleted`; whether an event's sequence joins up is not for here, a gap
 * is stored and flagged.
 */
export function checkAtTheDoor(
	document: Readonly<Record<string, unknown>> & { readonly _id: string },
	deleted: boolean,
	entry: Entry,
	user: User
): Result<Admitted, Refusal> {
	const id = document._id;
	if (id.startsWith('_design/')) {
		return isServerAdmin(user) ? ok({}) : err({ reason: 'design documents are written by the server administrator' });
	}
	if (isPersonalId(id) && deleted)
		return mayErase(user) ? ok({ erases: true }) : err({ reason: 'texts are erased by an admin device' });
	if (deleted) return err({ reason: 'events are never deleted' });
	if (entry === 'new') return err({ reason: 'events carry their own revision: push them with new_edits=false' });
	return isPersonalId(id) ? checkPersonal(document) : checkEvent(document, user);
}

function checkEvent(document: unknown, user: User): Result<Admitted, Refusal> {
	const event = readEvent(document);
	if (!event.ok) return err({ reason: `not an event: ${event.error.reason}` });
	const { device, epoch, seq, _rev } = event.value;
	if (!speaksFor(user, device))
		return err({ reason: `an event of device ${device}, pushed by ${user.name ?? 'nobody'}` });
	return ok({ link: { device, epoch, seq, hash: _rev.slice(2) } });
}

function checkPersonal(document: unknown): Result<Admitted, Refusal> {
	const text = readPersonal(document);
	return text.ok ? ok({}) : err({ reason: `not a personal text: ${text.error.reason}` });
}

const speaksFor = (user: User, device: string): boolean =>
	deviceOf(user) === device || user.roles.includes(courierFor(device)) || isServerAdmin(user);

/** A leaver's texts go, the events that name them stay. */
const mayErase = (user: User): boolean => isServerAdmin(user) || user.roles.includes(ADMIN_DEVICE);
