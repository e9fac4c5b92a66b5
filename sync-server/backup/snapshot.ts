import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { DATABASES, SERVER_FILE } from '../log/data-files.ts';
import { structureFault } from '../log/database-check.ts';
import { SCHEMA_VERSION } from '../log/schema.ts';
import { settle } from './file-copies.ts';

/** A server's files as they are at one moment, whatever a running server writes meanwhile. */
export interface Snapshot {
	readonly uuid: string;
	readonly server: DatabaseSync;
	readonly databases: readonly SnapshotDatabase[];
	close(): void;
}

export interface SnapshotDatabase {
	readonly name: string;
	readonly file: string;
	readonly sql: DatabaseSync;
}

/** Pages a step: between steps the copy yields to nobody, since the file is held as it is. */
const PAGES = 4096;

/** How often databases may come and go while the files are opened. */
const TRIES = 3;

/** Throws, in words, when there is no server in `directory`, or not all of it. */
export function openSnapshot(directory: string, tries = TRIES): Snapshot {
	const opened: DatabaseSync[] = [];
	const close = (): void => opened.forEach((sql) => sql.close());
	const hold = (path: string): DatabaseSync => {
		const sql = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
		opened.push(sql);
		sql.exec('BEGIN; SELECT count(*) FROM sqlite_schema');
		return sql;
	};
	const path = join(directory, SERVER_FILE);
	if (!existsSync(path)) throw new Error(`there is no ${path}: is ${directory} a server's data directory?`);
	try {
		// First what is said about the events, then the events: nothing is confirmed here that is not there.
		const server = hold(path);
		const version = server.prepare('PRAGMA user_version').get()?.['user_version'];
		if (version !== SCHEMA_VERSION) throw new Error(`${path} has version ${String(version)}, not ${SCHEMA_VERSION}`);
		const uuid = server.prepare("SELECT value FROM setting WHERE name = 'uuid'").get()?.['value'];
		const listed = server.prepare('SELECT name, file FROM database ORDER BY name').all() as {
			name: string;
			file: string;
		}[];
		const gone = listed.find(({ file }) => !existsSync(join(directory, DATABASES, file)));
		if (gone !== undefined) {
			if (tries <= 1) throw new Error(`the file of the database ${gone.name} is missing: ${directory} is damaged`);
			close();
			return openSnapshot(directory, tries - 1);
		}
		const databases = listed.map(({ name, file }) => ({ name, file, sql: hold(join(directory, DATABASES, file)) }));
		return { uuid: String(uuid), server, databases, close };
	} catch (error) {
		close();
		throw error;
	}
}

/** Writes what `sql` holds into one new file that needs nothing beside it. Throws when what it holds is not sound. */
export async function copySnapshot(sql: DatabaseSync, to: string, name: string): Promise<void> {
	await backup(sql, to, { rate: PAGES });
	const copy = new DatabaseSync(to);
	try {
		copy.exec('PRAGMA journal_mode = DELETE');
		const fault = structureFault(copy, 'integrity_check');
		if (fault !== undefined) throw new Error(`${name} is damaged (${fault}): this would be no backup of it`);
	} finally {
		copy.close();
	}
	await settle(to);
}
