import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isBusy } from './sqlite-fault.ts';

/** Its file's name in the data directory. */
export const LOCK = 'lock';

/**
 * Takes a data directory for this process and returns what gives it back. The lock is the kernel's, on a file that stays empty: it
 * goes with the process, however that ends, so that none is ever left behind. Throws, in words, when another one has it.
 */
export function lockDirectory(directory: string): () => void {
	const sql = new DatabaseSync(join(directory, LOCK), { timeout: 0 });
	try {
		sql.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
		return () => sql.close();
	} catch (error) {
		sql.close();
		if (!isBusy(error)) throw error;
		throw new Error(`another server is running on ${directory}: stop it first, or use another DATA_DIR`, {
			cause: error
		});
	}
}
