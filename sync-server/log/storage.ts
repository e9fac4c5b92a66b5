import type { Random } from '#ports/random.ts';
import { makeDirectories } from './data-files.ts';
import { openDatabases, type Databases } from './databases.ts';
import { lockDirectory } from './directory-lock.ts';
import { createDiskReserve, freeBytes } from './disk-reserve.ts';
import { createEnrolmentCodes, type EnrolmentCodes } from './enrolment-codes.ts';
import { createHeads, type Heads } from './heads.ts';
import { openServerFile, serverFileDamaged } from './server-file.ts';
import { MEMORY } from './sqlite.ts';
import { faultOf } from './sqlite-fault.ts';
import { troubleOf, type StorageState } from './storage-state.ts';
import { watchWrite, type Watch } from './watched-database.ts';
import { createWriteQueue } from './write-queue.ts';
import { createWriting } from './writing.ts';

/** Everything the server keeps: one SQLite file for itself and one a database. */
export interface Storage extends Pick<Databases, 'names' | 'database' | 'create' | 'remove'> {
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
	const reserve = isOnDisk && options.reserveBytes ? createDiskReserve(directory, options.reserveBytes) : undefined;
	const writing = createWriting(reserve, report);
	let closed = false;

	const server = openServerFile(directory);
	const serverQueue = createWriteQueue<undefined>(
		server,
		{ mark: () => undefined, restore: () => {}, save: () => {}, committed: () => {} },
		schedule
	);
	const watch: Watch = { ...writing.watch, damaged: (error) => serverFileDamaged(directory, error) };
	const queue = {
		write: <Value>(job: () => Value): Promise<Value> => watchWrite(serverQueue.write(job), watch)
	};
	const selectSetting = server.prepare('SELECT value FROM setting WHERE name = ?');
	const upsertSetting = server.prepare('INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)');
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
	const databases = openDatabases({
		directory,
		server,
		queue,
		schedule,
		disk: writing.watch,
		hex,
		checkedAtStart: options.checkedAtStart ?? CHECKED_AT_START,
		report
	});

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
		names: databases.names,
		database: databases.database,
		create: databases.create,
		remove: databases.remove,
		state() {
			const found = databases.state();
			const troubles = [...troubleOf(writing.state), ...found.damaged.map(({ reason }) => reason)];
			return { writing: writing.state, freeBytes: isOnDisk ? freeBytes(directory) : null, ...found, troubles };
		},
		async tend() {
			if (closed) return;
			databases.check();
			await writing.tend(() => queue.write(() => upsertSetting.run(TRIED, hex(4))));
		},
		close() {
			if (closed) return;
			closed = true;
			writing.close();
			serverQueue.flush();
			databases.close();
			server.close();
			unlock();
		}
	};
}

/** Written to see whether there is room. */
const TRIED = 'tried';
