import { Worker } from 'node:worker_threads';
import type { DatabaseSync } from 'node:sqlite';

/** What is wrong with the structure of the file behind `sql`, in SQLite's words; undefined when nothing is. Reads all of it. */
export function structureFault(sql: DatabaseSync, check: 'quick_check' | 'integrity_check'): string | undefined {
	const [line] = Object.values(sql.prepare(`PRAGMA ${check}(1)`).get() ?? {});
	return line === 'ok' ? undefined : String(line);
}

/**
 * Looks through a file more closely, in a thread of its own, while it is in use. `done` is called once, with a fault or with
 * undefined, also where the check itself could not be made; never after the returned function was called.
 */
export function checkBeside(path: string, done: (fault: string | undefined) => void): () => void {
	const worker = new Worker(new URL('./database-check-worker.ts', import.meta.url), { workerData: path });
	worker.unref();
	let listening = true;
	const tell = (fault: string | undefined): void => {
		if (!listening) return;
		listening = false;
		done(fault);
	};
	worker.once('message', (fault: string | null) => tell(fault ?? undefined));
	worker.once('error', () => tell(undefined));
	return () => {
		listening = false;
		void worker.terminate();
	};
}
