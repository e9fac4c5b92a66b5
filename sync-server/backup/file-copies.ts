import { createHash } from 'node:crypto';
import { closeSync, createReadStream, fsyncSync, openSync, statSync } from 'node:fs';
import { copyFile, chmod } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { flushDirectory } from '../log/data-files.ts';
import { dirname } from 'node:path';
import type { BackupFile } from './manifest.ts';

const FOR_OWNER_ONLY = 0o600;

/** Copies a file, for its owner only, and has it on disk. */
export async function copyToDisk(from: string, to: string): Promise<void> {
	await copyFile(from, to);
	await settle(to);
}

/** Has a finished file on disk, for its owner only. */
export async function settle(path: string): Promise<void> {
	await chmod(path, FOR_OWNER_ONLY);
	const handle = openSync(path, 'r');
	try {
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
	flushDirectory(dirname(path));
}

/** The file at `path`, as a manifest names it. */
export async function describeFile(path: string, name: string): Promise<BackupFile> {
	const hash = createHash('sha256');
	await pipeline(createReadStream(path), hash);
	return { path: name, bytes: statSync(path).size, hash: hash.digest('hex') };
}
