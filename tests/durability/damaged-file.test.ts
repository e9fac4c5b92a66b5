import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SITE } from '#sync-server/app.ts';
import { audit } from '#sync-server/audit/audit.ts';
import { openSiteFiles } from '#sync-server/audit/site-files.ts';
import { isFaultless } from '#sync-server/audit/verdict.ts';
import { USERS } from '#sync-server/auth/accounts.ts';
import type { Database } from '#sync-server/log/database.ts';
import { openStorage, type Storage } from '#sync-server/log/storage.ts';
import { DatabaseDamaged } from '#sync-server/log/watched-database.ts';
import { createSeededRandom, newSeed } from '../contract/seeded-random.ts';
import { temporaryFolder } from '../support/server.ts';
import { makeSignedSite, type SignedSite } from '../support/signed-site.ts';
import { random, startTestApp } from '../support/sync-app.ts';

const seed = Number(process.env['DAMAGE_SEED'] ?? newSeed());
const ROUNDS = Number(process.env['DAMAGE_ROUNDS'] ?? 8);

/** Everything that a database answers with, as text; undefined when it says that it is damaged. */
function contentsOf(database: Database | undefined): string | undefined {
	if (database === undefined) return undefined;
	try {
		const { chain } = database;
		const rows = database.changes({ from: 0, limit: 1e6, bodies: true });
		const range = database.range({ inclusiveEnd: true, descending: false, skip: 0, limit: 1e6, bodies: true });
		const single = rows.map(({ id }) => database.read(id)?.body);
		const devices = new Set(rows.map(({ id }) => id.slice(0, 3)));
		const heads = [...devices].map((device) => chain.heads(device));
		const flags = [...devices].flatMap((device) =>
			chain.heads(device).map(({ epoch }) => chain.flagsOf(device, epoch))
		);
		return JSON.stringify([rows, range, single, heads, flags, [...chain.faults()], database.info().documents]);
	} catch (error) {
		if (error instanceof DatabaseDamaged) return undefined;
		throw error;
	}
}

/** Events alone: each carries what it can be checked by. */
function eventsIn(contents: string | undefined): unknown[] {
	const [rows] = JSON.parse(contents ?? '[[]]') as [{ id: string; rev: string; body: string }[]];
	return rows.filter(({ body }) => body.includes('"epoch"')).map(({ id, rev, body }) => [id, rev, body]);
}

/** Until every database was looked through. */
async function lookedThrough(storage: Storage): Promise<void> {
	while (storage.state().unchecked.length > 0) {
		await storage.tend();
		await sleep(5);
	}
}

/** What becomes of a file in which one byte is another one. */
type Fate = 'start refused' | 'database refused' | 'found by the audit' | 'nothing changed' | 'changed elsewhere';

let site: SignedSite;
let files: ReadonlyMap<string, string>;
let whole: Readonly<Record<string, string | undefined>>;
beforeAll(async () => {
	site = await makeSignedSite();
	await site.test.call('PUT', '/couchdb/notes');
	const docs = Array.from({ length: 300 }, (_, index) => ({ _id: `n${index}`, text: 'x'.repeat(index) }));
	await site.test.call('POST', '/couchdb/notes/_bulk_docs', { body: { docs } });
	whole = Object.fromEntries(
		site.test.storage.names().map((name) => [name, contentsOf(site.test.storage.database(name))])
	);
	site.test.storage.close();
	const sql = new DatabaseSync(join(site.directory, 'server.sqlite'), { readOnly: true });
	const listed = sql.prepare('SELECT name, file FROM database').all() as { name: string; file: string }[];
	files = new Map(listed.map(({ name, file }) => [name, file]));
	sql.close();
});
afterAll(() => rmSync(site.directory, { recursive: true }));

it(`a damaged file takes nothing else with it, and no damaged event goes unnoticed (DAMAGE_SEED=${seed})`, async () => {
	const drawn = createSeededRandom(seed);
	const fates = new Map<Fate, number>();
	for (let round = 0; round < ROUNDS; round++) {
		const directory = join(temporaryFolder(), 'data');
		cpSync(site.directory, directory, { recursive: true });
		const paths = ['server.sqlite', ...[...files.values()].map((file) => `databases/${file}`)];
		const file = join(directory, paths[Math.floor(drawn() * paths.length)] ?? '');
		const bytes = readFileSync(file);
		const at = Math.floor(drawn() * bytes.length);
		bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(drawn() * 8));
		writeFileSync(file, bytes);
		const fate = await fateOf(directory, `${file} byte ${at}`);
		fates.set(fate, (fates.get(fate) ?? 0) + 1);
		rmSync(directory, { recursive: true });
	}
	console.log(`DAMAGE_SEED=${seed}: ${[...fates].map(([fate, count]) => `${count} ${fate}`).join(', ')}`);
});

async function fateOf(directory: string, what: string): Promise<Fate> {
	let storage: Storage;
	try {
		storage = openStorage({ directory, random });
	} catch (error) {
		expect(String(error), what).toMatch(/server\.sqlite.*(damaged|version)/);
		return 'start refused';
	}
	try {
		await lookedThrough(storage);
		const damaged = new Set(storage.state().damaged.map(({ name }) => name));
		const contents = new Map(Object.keys(whole).map((name) => [name, contentsOf(storage.database(name))]));
		const changed = Object.entries(whole).filter(([name, before]) => {
			const now = contents.get(name);
			if (now === undefined) expect(storage.state().damaged, what).toMatchObject([{ name }]);
			return now !== undefined && now !== before;
		});
		expect(damaged.size, what).toBeLessThanOrEqual(1);
		await expectAnswers(storage, what);
		const refused = storage.state().damaged.length > 0;
		storage.close();
		if (refused) return 'database refused';
		if (changed.length === 0) return 'nothing changed';
		if (!changed.some(([name]) => name === SITE)) return 'changed elsewhere';
		const stored = await openSiteFiles(directory);
		const report = await audit(stored.evidence).finally(() => stored.close());
		if (!isFaultless(report)) return 'found by the audit';
		expect(eventsIn(contents.get(SITE)), what).toEqual(eventsIn(whole[SITE]));
		return 'changed elsewhere';
	} finally {
		storage.close();
	}
}

/** The server answers each request, about a damaged database with the words for that. */
async function expectAnswers(storage: Storage, what: string): Promise<void> {
	const test = await startTestApp({ storage, onError: () => undefined });
	for (const name of Object.keys(whole)) {
		const isDamaged = storage.state().damaged.some((each) => each.name === name);
		const answer = await test.call('GET', `/couchdb/${name}`);
		if (isDamaged) expect(answer, what).toMatchObject({ status: 500, body: { error: 'database_damaged' } });
		// what is not damage to SQLite may still make no sense: other databases have to go on
		else if (!what.includes(files.get(name) ?? '')) expect(answer.status, what).toBe(200);
	}
	expect((await test.call('GET', '/couchdb/_up')).status, what).toBe(200);
	if (storage.state().damaged.some(({ name }) => name === USERS)) expect(test.app.openingCode()).toBeUndefined();
	test.app.close();
}
