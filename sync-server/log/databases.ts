import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { databaseFiles, DATABASES, removeFile } from './data-files.ts';
import { checkBeside } from './database-check.ts';
import { isEmptyDatabaseFile, makeDatabaseFile, openDatabaseFile } from './database-file.ts';
import type { Database } from './database.ts';
import { MEMORY } from './sqlite.ts';
import { faultOf, messageOf } from './sqlite-fault.ts';
import type { StorageState } from './storage-state.ts';
import { DatabaseDamaged, standIn, watchDatabase, type Watch } from './watched-database.ts';
import { StorageFailure, type WriteQueue } from './write-queue.ts';

/** The databases that the server's file lists, each in a file of its own. */
export interface Databases {
	names(): string[];
	/** Of a damaged one all that is asked throws DatabaseDamaged, but for its name; others go on. */
	database(name: string): Database | undefined;
	/** Undefined when there is one of that name already. `now` in milliseconds. */
	create(name: string, now: number): Promise<Database | undefined>;
	remove(name: string): Promise<boolean>;
	state(): Pick<StorageState, 'damaged' | 'unchecked' | 'uncompacted'>;
	/** Looks through those that were not looked through since the start, beside whatever else is done. */
	check(): void;
	close(): void;
}

export interface DatabasesOptions {
	/** The data directory, or MEMORY. */
	readonly directory: string;
	/** The server's file, and what is written to it. */
	readonly server: DatabaseSync;
	readonly queue: Pick<WriteQueue, 'write'>;
	readonly schedule: (run: () => void) => void;
	/** Told what comes of every write. */
	readonly disk: Omit<Watch, 'damaged'>;
	/** Chance, in hexadecimal digits. */
	readonly hex: (bytes: number) => string;
	/** Bytes of databases whose pages are looked through before this returns. */
	readonly checkedAtStart: number;
	readonly report: (sentence: string) => void;
}

interface OpenDatabase {
	readonly database: Database;
	readonly file: string;
	/** Why it is not served. */
	readonly damage?: string;
}

export function openDatabases(options: DatabasesOptions): Databases {
	const { directory, server, queue, schedule, disk, hex, report } = options;
	const isOnDisk = directory !== MEMORY;
	const pathOf = (file: string): string => (isOnDisk ? join(directory, DATABASES, file) : MEMORY);
	const list = server.prepare('SELECT name, file FROM database ORDER BY name');
	const add = server.prepare('INSERT INTO database (name, file) VALUES (?, ?)');
	const drop = server.prepare('DELETE FROM database WHERE name = ?');
	const isRemoved = server.prepare('SELECT 1 FROM setting WHERE name = ?');
	const noteRemoval = server.prepare("INSERT OR REPLACE INTO setting (name, value) VALUES (?, '1')");
	const hasRemovals = server.prepare("SELECT 1 FROM setting WHERE name GLOB 'removed *'");
	const forgetRemovals = server.prepare("DELETE FROM setting WHERE name GLOB 'removed *'");

	const databases = new Map<string, OpenDatabase>();
	const beingMade = new Set<string>();
	const unchecked = new Set<string>();
	let unread = options.checkedAtStart;
	let stopCheck: (() => void) | undefined;
	let closed = false;

	const watched = (name: string, database: Database): Database =>
		watchDatabase(database, { ...disk, damaged: (error) => refuseNow(name, error) });

	const listed = list.all() as { name: string; file: string }[];
	if (isOnDisk) removeOrphans();
	for (const { name, file } of listed) databases.set(name, openListed(name, file));

	/** Files that a stop in the middle of making or removing a database has left. Any other holds what nobody may delete. */
	function removeOrphans(): void {
		const known = new Set(listed.map(({ file }) => file));
		for (const file of databaseFiles(directory).filter((each) => !known.has(each))) {
			if (isRemoved.get(removal(file)) || isEmptyDatabaseFile(pathOf(file))) removeFile(directory, file);
			else report(`${pathOf(file)} holds documents, and no database has it: it is left as it is.`);
		}
		// on a full disk later
		if (hasRemovals.get()) void queue.write(() => forgetRemovals.run()).catch(() => undefined);
	}

	function openListed(name: string, file: string): OpenDatabase {
		const path = pathOf(file);
		try {
			if (isOnDisk && !existsSync(path)) throw new DatabaseDamaged(`${path} is missing`);
			const bytes = isOnDisk ? statSync(path).size : 0;
			const isRead = isOnDisk && bytes <= unread;
			const database = openDatabaseFile(path, { name, schedule, isRead });
			if (isRead) unread -= bytes;
			unchecked.add(name);
			return { database: watched(name, database), file };
		} catch (error) {
			if (error instanceof DatabaseDamaged) return refused(name, file, error.message);
			throw error;
		}
	}

	/** What clients are told names no file. */
	function refused(name: string, file: string, fault: string): OpenDatabase {
		const damage = `${damageOf(name)} ${fault}`;
		report(damage);
		unchecked.delete(name);
		return { database: standIn(name, damageOf(name)), file, damage };
	}

	/** From here on it is refused; feeds end. */
	function refuseNow(name: string, error: unknown): DatabaseDamaged {
		const found = databases.get(name);
		if (found === undefined || found.damage !== undefined) return new DatabaseDamaged(damageOf(name));
		const refusal = refused(name, found.file, `${pathOf(found.file)}: ${messageOf(error)}`);
		databases.set(name, refusal);
		try {
			found.database.close();
		} catch (another) {
			report(`${name}: ${messageOf(another)}`);
		}
		return new DatabaseDamaged(damageOf(name));
	}

	/** One database after the other: indexes are held against tables, which would take too long at the start. */
	function check(): void {
		const [name] = unchecked;
		if (name === undefined || stopCheck !== undefined || closed) return;
		const file = databases.get(name)?.file ?? '';
		stopCheck = checkBeside(pathOf(file), (fault) => {
			stopCheck = undefined;
			unchecked.delete(name);
			// meanwhile it may have been removed, and another one made of its name
			if (fault !== undefined && databases.get(name)?.file === file) refuseNow(name, new Error(fault));
			check();
		});
	}

	return {
		names: () => [...databases.keys()].sort(),
		database: (name) => databases.get(name)?.database,
		async create(name, now) {
			if (databases.has(name) || beingMade.has(name)) return undefined;
			beingMade.add(name);
			const file = `${hex(8)}.sqlite`;
			let database: Database | undefined;
			try {
				database = watched(name, makeDatabaseFile(pathOf(file), { name, schedule, now, generation: hex(8) }));
				// nobody may write into it before the list that finds it again is on disk
				await queue.write(() => add.run(name, file));
				databases.set(name, { database, file });
				return database;
			} catch (error) {
				database?.close();
				// after a failure nobody knows whether the list has it: a file that nobody wrote to goes at the next start
				if (isOnDisk && !(error instanceof StorageFailure && error.fault === 'failed')) removeFile(directory, file);
				if (error instanceof StorageFailure || faultOf(error) === undefined) throw error;
				const failure = new StorageFailure('the database was not made', error);
				disk.refused(failure);
				throw failure;
			} finally {
				beingMade.delete(name);
			}
		},
		async remove(name) {
			const found = databases.get(name);
			if (found === undefined) return false;
			databases.delete(name);
			try {
				await queue.write(() => {
					drop.run(name);
					noteRemoval.run(removal(found.file));
				});
			} catch (error) {
				databases.set(name, found);
				throw error;
			}
			unchecked.delete(name);
			found.database.close();
			if (isOnDisk) removeFile(directory, found.file);
			return true;
		},
		state() {
			const all = [...databases];
			return {
				damaged: all.flatMap(([name, { damage }]) => (damage === undefined ? [] : [{ name, reason: damage }])),
				unchecked: [...unchecked],
				uncompacted: all.flatMap(([name, { database, damage }]) =>
					damage === undefined && database.hasCompactionFailed ? [name] : []
				)
			};
		},
		check,
		close() {
			closed = true;
			stopCheck?.();
			for (const { database } of databases.values()) database.close();
		}
	};
}

const damageOf = (name: string): string =>
	`The database ${name} is damaged and not served until it is restored from a backup.`;

/** Marks a file that is to go with the database it was. */
const removal = (file: string): string => `removed ${file}`;
