import { USERS } from '../auth/accounts.ts';
import { isDatabaseAdmin, isMember, type User } from '../auth/user.ts';
import type { Database } from '../log/database.ts';

/** Whether somebody may use a database. Hashes of passwords are nobody's but the administrators', whoever is made a member of `_users`. */
export const mayUse = (user: User, database: Pick<Database, 'name' | 'security'>): boolean =>
	(database.name === USERS ? isDatabaseAdmin : isMember)(user, database.security());
