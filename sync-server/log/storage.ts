import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Random } from '#ports/random.ts';
import { createDatabase, type Database, type Security } from './database.ts';
import { createEnrolmentCodes, type EnrolmentCodes } from './enrolment-codes.ts';
import { createHeads, type Heads } from './heads.ts';
import { DATABASE_SCHEMA, SCHEMA_VERSION, SERVER_ADDITIONS, SERVER_SCHEMA } from './schema.ts';
import { MEMORY, openSqlite } from './sqlite.ts';
import { createWriteQueue } from './write-queue.ts';

/** Everything the server keeps: one SQLite file for itself and one a database. */
export interface Storage {
	/** 32 hexadecimal characters, the same for ever: clients build the names of their checkpoints from it. */
	readonly uuid: string;
	/** Signs cookies; never leaves the server. */
	readonly secret: string;
	setting(name: string): string | undefined;
	setSetting(name: string, value: string): Promise<void>;
	/** The next number of a count that never repeats one, on disk before it is told. */
	nextNumber(count: string): Promise<number>;
	readonly codes: EnrolmentCodes;
	readonly heads: Heads;
	names(): string[];
	database(name: string): Database | undefined;
	/** Undefined when there is one of that name already. `now` in milliseconds. */
	create(name: string, now: number): Promise<Database | undefined>;
	remove(name: string): Promise<boolean>;
	close(): void;
}

export interface StorageOptions {
	/** Where the files go; `:memory:` keeps everything in this process. */
	readonly directory: string;
	readonly random: Random;
	/** When queued writes run: late in a turn of the event loop lets concurrent requests share one flush of the disk. */
	readonly schedule?: (run: () => void) => void;
}

/** CouchDB's default: administrators only, until somebody says otherwise. */
export const ADMINS_ONLY: Security = {
	admins: { names: [], roles: ['_admin'] },
	members: { names: [], roles: ['_admin'] }
};

interface OpenDatabase {
	readonly database: Database;
	readonly file: string;
}

/** Throws when the files cannot be opened, or cannot be trusted to keep what is written. */
export function openStorage({ directory, random, schedule = setImmediate }: StorageOptions): Storage {
	const hex = (bytes: number): string => Buffer.from(random.bytes(bytes)).toString('hex');
	const files = directory === MEMORY ? undefined : join(directory, 'databases');
	if (files !== undefined) mkdirSync(files, { recursive: true });
	const pathOf = (file: string): string => (files === undefined ? MEMORY : join(files, file));

	const server = open(files === undefined ? MEMORY : join(directory, 'server.sqlite'), (fresh) =>
		fresh.exec(SERVER_SCHEMA)
	);
	server.exec(SERVER_ADDITIONS);
	const queue = createWriteQueue<undefined>(
		server,
		{ mark: () => undefined, restore: () => {}, save: () => {}, committed: () => {} },
		schedule
	);
	const selectSetting = server.prepare('SELECT value FROM setting WHERE name = ?');
	const upsertSetting = server.prepare('INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)');
	const listDatabases = server.prepare('SELECT name, file FROM database ORDER BY name');
	const addDatabase = server.prepare('INSERT INTO database (name, file) VALUES (?, ?)');
	const dropDatabase = server.prepare('DELETE FROM database WHERE name = ?');

	const setting = (name: string) => selectSetting.get(name)?.['value'] as string | undefined;
	const drawnOnce = (name: string, bytes: number): string => {
		const present = setting(name);
		if (present !== undefined) return present;
		const drawn = hex(bytes);
		upsertSetting.run(name, drawn);
		return drawn;
	};

	const uuid = drawnOnce('uuid', 16);
	const secret = drawnOnce('secret', 32);
	const databases = new Map<string, OpenDatabase>();
	const beingMade = new Set<string>();
	const listed = listDatabases.all() as { name: string; file: string }[];
	if (files !== undefined) removeOrphans(files, new Set(listed.map(({ file }) => file)));
	for (const { name, file } of listed) {
		const sql = open(pathOf(file), () => {
			throw new Error(`the file ${file} of the database ${name} is missing: restore it from a backup`);
		});
		databases.set(name, { database: createDatabase(sql, { name, schedule }), file });
	}

	function make(name: string, file: string, now: number): Database {
		const sql = open(pathOf(file), (fresh) => {
			fresh.exec(DATABASE_SCHEMA);
			fresh
				.prepare(
					`INSERT INTO state (one, generation, created, update_seq, documents, deleted, bytes, revs_limit, security)
					VALUES (1, ?, ?, 0, 0, 0, 0, 1000, ?)`
				)
				.run(hex(8), String(Math.floor(now / 1000)), JSON.stringify(ADMINS_ONLY));
		});
		return createDatabase(sql, { name, schedule });
	}

	return {
		uuid,
		secret,
		setting,
		setSetting: (name, value) =>
			queue.write(() => {
				upsertSetting.run(name, value);
			}),
		nextNumber: (count) =>
			queue.write(() => {
				const next = Number(setting(count) ?? 0) + 1;
				upsertSetting.run(count, String(next));
				return next;
			}),
		codes: createEnrolmentCodes(server, queue),
		heads: createHeads(server, queue),
		names: () => [...databases.keys()].sort(),
		database: (name) => databases.get(name)?.database,
		async create(name, now) {
			if (databases.has(name) || beingMade.has(name)) return undefined;
			beingMade.add(name);
			const file = `${hex(8)}.sqlite`;
			const database = make(name, file, now);
			try {
				// nobody may write into it before the list that finds it again is on disk
				await queue.write(() => addDatabase.run(name, file));
				databases.set(name, { database, file });
				return database;
			} catch (error) {
				database.close();
				throw error;
			} finally {
				beingMade.delete(name);
			}
		},
		async remove(name) {
			const found = databases.get(name);
			if (found === undefined) return false;
			databases.delete(name);
			await queue.write(() => dropDatabase.run(name));
			found.database.close();
			if (files !== undefined) removeFile(files, found.file);
			return true;
		},
		close() {
			queue.flush();
			for (const { database } of databases.values()) database.close();
			server.close();
		}
	};
}

/** Opens a file of ours, fills it when it is new, refuses one of another version. */
function open(path: string, fill: (fresh: DatabaseSync) => void): DatabaseSync {
	const sql = openSqlite(path);
	try {
		const version = sql.prepare('PRAGMA user_version').get()?.['user_version'];
		if (version === 0) {
			sql.exec('BEGIN IMMEDIATE');
			fill(sql);
			sql.exec(`PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`);
		} else if (version !== SCHEMA_VERSION) {
			throw new Error(`${path} has version ${String(version)}, this server reads version ${SCHEMA_VERSION}`);
		}
		return sql;
	} catch (error) {
		sql.close();
		throw error;
	}
}

/** Files that a stop in the middle of making or removing a database has left. */
function removeOrphans(directory: string, listed: ReadonlySet<string>): void {
	for (const file of readdirSync(directory)) {
		if (file.endsWith('.sqlite') && !listed.has(file)) removeFile(directory, file);
	}
}

function removeFile(directory: string, file: string): void {
	for (const suffix of ['', '-wal', '-shm']) rmSync(join(directory, file + suffix), { force: true });
}
