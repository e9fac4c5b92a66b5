import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { openFile } from './data-files.ts';
import { structureFault } from './database-check.ts';
import { createDatabase, type Database, type DatabaseOptions, type Security } from './database.ts';
import { DATABASE_SCHEMA } from './schema.ts';
import { openSqlite } from './sqlite.ts';
import { faultOf, isSqliteError, messageOf } from './sqlite-fault.ts';
import { DatabaseDamaged } from './watched-database.ts';

/** CouchDB's default: administrators only, until somebody says otherwise. */
const ADMINS_ONLY: Security = {
	admins: { names: [], roles: ['_admin'] },
	members: { names: [], roles: ['_admin'] }
};

interface MadeDatabase extends DatabaseOptions {
	/** Milliseconds since 1970. */
	readonly now: number;
	/** 16 hexadecimal characters that no other database has. */
	readonly generation: string;
}

export function makeDatabaseFile(path: string, { now, generation, ...options }: MadeDatabase): Database {
	const sql = openFile(path, (fresh) => {
		fresh.exec(DATABASE_SCHEMA);
		fresh
			.prepare(
				`INSERT INTO state (one, generation, created, update_seq, documents, deleted, bytes, revs_limit, security)
				VALUES (1, ?, ?, 0, 0, 0, 0, 1000, ?)`
			)
			.run(generation, String(Math.floor(now / 1000)), JSON.stringify(ADMINS_ONLY));
	});
	return createDatabase(sql, options);
}

/** `isRead`: its pages are looked through. Throws DatabaseDamaged for a file that is no sound database. */
export function openDatabaseFile(
	path: string,
	{ isRead, ...options }: DatabaseOptions & { readonly isRead: boolean }
): Database {
	const sql = openSound(path);
	try {
		const fault = isRead ? structureFault(sql, 'quick_check') : undefined;
		if (fault !== undefined) throw new DatabaseDamaged(`${path}: ${fault}`);
		if (!sql.prepare('SELECT 1 FROM state').get()) throw new DatabaseDamaged(`${path} lacks its state`);
		const database = createDatabase(sql, options);
		if (!isSecurity(database.security())) throw new DatabaseDamaged(`${path} does not say who may read it`);
		return database;
	} catch (error) {
		sql.close();
		// with sound pages, tables that are not there or say something else are damage, too
		const isDamage = error instanceof SyntaxError || (isSqliteError(error) && faultOf(error) !== 'full');
		throw isDamage ? new DatabaseDamaged(`${path}: ${messageOf(error)}`) : error;
	}
}

function openSound(path: string): DatabaseSync {
	try {
		return openFile(path, () => {
			throw new DatabaseDamaged(`${path} is empty`);
		});
	} catch (error) {
		const fault = faultOf(error);
		throw fault === 'damaged' || fault === 'failed' ? new DatabaseDamaged(`${path}: ${messageOf(error)}`) : error;
	}
}

/** Whether there is nothing in a file that no database has. What cannot be read is not known to be empty. */
export function isEmptyDatabaseFile(path: string): boolean {
	if (statSync(path).size === 0) return true;
	try {
		const sql = openSqlite(path);
		try {
			const { tables } = sql.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() ?? {};
			return tables === 0 || sql.prepare('SELECT update_seq FROM state').get()?.['update_seq'] === 0;
		} finally {
			sql.close();
		}
	} catch {
		return false;
	}
}

function isSecurity(security: Partial<Security> | null): boolean {
	const lists = [security?.admins, security?.members].flatMap((members) => [members?.names, members?.roles]);
	return lists.every((list) => Array.isArray(list) && list.every((each) => typeof each === 'string'));
}
