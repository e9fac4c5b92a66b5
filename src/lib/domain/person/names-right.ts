import type { Code } from '../kernel/code.ts';
import type { Role } from '../kernel/role.ts';
import type { Hands } from './guard.ts';
import { guardiansOf } from './guardians.ts';
import type { PersonRow } from './person.ts';

/** Whose work it is to know who did what. */
const ROLES: readonly Role[] = ['lead', 'quality', 'planner', 'admin'];

/**
 * Whether names of people may leave the app in a file; badge codes always may. On a guarded site they are for somebody whose work
 * it is and who has shown who they are: an operator, and a device at which nobody is signed in, get codes. Where nobody could show
 * it yet everybody gets names, as everybody may do everything there.
 */
export function mayTakeNames(
	people: readonly Pick<PersonRow, 'id' | 'roles' | 'archived'>[],
	holders: ReadonlySet<Code>,
	{ by, verified = [] }: Hands
): boolean {
	if (guardiansOf(people, holders).length === 0) return true;
	return people.some(
		({ id, roles, archived }) =>
			!archived && by.includes(id) && verified.includes(id) && roles.some((role) => ROLES.includes(role))
	);
}
