import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '#ports/random.ts';
import { databaseFiles, DATABASES, makeDirectories, removeFile } from './data-files.ts';
import { checkBeside } from './database-check.ts';
import { isEmptyDatabaseFile, makeDatabaseFile, openDatabaseFile } from './database-file.ts';
import type { Database } from './database.ts';
import { lockDirectory } from './directory-lock.ts';
import { createDiskReserve, freeBytes } from './disk-reserve.ts';
import { createEnrolmentCodes, type EnrolmentCodes } from './enrolment-codes.ts';
import { createHeads, type Heads } from './heads.ts';
import { openServerFile, serverFileDamaged } from './server-file.ts';
import { MEMORY } from './sqlite.ts';
import { faultOf, messageOf } from './sqlite-fault.ts';
import { troubleOf, writingAfter, type StorageState } from './storage-state.ts';
import { DatabaseDamaged, standIn, watchDatabase, watchWrite, type Watch } from './watched-database.ts';
import { createWriteQueue, StorageFailure } from './write-queue.ts';

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
	/** Of a damaged one all that is asked throws DatabaseDamaged, but for its name; others go on. */
	database(name: string): Database | undefined;
	/** Undefined when there is one of that name already. `now` in milliseconds. */
	create(name: string, now: number): Promise<Database | undefined>;
	remove(name: string): Promise<boolean>;
	state(): StorageState;
	/**
	 * Looks after the files: the reserve is laid in again, a disk that was full is tried, and once after each start every
	 * database is looked through. To be called every few seconds.
	 */
	tend(): Promise<void>;
	close(): void;
}

export interface StorageOptions {
	/** Where the files go; `:memory:` keeps everything in this process. */
	readonly directory: string;
	readonly random: Random;
	/** When queued writes run: late in a turn of the event loop lets concurrent requests share one flush of the disk. */
	readonly schedule?: (run: () => void) => void;
	/** Room to keep for a full disk. None unless told. */
	readonly reserveBytes?: number;
	/** Bytes of databases whose pages are looked through before the start is over. */
	readonly checkedAtStart?: number;
	/** Told, in a sentence, when something goes wrong with the files, and when it is well again. */
	readonly report?: (sentence: string) => void;
}

/** A quarter of a second from memory, one to two from a disk. */
const CHECKED_AT_START = 256 * 2 ** 20;

interface OpenDatabase {
	readonly database: Database;
	readonly file: string;
	/** Why it is not served. */
	readonly damage?: string;
}

/**
 * Throws, in words, when another process has the directory, when the server's own file is missing or damaged, or when the disk
 * cannot be trusted to keep what is written.
 */
export function openStorage(options: StorageOptions): Storage {
	const { directory } = options;
	if (directory === MEMORY) return openUnlocked(options, () => undefined);
	makeDirectories(directory);
	const unlock = lockDirectory(directory);
	const open = () => openUnlocked(options, unlock);
	try {
		try {
			return open();
		} catch (error) {
			if (faultOf(error) !== 'full' || !createDiskReserve(directory, 0).release()) throw error;
			return open();
		}
	} catch (error) {
		unlock();
		if (faultOf(error) !== 'full') throw error;
		throw new Error(`there is no room on the disk of ${directory}: make some, then start again`, { cause: error });
	}
}

function openUnlocked(options: StorageOptions, unlock: () => void): Storage {
	const { directory, random, schedule = setImmediate, report = () => {} } = options;
	const hex = (bytes: number): string => Buffer.from(random.bytes(bytes)).toString('hex');
	const isOnDisk = directory !== MEMORY;
	const pathOf = (file: string): string => (isOnDisk ? join(directory, DATABASES, file) : MEMORY);
	const reserve = isOnDisk && options.reserveBytes ? createDiskReserve(directory, options.reserveBytes) : undefined;
	let writing: StorageState['writing'] = 'ok';
	let closed = false;

	function turnTo(next: StorageState['writing']): void {
		if (writing === next) return;
		writing = next;
		report(troubleOf(next)[0] ?? 'There is room on the disk again: writing goes on.');
	}
	const disk: Omit<Watch, 'damaged'> = {
		stored() {
			if (writing === 'full') turnTo(reserve === undefined || reserve.isWhole() ? 'ok' : 'reserve');
		},
		refused({ fault }) {
			const after = writingAfter(fault);
			if (after === 'full' && reserve?.release()) turnTo('reserve');
			else if (after !== undefined && writing !== 'failed') turnTo(after);
		}
	};

	const server = openServerFile(directory);
	const serverQueue = createWriteQueue<undefined>(
		server,
		{ mark: () => undefined, restore: () => {}, save: () => {}, committed: () => {} },
		schedule
	);
	const serverWatch: Watch = { ...disk, damaged: (error) => serverFileDamaged(directory, error) };
	const queue = {
		write: <Value>(job: () => Value): Promise<Value> => watchWrite(serverQueue.write(job), serverWatch)
	};
	const selectSetting = server.prepare('SELECT value FROM setting WHERE name = ?');
	const upsertSetting = server.prepare('INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)');
	const listDatabases = server.prepare('SELECT name, file FROM database ORDER BY name');
	const addDatabase = server.prepare('INSERT INTO database (name, file) VALUES (?, ?)');
	const dropDatabase = server.prepare('DELETE FROM database WHERE name = ?');
	const hasRemovals = server.prepare("SELECT 1 FROM setting WHERE name GLOB 'removed *'");
	const forgetRemovals = server.prepare("DELETE FROM setting WHERE name GLOB 'removed *'");

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
	if (isOnDisk) removeOrphans();
	let unread = options.checkedAtStart ?? CHECKED_AT_START;
	const unchecked = new Set<string>();
	let stopCheck: (() => void) | undefined;
	const watched = (name: string, database: Database): Database =>
		watchDatabase(database, { ...disk, damaged: (error) => refuseNow(name, error) });
	for (const { name, file } of listed) databases.set(name, openListed(name, file));

	/** Files that a stop in the middle of making or removing a database has left. Any other holds what nobody may delete. */
	function removeOrphans(): void {
		const known = new Set(listed.map(({ file }) => file));
		for (const file of databaseFiles(directory).filter((each) => !known.has(each))) {
			if (setting(removal(file)) !== undefined || isEmptyDatabaseFile(pathOf(file))) removeFile(directory, file);
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
	function checkNext(): void {
		const [name] = unchecked;
		if (name === undefined || stopCheck !== undefined || closed) return;
		const file = databases.get(name)?.file ?? '';
		stopCheck = checkBeside(pathOf(file), (fault) => {
			stopCheck = undefined;
			unchecked.delete(name);
			// meanwhile it may have been removed, and another one made of its name
			if (fault !== undefined && databases.get(name)?.file === file) refuseNow(name, new Error(fault));
			checkNext();
		});
	}

	const make = (name: string, file: string, now: number): Database =>
		watched(name, makeDatabaseFile(pathOf(file), { name, schedule, now, generation: hex(8) }));

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
			let database: Database | undefined;
			try {
				database = make(name, file, now);
				// nobody may write into it before the list that finds it again is on disk
				await queue.write(() => addDatabase.run(name, file));
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
					dropDatabase.run(name);
					upsertSetting.run(removal(found.file), '1');
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
			const damaged = [...databases].flatMap(([name, { damage }]) =>
				damage === undefined ? [] : [{ name, reason: damage }]
			);
			const sound = [...databases].filter(([, { damage }]) => damage === undefined);
			return {
				writing,
				freeBytes: isOnDisk ? freeBytes(directory) : null,
				damaged,
				unchecked: [...unchecked],
				uncompacted: sound.filter(([, { database }]) => database.hasCompactionFailed).map(([name]) => name),
				troubles: [...troubleOf(writing), ...damaged.map(({ reason }) => reason)]
			};
		},
		async tend() {
			if (closed) return;
			checkNext();
			// a transaction that writes a page shows whether there is room
			if (writing === 'full') await queue.write(() => upsertSetting.run(TRIED, hex(4))).catch(() => undefined);
			await reserve?.lay();
			if (reserve === undefined || closed) return;
			if (writing === 'ok' && !reserve.isWhole()) turnTo('reserve');
			if (writing === 'reserve' && reserve.isWhole()) turnTo('ok');
		},
		close() {
			if (closed) return;
			closed = true;
			stopCheck?.();
			serverQueue.flush();
			for (const { database } of databases.values()) database.close();
			server.close();
			unlock();
		}
	};
}

const damageOf = (name: string): string =>
	`The database ${name} is damaged and not served until it is restored from a backup.`;

/** Marks a file that is to go with the database it was. */
const removal = (file: string): string => `removed ${file}`;

/** Written to see whether there is room. */
const TRIED = 'tried';
