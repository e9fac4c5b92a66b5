import type { DatabaseSync } from 'node:sqlite';

/** The disk did not take a write: nothing of it is stored, and nothing of it may be acknowledged. */
export class StorageFailure extends Error {
	override readonly name = 'StorageFailure';
}

/** What is kept in memory beside the file and has to follow its transactions. */
export interface Mirror<Mark> {
	/** The present state, to come back to. */
	mark(): Mark;
	restore(mark: Mark): void;
	/** Called inside the transaction, before it commits. */
	save(): void;
	/** Called once the transaction is on disk. */
	committed(): void;
}

export interface WriteQueue {
	/** Runs `job` in a transaction of its own fate; resolves once it is on disk. Rejects with `job`'s error or a StorageFailure. */
	write<Value>(job: () => Value): Promise<Value>;
	/** Runs what is queued now. */
	flush(): void;
}

interface Waiting {
	readonly run: () => () => void;
	readonly reject: (error: unknown) => void;
}

const SQLITE_NOMEM = 7;
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;

/**
 * One writer with group commit: jobs that arrive in the same turn of the event loop share one transaction and so one flush
 * of the disk, each in a savepoint, so that a failing one takes no other with it.
 *
 * After an I/O error the state of the file is unknown until it is opened anew, so nothing is written or acknowledged any
 * more; a full disk refuses that transaction only.
 */
export function createWriteQueue<Mark>(
	sql: DatabaseSync,
	mirror: Mirror<Mark>,
	schedule: (run: () => void) => void
): WriteQueue {
	let waiting: Waiting[] = [];
	let broken: StorageFailure | undefined;

	function flush(): void {
		const jobs = waiting;
		waiting = [];
		if (jobs.length === 0) return;
		const before = mirror.mark();
		let settle: (() => void)[];
		try {
			if (broken) throw broken;
			sql.exec('BEGIN IMMEDIATE');
			settle = jobs.map(attempt);
			mirror.save();
			sql.exec('COMMIT');
		} catch (error) {
			abandon(error, before);
			const failure = new StorageFailure('the write was not stored', { cause: error });
			for (const { reject } of jobs) reject(failure);
			return;
		}
		mirror.committed();
		for (const done of settle) done();
	}

	function attempt({ run, reject }: Waiting): () => void {
		const before = mirror.mark();
		sql.exec('SAVEPOINT job');
		try {
			const done = run();
			sql.exec('RELEASE job');
			return done;
		} catch (error) {
			if (!sql.isTransaction || isStorageError(error)) throw error;
			sql.exec('ROLLBACK TO job; RELEASE job');
			mirror.restore(before);
			return () => reject(error);
		}
	}

	function abandon(error: unknown, before: Mark): void {
		if (sql.isTransaction) sql.exec('ROLLBACK');
		mirror.restore(before);
		const code = primaryCode(error);
		if (code === SQLITE_IOERR || code === SQLITE_CORRUPT) {
			broken = new StorageFailure('an earlier write failed: restart the server', { cause: error });
		}
	}

	return {
		write(job) {
			return new Promise((resolve, reject) => {
				waiting.push({
					run: () => {
						const value = job();
						return () => resolve(value);
					},
					reject
				});
				if (waiting.length === 1) schedule(flush);
			});
		},
		flush
	};
}

/** Whether the disk (or memory) failed, which concerns every job of the transaction. */
const isStorageError = (error: unknown): boolean =>
	[SQLITE_NOMEM, SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_FULL].includes(primaryCode(error) ?? 0);

/** SQLite's primary result code; the extended one carries it in its low byte. */
function primaryCode(error: unknown): number | undefined {
	if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
	return error.errcode & 0xff;
}
