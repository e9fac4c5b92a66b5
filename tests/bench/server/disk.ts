import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const PAGES = 200;

/** Milliseconds until each of some pages is on the disk of a folder: what no server that awaits it can do a write in less than. */
export function syncTimes(folder: string): number[] {
	const path = join(folder, 'pages');
	const page = Buffer.alloc(4_096, 1);
	const file = openSync(path, 'w');
	const times = Array.from({ length: PAGES }, () => {
		const began = performance.now();
		writeSync(file, page);
		fsyncSync(file);
		return performance.now() - began;
	});
	closeSync(file);
	rmSync(path);
	return times;
}
