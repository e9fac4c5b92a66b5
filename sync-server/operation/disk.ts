import type { Dirent } from 'node:fs';
import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';

/** In bytes. */
export interface DiskFacts {
	/** For this process, on the disk of the data. */
	readonly free: number;
	readonly size: number;
	/** What the data directory takes. */
	readonly data: number;
	/** Of that, write-ahead logs, which shrink by themselves. */
	readonly logs: number;
}

/** Rejects where the directory cannot be read. */
export async function readDisk(directory: string): Promise<DiskFacts> {
	const [{ bavail, bsize, blocks }, entries] = await Promise.all([
		statfs(directory),
		readdir(directory, { recursive: true, withFileTypes: true })
	]);
	const sizes = await Promise.all(entries.filter((entry) => entry.isFile()).map(sizeOf));
	return {
		free: bavail * bsize,
		size: blocks * bsize,
		data: sum(sizes.map(({ bytes }) => bytes)),
		logs: sum(sizes.filter(({ name }) => name.endsWith('-wal')).map(({ bytes }) => bytes))
	};
}

/** A file that is gone by now takes nothing. */
async function sizeOf({ parentPath, name }: Dirent): Promise<{ readonly name: string; readonly bytes: number }> {
	try {
		return { name, bytes: (await stat(join(parentPath, name))).size };
	} catch {
		return { name, bytes: 0 };
	}
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
