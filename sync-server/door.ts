import { DeviceRevoked } from '#domain/device/revocation.ts';
import { codeDevice, isCode } from '#domain/kernel/code.ts';
import type { FloorEvent } from '#domain/kernel/event.ts';
import { ok, type Result } from '#domain/kernel/result.ts';
import { readData } from '#domain/kernel/view.ts';
import type { Devices } from './auth/devices.ts';
import type { User } from './auth/user.ts';
import { checkRules, REVOCATION, type Pushed, type Refusal } from './door-rules.ts';
import type { ChainHead, ChainLink } from './log/chain.ts';

/** A document that may enter. */
export interface Admitted {
	/** An event's place in its device's chain. */
	readonly link?: ChainLink;
	/** A personal text is erased: nothing of it may be left. */
	readonly erases?: boolean;
	/** A device that has to be put out as soon as this is stored. */
	readonly revokes?: Revoked;
}

/** A device that is the site's no more, and how far whoever says so had heard of its chains. */
export interface Revoked {
	readonly device: string;
	readonly event: string;
	readonly accepted: readonly ChainHead[];
}

/**
 * The check at the door of the site's database: the rules, and what this server itself has to do about a document that keeps
 * them. `data` is looked into only where it is about the site's own devices, since the door acts on that.
 */
export function checkAtTheDoor(
	pushed: Pushed,
	user: User,
	devices: Pick<Devices, 'standing'>
): Result<Admitted, Refusal> {
	const kept = checkRules(pushed, user, devices);
	if (!kept.ok) return kept;
	const { event, erases } = kept.value;
	if (event === undefined) return ok(erases ? { erases } : {});
	const { device, epoch, seq, _rev } = event;
	const revokes = revocationOf(event);
	return ok({ link: { device, epoch, seq, hash: _rev.slice(2) }, ...(revokes && { revokes }) });
}

/**
 * The device that an event puts out, if it does. One that a later version wrote in another way still says in its envelope which
 * device it is about.
 */
export function revocationOf(event: FloorEvent): Revoked | undefined {
	const [subject = ''] = event.touches;
	if (event.type !== REVOCATION || !isCode(subject)) return undefined;
	const accepted = readData(DeviceRevoked, event)?.data.accepted ?? [];
	return { device: codeDevice(subject), event: event._id, accepted };
}
