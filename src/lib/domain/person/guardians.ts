import type { Code } from '../kernel/code.ts';
import type { Role } from '../kernel/role.ts';
import type { PinRow } from './pin.ts';

interface Known {
	readonly id: Code;
	readonly roles: readonly Role[];
	readonly archived: boolean;
}

/** Who has a PIN, whether or not it can be checked here. */
export const pinHolders = (pins: readonly Pick<PinRow, 'id' | 'verifier'>[]): ReadonlySet<Code> =>
	new Set(pins.flatMap(({ id, verifier }) => (verifier === null ? [] : [id])));

/** Those who administer and can show it by a PIN: from the first of them on a site asks who somebody is. */
export const guardiansOf = (people: readonly Known[], holders: ReadonlySet<Code>): Code[] =>
	people
		.filter(({ id, roles, archived }) => !archived && roles.includes('admin') && holders.has(id))
		.map(({ id }) => id);
