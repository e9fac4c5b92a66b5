import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { definitions } from '#domain/catalog.ts';
import { joinSite, restoreDevice } from '../../tests/support/site-device.ts';
import { random, startTestApp, type TestApp } from '../../tests/support/sync-app.ts';
import { audit } from '../audit/audit.ts';
import { openSiteFiles } from '../audit/site-files.ts';
import { isFaultless } from '../audit/verdict.ts';
import { openStorage } from '../log/storage.ts';
import { makeBackup, type MadeBackup } from './make-backup.ts';
import { restoreBackup, restoreDatabase } from './restore-backup.ts';

const NOW = Date.UTC(2026, 10, 20, 2);
const HOUR = 3_600_000;

describe('a backup of the server', () => {
	let directory: string;
	let test: TestApp;
	const data = () => join(directory, 'data');
	const backups = () => join(directory, 'backups');
	const start = async (folder = data()) => startTestApp({ storage: openStorage({ directory: folder, random }) });
	const backUp = (options: { readonly now?: number; readonly keep?: number } = {}): Promise<MadeBackup> =>
		makeBackup({ directory: data(), to: backups(), now: NOW, ...options });
	const restore = (from: string, to = data(), replace = false) =>
		restoreBackup({ from, to, replace, random, now: NOW + HOUR });

	beforeEach(async () => {
		directory = mkdtempSync(join(tmpdir(), 'floorbook-backup-'));
		test = await start();
	});
	afterEach(() => {
		test.close();
		rmSync(directory, { recursive: true });
	});

	async function putNotes(count: number, prefix: string): Promise<void> {
		const docs = Array.from({ length: count }, (_, index) => ({ _id: `${prefix}${index}`, v: index }));
		expect((await test.call('POST', '/couchdb/notes/_bulk_docs', { body: { docs } })).status).toBe(201);
	}
	const item = (name: string) => definitions.item.define(null, { name });
	const filesBelow = (folder: string): string[] =>
		readdirSync(folder, { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile())
			.map((entry) => join(entry.parentPath, entry.name));

	it('is the server as it was at one moment, while writing goes on', async () => {
		await test.call('PUT', '/couchdb/notes');
		await putNotes(500, 'a');
		let isOver = false;
		const writing = async () => {
			for (let chunk = 0; !isOver; chunk++) await putNotes(20, `b${chunk}-`);
		};
		const backingUp = backUp().finally(() => {
			isOver = true;
		});
		const [{ folder, manifest }] = await Promise.all([backingUp, writing()]);
		const before = (await test.call('GET', '/couchdb/notes')).body;
		const { uuid } = test.storage;
		test.close();
		await restore(folder, join(directory, 'other'));
		test = await start(join(directory, 'other'));

		const after = (await test.call('GET', '/couchdb/notes')).body;
		const kept = manifest.databases.find(({ name }) => name === 'notes');
		expect(test.storage.uuid).toBe(uuid);
		expect(after.doc_count).toBe(kept?.documents);
		expect(after.doc_count).toBeGreaterThanOrEqual(500);
		expect(after.doc_count % 20).toBe(0);
		const { results } = (await test.call('GET', '/couchdb/notes/_changes')).body;
		expect(results).toHaveLength(after.doc_count);
		// what a replicator was told before is a place of another generation: it is told everything again
		const again = await test.call('GET', `/couchdb/notes/_changes?since=${before.update_seq}`);
		expect(again.body.results).toHaveLength(after.doc_count);
	});

	it('is for its owner only, and holds the certificates', async () => {
		mkdirSync(join(data(), 'tls'));
		writeFileSync(join(data(), 'tls', 'authority.key'), 'a key', { mode: 0o644 });
		const { folder } = await backUp();
		for (const path of filesBelow(backups())) expect([path, statSync(path).mode & 0o777]).toEqual([path, 0o600]);
		expect(statSync(folder).mode & 0o777).toBe(0o700);
		expect(filesBelow(folder).filter((path) => /-wal|-shm|-journal/.test(path))).toEqual([]);
		const { aside } = await restore(folder, join(directory, 'other'));
		expect(aside).toBeUndefined();
		expect(readFileSync(join(directory, 'other', 'tls', 'authority.key'), 'utf8')).toBe('a key');
		const restored = filesBelow(join(directory, 'other')).filter((path) => !path.endsWith('/lock'));
		for (const path of restored) expect([path, statSync(path).mode & 0o077]).toEqual([path, 0]);
	});

	it('keeps the newest of this server, and whatever else is there', async () => {
		mkdirSync(join(backups(), 'floorbook-2020-01-01T00-00-00Z'), { recursive: true });
		const made = [];
		for (const hours of [0, 1, 2, 3]) made.push(await backUp({ now: NOW + hours * HOUR, keep: 2 }));
		expect(made.map(({ removed }) => removed.length)).toEqual([0, 0, 1, 1]);
		expect(readdirSync(backups()).sort()).toEqual([
			'floorbook-2020-01-01T00-00-00Z',
			'floorbook-2026-11-20T04-00-00Z',
			'floorbook-2026-11-20T05-00-00Z'
		]);
	});

	it('is not made of a damaged database, nor is an older one removed for it', async () => {
		await test.call('PUT', '/couchdb/notes');
		await putNotes(2000, 'a');
		const older = await backUp();
		const file = await fileOf('notes');
		test.close();
		damage(file);
		await expect(backUp({ now: NOW + HOUR, keep: 1 })).rejects.toThrow(/notes is damaged/);
		expect(readdirSync(backups())).toEqual([older.folder.slice(backups().length + 1)]);
		test = await startTestApp();
	});

	it('is not restored when something about it is not as it was written', async () => {
		const { folder, manifest } = await backUp();
		const to = join(directory, 'other');
		for (const { path } of manifest.files) {
			const whole = readFileSync(join(folder, path));
			const at = Math.floor(whole.length / 2);
			writeFileSync(join(folder, path), Buffer.from(whole).fill((whole[at] ?? 0) ^ 1, at, at + 1));
			await expect(restore(folder, to)).rejects.toThrow(/not as it was written/);
			rmSync(join(folder, path));
			await expect(restore(folder, to)).rejects.toThrow(/is missing/);
			writeFileSync(join(folder, path), whole);
		}
		const text = readFileSync(join(folder, 'manifest.json'), 'utf8');
		for (const wrong of [
			text.slice(0, -20),
			'{}',
			text.replace('server.sqlite', '../server.sqlite'),
			text.replace('"schema": 1', '"schema": 2')
		]) {
			writeFileSync(join(folder, 'manifest.json'), wrong);
			await expect(restore(folder, to)).rejects.toThrow(/cannot be restored/);
		}
		await expect(restore(backups(), to)).rejects.toThrow(/--from takes the folder of one backup/);
	});

	it('goes nowhere where something is, or a server runs', async () => {
		const { folder } = await backUp();
		await expect(restore(folder, data(), true)).rejects.toThrow(/another server is running/);
		await expect(backUp({ now: NOW })).rejects.toThrow(/is there already/);
		await expect(makeBackup({ directory: data(), to: join(data(), 'backups'), now: NOW })).rejects.toThrow(/inside of/);
		const { uuid } = test.storage;
		test.close();
		await expect(restore(folder)).rejects.toThrow(/not empty.*--replace/);
		const { aside } = await restore(folder, data(), true);
		expect(readdirSync(aside ?? '')).toEqual(expect.arrayContaining(['databases', 'last-backup', 'server.sqlite']));
		test = await start();
		expect(test.storage.uuid).toBe(uuid);
	});

	it('is put back again when that was broken off, and until then no server starts', async () => {
		const { folder } = await backUp();
		const to = join(directory, 'other');
		mkdirSync(join(to, 'restoring', 'databases'), { recursive: true });
		await expect(start(to)).rejects.toThrow(/broken off: run it again/);
		await restore(folder, to);
		test.close();
		test = await start(to);
		expect(readdirSync(to)).not.toContain('restoring');
	});

	it('is filled up by the devices, which are confirmed anew', async () => {
		const device = await joinSite(test, { seed: 1 });
		const other = await joinSite(test, { seed: 2 });
		await device.record(item('1'));
		await device.send();
		await device.vouch();
		const { folder } = await backUp();
		await other.record(item('2'));
		await other.send();
		for (const number of [3, 4, 5]) await device.record(item(`Sock ${number}`));
		await device.send();
		await device.vouch();
		const all = (await test.call('GET', '/couchdb/floorbook')).body.doc_count;
		test.close();
		await restore(folder, data(), true);
		test = await start();
		expect((await test.call('GET', '/couchdb/floorbook')).body.doc_count).toBeLessThan(all);

		for (const [seed, before] of [device, other].entries()) {
			const again = await restoreDevice(test, before, await before.store.snapshot(), 10 + seed);
			expect(await again.refill()).toBeGreaterThan(0);
			await again.send();
			expect(await again.vouch()).toBe('done');
			expect(await again.refill()).toBe(0);
		}
		expect((await test.call('GET', '/couchdb/floorbook')).body.doc_count).toBe(all);
		const site = await openSiteFiles(data());
		const report = await audit(site.evidence, { serverKey: undefined });
		site.close();
		expect(isFaultless(report)).toBe(true);
	});

	it('is filled up with a chain that goes on under another epoch, too', async () => {
		const device = await joinSite(test, { seed: 1 });
		await device.send();
		const once = await device.store.snapshot();
		const { folder } = await backUp();
		await device.record(item('Sock'));
		await device.send();
		const copy = await restoreDevice(test, device, once, 2);
		await copy.receive();
		await copy.record(item('Glove'));
		await copy.send();
		expect((await copy.identity()).epoch).not.toBe((await device.identity()).epoch);
		const all = (await test.call('GET', '/couchdb/floorbook')).body.doc_count;
		test.close();
		await restore(folder, data(), true);
		test = await start();
		const again = await restoreDevice(test, copy, await copy.store.snapshot(), 3);
		await again.refill();
		await again.send();
		expect((await test.call('GET', '/couchdb/floorbook')).body.doc_count).toBe(all);
	});

	it('gives back no text that was erased meanwhile, where the files it replaces can be read', async () => {
		const device = await joinSite(test, { seed: 1 });
		const made = definitions.person.define(null, {});
		await device.record({ ...made, personal: { name: 'Anastasia' } });
		await device.send();
		const { folder } = await backUp();
		const ids = ((await test.call('GET', '/couchdb/floorbook/_all_docs')).body.rows as { id: string }[])
			.map(({ id }) => id)
			.filter((id) => id.startsWith('personal:'));
		for (const id of ids) {
			const { _rev } = (await test.call('GET', `/couchdb/floorbook/${id}`)).body;
			expect((await test.call('DELETE', `/couchdb/floorbook/${id}?rev=${_rev}`)).status).toBe(200);
		}
		expect(ids.length).toBeGreaterThan(0);
		test.close();
		const options = { from: folder, to: data(), random, now: NOW };
		for (const restored of [
			await restoreDatabase('floorbook', options),
			await restore(folder, data(), true),
			await restore(folder, join(directory, 'other'))
		]) {
			expect(restored.erased).toBe(restored.aside === undefined ? null : ids.length);
		}
		test = await start();
		for (const id of ids) expect((await test.call('GET', `/couchdb/floorbook/${id}`)).status).toBe(404);
		expect(readFileSync(await fileOf('floorbook')).includes('Anastasia')).toBe(false);
	});

	it('never gives the number of a device to another one', async () => {
		const given = new Set<string>();
		const enrol = async () => {
			const { device } = await test.enrol();
			expect(given.has(device)).toBe(false);
			given.add(device);
			return device;
		};
		for (let made = 0; made < 5; made++) await enrol();
		const { folder } = await backUp();
		let last = '';
		for (let made = 0; made < 20; made++) last = await enrol();
		test.close();
		await restore(folder, data(), true);
		test = await start();
		for (let made = 0; made < 30; made++) await enrol();

		// whose number the server does not know any more joins again, and may bring its own records
		const { code } = (await test.call('POST', '/enrol/codes')).body;
		const again = await test.call('POST', '/enrol', {
			authorization: null,
			body: { code, name: 'Tablet', profile: 'floor', replaces: last }
		});
		expect(again.body.roles).toContain(`courier:${last}`);
	});

	it('gives back one database, beside the others as they are', async () => {
		for (const name of ['notes', 'more']) await test.call('PUT', `/couchdb/${name}`);
		await putNotes(2000, 'a');
		const { folder } = await backUp();
		await putNotes(10, 'b');
		await test.call('PUT', '/couchdb/more/late', { body: {} });
		const file = await fileOf('notes');
		test.close();
		damage(file);
		const options = { from: folder, to: data(), random, now: NOW };
		await expect(restoreDatabase('nothing', options)).rejects.toThrow(/holds no database nothing/);
		const { aside } = await restoreDatabase('notes', options);
		expect(readdirSync(join(aside ?? '', 'databases'))).toHaveLength(1);
		test = await start();
		expect(test.storage.state().troubles).toEqual([]);
		expect((await test.call('GET', '/couchdb/notes')).body.doc_count).toBe(2000);
		expect((await test.call('GET', '/couchdb/more/late')).status).toBe(200);
	});

	async function fileOf(name: string): Promise<string> {
		const sql = new DatabaseSync(join(data(), 'server.sqlite'), { readOnly: true });
		const file = sql.prepare('SELECT file FROM database WHERE name = ?').get(name)?.['file'];
		sql.close();
		return join(data(), 'databases', String(file));
	}

	/** Overwrites a page in the middle. */
	function damage(path: string): void {
		const bytes = readFileSync(path);
		const at = 4096 * Math.floor(bytes.length / 4096 / 2);
		writeFileSync(path, bytes.fill(0xa5, at, at + 4096));
	}
});
