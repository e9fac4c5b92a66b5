import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { structureFault } from './database-check.ts';
import { faultOf } from './sqlite-fault.ts';

/** Undefined also for a file that went meanwhile, with its database. */
function check(path: string): string | undefined {
	const sql = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
	try {
		return structureFault(sql, 'integrity_check');
	} catch (error) {
		if (faultOf(error) !== 'damaged') return undefined;
		return error instanceof Error ? error.message : String(error);
	} finally {
		sql.close();
	}
}

parentPort?.postMessage(check(String(workerData)) ?? null);
