import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { AdminAccount } from '../auth/accounts.ts';

/** The administrator, who is also known by a password that is drawn here and never leaves this process. */
export function withOwnPassword(admin: AdminAccount): { readonly admin: AdminAccount; readonly password: string } {
	const password = randomBytes(24).toString('hex');
	const isOwn = (given: string): boolean => {
		const bytes = Buffer.from(given, 'utf8');
		const wanted = Buffer.from(password, 'utf8');
		return bytes.length === wanted.length && timingSafeEqual(bytes, wanted);
	};
	return { password, admin: { ...admin, verify: async (given) => isOwn(given) || admin.verify(given) } };
}
