import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** In the data directory, beside what it is about: a backup is made by a process of its own. */
const FILE = 'last-backup';

/** Notes that a whole backup was made. Whoever backs up may not be let write here: that is no fault of the backup. */
export function noteBackup(directory: string, now: number): void {
	try {
		writeFileSync(join(directory, FILE), `${new Date(now).toISOString()}\n`);
	} catch {
		return;
	}
}

/** When the last one was made, in milliseconds since 1970; null where none is known of. */
export function lastBackup(directory: string): number | null {
	try {
		const at = Date.parse(readFileSync(join(directory, FILE), 'utf8').trim());
		return Number.isNaN(at) ? null : at;
	} catch {
		return null;
	}
}
