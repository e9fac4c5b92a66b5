import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { DATABASES, flushDirectory, SERVER_FILE } from '../log/data-files.ts';
import { SCHEMA_VERSION } from '../log/schema.ts';
import { copyToDisk, describeFile, settle } from './file-copies.ts';
import { noteBackup } from './last-backup.ts';
import { MANIFEST, readManifest, type BackedUp, type BackupFile, type Manifest } from './manifest.ts';
import { copySnapshot, openSnapshot, type Snapshot } from './snapshot.ts';

export interface BackupOptions {
	/** The data directory; its server may run. */
	readonly directory: string;
	/** Where backups are kept, a folder each. */
	readonly to: string;
	/** Milliseconds since 1970. */
	readonly now: number;
	/** How many backups of this server are kept, the newest ones; all of them unless told. */
	readonly keep?: number;
}

export interface MadeBackup {
	readonly folder: string;
	readonly manifest: Manifest;
	/** Older backups that were removed. */
	readonly removed: readonly string[];
}

/** The folder of the certificates that the server makes itself. */
export const CERTIFICATES = 'tls';

const NAME = /^floorbook-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/;
const UNFINISHED = '.unfinished';
const DAY = 86_400_000;

/**
 * Writes a backup: all of the server's files as they are at one moment, each checked. Throws, in words, when there is something
 * wrong; then no backup is made, and no older one removed.
 */
export async function makeBackup({ directory, to, now, keep }: BackupOptions): Promise<MadeBackup> {
	if (!relative(resolve(directory), resolve(to)).startsWith('..')) {
		throw new Error(`${to} is inside of ${directory}: a backup belongs elsewhere, best on another machine`);
	}
	mkdirSync(to, { recursive: true, mode: 0o700 });
	const name = `floorbook-${new Date(now).toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
	const folder = join(to, name);
	const unfinished = folder + UNFINISHED;
	if (existsSync(folder)) throw new Error(`${folder} is there already`);
	const snapshot = openSnapshot(directory);
	let manifest: Manifest;
	try {
		mkdirSync(join(unfinished, DATABASES), { recursive: true, mode: 0o700 });
		manifest = await fill(unfinished, snapshot, directory, now);
	} catch (error) {
		rmSync(unfinished, { recursive: true, force: true });
		throw error;
	} finally {
		snapshot.close();
	}
	renameSync(unfinished, folder);
	flushDirectory(to);
	noteBackup(directory, now);
	clearUnfinished(to, now);
	const removed = keep === undefined ? [] : removeOldest(to, manifest.server, keep);
	return { folder, manifest, removed };
}

async function fill(folder: string, snapshot: Snapshot, directory: string, now: number): Promise<Manifest> {
	const files: BackupFile[] = [];
	const databases: BackedUp[] = [];
	await copySnapshot(snapshot.server, join(folder, SERVER_FILE), SERVER_FILE);
	files.push(await describeFile(join(folder, SERVER_FILE), SERVER_FILE));
	for (const { name, file, sql } of snapshot.databases) {
		const path = `${DATABASES}/${file}`;
		await copySnapshot(sql, join(folder, path), `the database ${name}`);
		files.push(await describeFile(join(folder, path), path));
		const state = sql.prepare('SELECT generation, update_seq, documents FROM state').get() ?? {};
		const { generation, update_seq, documents } = state;
		databases.push({
			name,
			path,
			generation: String(generation),
			updateSeq: Number(update_seq),
			documents: Number(documents)
		});
	}
	const certificates = join(directory, CERTIFICATES);
	if (existsSync(certificates)) {
		mkdirSync(join(folder, CERTIFICATES), { mode: 0o700 });
		for (const entry of readdirSync(certificates, { withFileTypes: true }).filter((each) => each.isFile())) {
			const path = `${CERTIFICATES}/${entry.name}`;
			await copyToDisk(join(directory, path), join(folder, path));
			files.push(await describeFile(join(folder, path), path));
		}
	}
	const manifest: Manifest = {
		floorbook: 'server backup',
		version: 1,
		schema: SCHEMA_VERSION,
		server: snapshot.uuid,
		made: new Date(now).toISOString(),
		databases,
		files
	};
	writeFileSync(join(folder, MANIFEST), `${JSON.stringify(manifest, null, '\t')}\n`, { mode: 0o600, flag: 'wx' });
	await settle(join(folder, MANIFEST));
	return manifest;
}

/** Backups of this server only, and whole ones. */
function removeOldest(to: string, server: string, keep: number): string[] {
	const ours = readdirSync(to).filter((name) => {
		const path = join(to, name, MANIFEST);
		if (!NAME.test(name) || !existsSync(path)) return false;
		const manifest = readManifest(readFileSync(path, 'utf8'));
		return manifest.ok && manifest.value.server === server;
	});
	const old = ours.sort().slice(0, Math.max(0, ours.length - keep));
	for (const name of old) rmSync(join(to, name), { recursive: true });
	return old;
}

/** What a backup that was killed has left. One that is being made is younger. */
function clearUnfinished(to: string, now: number): void {
	for (const name of readdirSync(to)) {
		const isOurs = name.endsWith(UNFINISHED) && NAME.test(name.slice(0, -UNFINISHED.length));
		if (isOurs && now - statSync(join(to, name)).mtimeMs > DAY) rmSync(join(to, name), { recursive: true });
	}
}
