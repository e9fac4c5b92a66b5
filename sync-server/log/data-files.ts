import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { SCHEMA_VERSION } from './schema.ts';
import { openSqlite } from './sqlite.ts';
import { faultOf } from './sqlite-fault.ts';

/** The server's own file in a data directory, and the folder of one file a database. */
export const SERVER_FILE = 'server.sqlite';
export const DATABASES = 'databases';

/** Where a restore puts its files together. Left only by one that was broken off. */
export const RESTORING = 'restoring';

const SUFFIX = '.sqlite';

/** Makes the folders of a data directory, for its owner only, and has them on disk. */
export function makeDirectories(directory: string): void {
	const databases = join(directory, DATABASES);
	if (mkdirSync(databases, { recursive: true, mode: 0o700 }) === undefined) return;
	for (const made of [databases, directory, dirname(resolve(directory))]) flushDirectory(made);
}

/** Has what was made, renamed or removed in a folder on disk. */
export function flushDirectory(directory: string): void {
	const handle = openSync(directory, 'r');
	try {
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
}

/**
 * Opens a file of ours, fills it when it is new, refuses one of another version. What the process before left in the write-ahead
 * log is written through first: after a failed flush nobody knows how much of that log is on the disk itself.
 */
export function openFile(path: string, fill: (fresh: DatabaseSync) => void): DatabaseSync {
	const sql = openSqlite(path);
	try {
		const version = sql.prepare('PRAGMA user_version').get()?.['user_version'];
		if (version === 0) {
			sql.exec('BEGIN IMMEDIATE');
			fill(sql);
			sql.exec(`PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`);
		} else if (version !== SCHEMA_VERSION) {
			throw new Error(`${path} has version ${String(version)}, this server reads version ${SCHEMA_VERSION}`);
		} else {
			writeThrough(sql);
		}
		return sql;
	} catch (error) {
		sql.close();
		throw error;
	}
}

/** Waits for nobody: while a backup reads, only what it needs no more is written. On a full disk the log stays as it is: it is read as well, and what was acknowledged is in it. */
function writeThrough(sql: DatabaseSync): void {
	try {
		sql.exec('PRAGMA wal_checkpoint(PASSIVE)');
	} catch (error) {
		if (faultOf(error) !== 'full') throw error;
	}
}

export const databaseFiles = (directory: string): string[] => {
	const databases = join(directory, DATABASES);
	return existsSync(databases) ? readdirSync(databases).filter((file) => file.endsWith(SUFFIX)) : [];
};

/** `name` in the folder of databases, with what SQLite keeps beside it. */
export function removeFile(directory: string, name: string): void {
	for (const suffix of ['', '-wal', '-shm']) rmSync(join(directory, DATABASES, name + suffix), { force: true });
}
