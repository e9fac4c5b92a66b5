import { DatabaseSync } from 'node:sqlite';

/** Durability as promised: what was answered survives a power cut. Values as SQLite reads them back. */
const SETTINGS: readonly (readonly [pragma: string, set: string, read: string | number])[] = [
	['journal_mode', 'WAL', 'wal'],
	['synchronous', 'FULL', 2],
	['wal_autocheckpoint', '1000', 1000],
	['journal_size_limit', '67108864', 67_108_864],
	['mmap_size', '0', 0],
	// what a savepoint would put beside the file is kept in memory: one disk less that can be full
	['temp_store', 'MEMORY', 2],
	// what was erased is overwritten, not only forgotten
	['secure_delete', 'ON', 1],
	['trusted_schema', 'OFF', 0]
];

export const MEMORY = ':memory:';

/** What a database without a file has no use for. */
const FILE_ONLY: readonly string[] = ['journal_mode', 'mmap_size'];

/** Milliseconds. Nobody else writes, but a backup or an export that opens the file at the same moment holds a lock for a while. */
const LOCK_TIMEOUT = 5_000;

/** 3.51.3 mends a fault in the write-ahead log that can lose commits; 3.52.0 was withdrawn. */
const FLOOR = [3, 51, 3] as const;
const WITHDRAWN = '3.52.0';

/**
 * Opens the database file `path` (`:memory:` for one that dies with the process) and reads every setting back.
 * Throws when this SQLite, or this disk, cannot keep the promise.
 */
export function openSqlite(path: string): DatabaseSync {
	const sql = new DatabaseSync(path, { enableForeignKeyConstraints: false, timeout: LOCK_TIMEOUT });
	try {
		requireSafeVersion(String(sql.prepare('SELECT sqlite_version() AS version').get()?.['version']));
		for (const [pragma, set, read] of SETTINGS) {
			sql.exec(`PRAGMA ${pragma} = ${set}`);
			const [value] = Object.values(sql.prepare(`PRAGMA ${pragma}`).get() ?? {});
			if (value === read || (path === MEMORY && FILE_ONLY.includes(pragma))) continue;
			throw new Error(`SQLite took ${pragma} = ${String(value)} instead of ${read} for ${path}`);
		}
		return sql;
	} catch (error) {
		sql.close();
		throw error;
	}
}

/** Throws for a version of SQLite that can lose what it has committed. */
export function requireSafeVersion(version: string): void {
	const parts = version.split('.').map(Number);
	const difference = FLOOR.map((least, index) => (parts[index] ?? 0) - least).find((part) => part !== 0) ?? 0;
	if (difference < 0 || version === WITHDRAWN) {
		throw new Error(`SQLite ${version} can lose commits: ${FLOOR.join('.')} or newer is needed, and not ${WITHDRAWN}`);
	}
}
