import { DEVICE_PROFILES, type DeviceProfile } from '#domain/device/device.ts';
import { isBase32 } from '#domain/kernel/base32.ts';
import { err, ok, type Result } from '#domain/kernel/result.ts';
import { badRequest, type Problem } from '../http/problem.ts';
import { ADMIN_DEVICE, courierFor, DEVICE, READER } from './user.ts';

/** What whoever gives a code out lets its device be. Kept beside the code at the server: no device chooses its own rights. */
export interface Rights {
	/** Null: whatever the device says it is. */
	readonly profile: DeviceProfile | null;
	/** Whether it may enrol, revoke and erase. */
	readonly admin: boolean;
	/** The device whose unsent records it may bring, null for none. `any`: whichever it says it replaces. */
	readonly replaces: string | 'any' | null;
}

/** Of a code that is asked for without saying more: an ordinary device, or one whose storage was lost. */
const OPEN_RIGHTS: Rights = { profile: null, admin: false, replaces: 'any' };

/** Of the code that the server prints: whoever reads that runs the site. */
export const OPENING_RIGHTS: Rights = { profile: null, admin: true, replaces: null };

/** The rights that a request for a code names; the open ones when it names none. */
export function readRights(body: Readonly<Record<string, unknown>>): Result<Rights, Problem> {
	const { profile, admin = false, replaces = null } = body;
	if (profile === undefined && !('admin' in body) && !('replaces' in body)) return ok(OPEN_RIGHTS);
	const known = DEVICE_PROFILES.find((one) => one === profile);
	if (known === undefined) return err(badRequest(`profile must be one of ${DEVICE_PROFILES.join(', ')}`));
	if (typeof admin !== 'boolean') return err(badRequest('admin must be true or false'));
	if (admin && known === 'wall') return err(badRequest('a display on a wall cannot administer the site'));
	if (replaces !== null && !(typeof replaces === 'string' && isBase32(replaces, 3))) {
		return err(badRequest('replaces must be a device number'));
	}
	return ok({ profile: known, admin, replaces });
}

/** The roles of a device that comes with these rights, and says that it is this and replaces that. */
export const rolesBy = ({ admin }: Rights, profile: string, replaces: string | undefined): string[] => [
	DEVICE,
	...(admin ? [ADMIN_DEVICE] : profile === 'wall' ? [READER] : []),
	...(replaces === undefined ? [] : [courierFor(replaces)])
];

export const mayReplace = ({ replaces }: Rights, device: string): boolean => replaces === 'any' || replaces === device;
