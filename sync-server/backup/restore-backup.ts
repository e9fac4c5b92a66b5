import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Random } from '#ports/random.ts';
import { SITE } from '../app.ts';
import { carryErasures, siteFileIn } from './carry-erasures.ts';
import { CERTIFICATES } from './make-backup.ts';
import { copyToDisk, describeFile, settle } from './file-copies.ts';
import { MANIFEST, readManifest, type Manifest } from './manifest.ts';
import { DATABASES, flushDirectory, makeDirectories, RESTORING, SERVER_FILE } from '../log/data-files.ts';
import { LOCK, lockDirectory } from '../log/directory-lock.ts';
import { RESERVE } from '../log/disk-reserve.ts';
import { leapDeviceNumbers } from './leap-device-numbers.ts';

export interface RestoreOptions {
	/** The folder of one backup. */
	readonly from: string;
	/** The data directory, whose server does not run. */
	readonly to: string;
	/** Puts what is there aside. Without it only an empty directory is filled. */
	readonly replace: boolean;
	readonly random: Random;
	/** Milliseconds since 1970. */
	readonly now: number;
}

export interface Restored {
	readonly manifest: Manifest;
	/** Where what was there before lies now. */
	readonly aside: string | undefined;
	/** Texts that were erased in what was there before, and so are here; null where that cannot be told. */
	readonly erased: number | null;
}

/** What was there before a restore goes into folders of these names. */
const ASIDE = 'replaced-';

/**
 * Fills a data directory from a backup. Every database gets another generation, so that devices and replicators notice that what
 * they were told last is not there any more, and send it again. Throws, in words, before anything is changed.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
	const manifest = await checkBackup(options.from);
	const aside = await putBack(manifest, options);
	const site = aside === undefined ? null : siteFileIn(aside);
	const erased = site === null ? null : await carryErasures(options.to, site, options.random);
	return { manifest, aside, erased };
}

/** Answers where what was there before was put. */
async function putBack(
	manifest: Manifest,
	{ from, to, replace, random, now }: RestoreOptions
): Promise<string | undefined> {
	mkdirSync(to, { recursive: true, mode: 0o700 });
	const unlock = lockDirectory(to);
	try {
		rmSync(join(to, RESTORING), { recursive: true, force: true });
		const before = readdirSync(to).filter((name) => name !== LOCK && name !== RESERVE && !name.startsWith(ASIDE));
		const isEmpty = before.every((name) => name === DATABASES && readdirSync(join(to, DATABASES)).length === 0);
		if (!isEmpty && !replace) {
			throw new Error(`${to} is not empty: restore into another directory, or put what is there aside with --replace`);
		}
		rmSync(join(to, RESERVE), { force: true });
		const fresh = join(to, RESTORING);
		makeDirectories(fresh);
		mkdirSync(join(fresh, CERTIFICATES), { mode: 0o700 });
		for (const { path } of manifest.files) await copyToDisk(join(from, path), join(fresh, path));
		for (const { path } of manifest.databases) await giveGeneration(join(fresh, path), random);
		await prepareServerFile(join(fresh, SERVER_FILE));

		// The server's file goes first and comes last: a server that is started in between refuses, and says why.
		const aside = isEmpty ? undefined : join(to, ASIDE + new Date(now).toISOString().slice(0, 19).replaceAll(':', '-'));
		if (aside === undefined) rmSync(join(to, DATABASES), { recursive: true, force: true });
		else moveAll(to, aside, serverFileFirst(before));
		moveAll(fresh, to, serverFileFirst(readdirSync(fresh)).reverse());
		rmSync(fresh, { recursive: true });
		flushDirectory(to);
		return aside;
	} finally {
		unlock();
	}
}

/**
 * Restores one database into the data directory of the server that the backup is of: what else is there stays as it is. The file
 * it had is put aside.
 */
export async function restoreDatabase(name: string, options: Omit<RestoreOptions, 'replace'>): Promise<Restored> {
	const manifest = await checkBackup(options.from);
	const { aside, file } = await putBackDatabase(name, manifest, options);
	const isSite = name === SITE && file !== undefined;
	return { manifest, aside, erased: isSite ? await carryErasures(options.to, file, options.random) : null };
}

/** Answers where the file that it replaces was put. */
async function putBackDatabase(
	name: string,
	manifest: Manifest,
	{ from, to, random, now }: Omit<RestoreOptions, 'replace'>
): Promise<{ readonly aside?: string; readonly file?: string }> {
	const kept = manifest.databases.find((database) => database.name === name);
	if (kept === undefined) throw new Error(`${from} holds no database ${name}`);
	if (!existsSync(join(to, SERVER_FILE))) throw new Error(`there is no ${join(to, SERVER_FILE)}: restore all of it`);
	const unlock = lockDirectory(to);
	const server = new DatabaseSync(join(to, SERVER_FILE));
	try {
		const uuid = server.prepare("SELECT value FROM setting WHERE name = 'uuid'").get()?.['value'];
		if (uuid !== manifest.server) throw new Error(`${from} is a backup of another server than ${to}`);
		const file = `${Buffer.from(random.bytes(8)).toString('hex')}.sqlite`;
		const path = join(to, DATABASES, file);
		await copyToDisk(join(from, kept.path), path);
		await giveGeneration(path, random);
		const replaced = server.prepare('SELECT file FROM database WHERE name = ?').get(name)?.['file'];
		server.exec('PRAGMA synchronous = FULL; BEGIN IMMEDIATE');
		server.prepare('INSERT OR REPLACE INTO database (name, file) VALUES (?, ?)').run(name, file);
		leapDeviceNumbers(server);
		server.exec('COMMIT');
		if (typeof replaced !== 'string') return {};
		const aside = join(to, ASIDE + new Date(now).toISOString().slice(0, 19).replaceAll(':', '-'));
		const left = readdirSync(join(to, DATABASES)).filter((each) => each.startsWith(replaced));
		moveAll(join(to, DATABASES), join(aside, DATABASES), left);
		return { aside, file: join(aside, DATABASES, replaced) };
	} finally {
		server.close();
		unlock();
	}
}

/** The manifest of a backup all of whose files are as they were written. */
async function checkBackup(from: string): Promise<Manifest> {
	const path = join(from, MANIFEST);
	if (!existsSync(path)) throw new Error(`there is no ${path}: --from takes the folder of one backup`);
	const read = readManifest(readFileSync(path, 'utf8'));
	if (!read.ok) throw new Error(`${from} cannot be restored: ${read.error}`);
	for (const { path: name, bytes, hash } of read.value.files) {
		const file = join(from, name);
		if (!existsSync(file)) throw new Error(`${file} is missing: this backup is not whole`);
		const found = await describeFile(file, name);
		if (found.bytes !== bytes || found.hash !== hash) {
			throw new Error(`${file} is not as it was written: this backup is damaged, take another one`);
		}
	}
	return read.value;
}

async function giveGeneration(path: string, random: Random): Promise<void> {
	const sql = new DatabaseSync(path);
	try {
		sql.prepare('UPDATE state SET generation = ?').run(Buffer.from(random.bytes(8)).toString('hex'));
	} finally {
		sql.close();
	}
	await settle(path);
}

async function prepareServerFile(path: string): Promise<void> {
	const sql = new DatabaseSync(path);
	try {
		// a code that was used after the backup would be good once more
		sql.exec('BEGIN; DELETE FROM enrolment');
		leapDeviceNumbers(sql);
		sql.exec('COMMIT');
	} finally {
		sql.close();
	}
	await settle(path);
}

const serverFileFirst = (names: readonly string[]): string[] =>
	[...names].sort((a, b) => Number(b.startsWith(SERVER_FILE)) - Number(a.startsWith(SERVER_FILE)));

function moveAll(from: string, to: string, names: readonly string[]): void {
	mkdirSync(to, { recursive: true, mode: 0o700 });
	for (const name of names) renameSync(join(from, name), join(to, name));
	for (const folder of [to, from, dirname(to)]) flushDirectory(folder);
}
