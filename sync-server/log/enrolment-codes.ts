import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { WriteQueue } from './write-queue.ts';

/** A one-time code that was given out. Only its hash is kept, so that a copy of the file enrols nobody. */
export interface IssuedCode {
	readonly hash: string;
	/** Names it without being it: whoever gave it out asks by this what became of it. */
	readonly ticket: string;
	/** Milliseconds since 1970. */
	readonly expires: number;
	/** What its device may do, as JSON text. */
	readonly rights: string;
}

export interface KnownCode extends IssuedCode {
	readonly taken: boolean;
	/** The number of the device it made; null before. */
	readonly device: string | null;
}

export interface EnrolmentCodes {
	add(code: IssuedCode): Promise<void>;
	byHash(hash: string): KnownCode | undefined;
	byTicket(ticket: string): KnownCode | undefined;
	/** True for one caller only, and only while the code is valid. `now` in milliseconds since 1970. */
	take(hash: string, now: number): Promise<boolean>;
	settle(hash: string, device: string): Promise<void>;
}

/** How long it can be asked what became of a code that is over, in milliseconds. */
const REMEMBERED = 24 * 3_600_000;

type Row = Omit<KnownCode, 'taken'> & { readonly taken: number };

/** The codes in `sql`, whose table exists. */
export function createEnrolmentCodes(sql: DatabaseSync, queue: Pick<WriteQueue, 'write'>): EnrolmentCodes {
	const insert = sql.prepare('INSERT INTO enrolment (hash, ticket, expires, rights, taken) VALUES (?, ?, ?, ?, 0)');
	const dropOld = sql.prepare('DELETE FROM enrolment WHERE expires <= ?');
	const byHash = sql.prepare('SELECT * FROM enrolment WHERE hash = ?');
	const byTicket = sql.prepare('SELECT * FROM enrolment WHERE ticket = ?');
	const take = sql.prepare('UPDATE enrolment SET taken = 1 WHERE hash = ? AND taken = 0 AND expires > ?');
	const settle = sql.prepare('UPDATE enrolment SET device = ? WHERE hash = ?');
	const find = (statement: StatementSync, key: string): KnownCode | undefined => {
		const row = statement.get(key) as unknown as Row | undefined;
		return row && { ...row, taken: row.taken === 1 };
	};

	return {
		add: ({ hash, ticket, expires, rights }) =>
			queue.write(() => {
				dropOld.run(expires - REMEMBERED);
				insert.run(hash, ticket, expires, rights);
			}),
		byHash: (hash) => find(byHash, hash),
		byTicket: (ticket) => find(byTicket, ticket),
		take: (hash, now) => queue.write(() => take.run(hash, now).changes === 1),
		settle: (hash, device) =>
			queue.write(() => {
				settle.run(device, hash);
			})
	};
}
