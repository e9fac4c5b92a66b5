import type { DatabaseSync } from 'node:sqlite';
import { faultOf, type SqliteFault } from './sqlite-fault.ts';

/** The disk did not take a write: nothing of it is stored, and nothing of it may be acknowledged. */
export class StorageFailure extends Error {
	override readonly name = 'StorageFailure';
	/** Undefined where SQLite said nothing of the kind. */
	readonly fault: SqliteFault | undefined;

	constructor(message: string, cause: unknown) {
		super(message, { cause });
		this.fault = cause instanceof StorageFailure ? cause.fault : faultOf(cause);
	}
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
	readonly counts: WriteCounts;
}

/** Since the file was opened. */
export interface WriteCounts {
	/** Jobs that were committed, each by itself or with others. */
	readonly jobs: number;
	/** Transactions, and so flushes of the disk. */
	readonly commits: number;
	/** Jobs whose transaction was not stored. */
	readonly failed: number;
}

interface Waiting {
	readonly run: () => () => void;
	readonly reject: (error: unknown) => void;
}

/**
 * One writer with group commit: jobs that arrive in the same turn of the event loop share one transaction and so one flush
 * of the disk, each in a savepoint, so that a failing one takes no other with it.
 *
 * A full disk refuses that transaction only. After an I/O error nobody knows what reached the disk: the kernel may have dropped
 * what it could not write and report the next flush as a success. So nothing is written or acknowledged any more until the
 * file is opened anew, where all that is in its write-ahead log is written through first.
 */
export function createWriteQueue<Mark>(
	sql: DatabaseSync,
	mirror: Mirror<Mark>,
	schedule: (run: () => void) => void
): WriteQueue {
	let waiting: Waiting[] = [];
	let broken: StorageFailure | undefined;
	const counts = { jobs: 0, commits: 0, failed: 0 };

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
			counts.failed += jobs.length;
			const failure = new StorageFailure('the write was not stored', error);
			for (const { reject } of jobs) reject(failure);
			return;
		}
		counts.jobs += jobs.length;
		counts.commits++;
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
			if (!sql.isTransaction || faultOf(error) !== undefined) throw error;
			sql.exec('ROLLBACK TO job; RELEASE job');
			mirror.restore(before);
			return () => reject(error);
		}
	}

	function abandon(error: unknown, before: Mark): void {
		mirror.restore(before);
		const fault = faultOf(error);
		if (fault === 'failed' || fault === 'damaged') halt(error);
		try {
			if (sql.isTransaction) sql.exec('ROLLBACK');
		} catch (another) {
			halt(another);
		}
	}

	function halt(error: unknown): void {
		broken ??= new StorageFailure('an earlier write failed: restart the server', error);
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
		flush,
		counts
	};
}
