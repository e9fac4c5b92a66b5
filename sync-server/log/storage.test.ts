import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { random } from '../../tests/support/sync-app.ts';
import type { Edit } from './documents.ts';
import { openSqlite } from './sqlite.ts';
import { openStorage, type Storage } from './storage.ts';

const NOW = 1_790_000_000_000;

const put = (id: string, parent?: string, body = '{}', deleted = false): Edit => ({
	kind: 'new',
	id,
	parent,
	body,
	deleted
});

describe('the storage on disk', () => {
	let directory: string;
	let storage: Storage;
	const open = () => openStorage({ directory, random });
	const reopen = () => {
		storage.close();
		storage = open();
	};
	beforeEach(() => {
		directory = mkdtempSync(join(tmpdir(), 'floorbook-storage-'));
		storage = open();
	});
	afterEach(() => {
		storage.close();
		rmSync(directory, { recursive: true });
	});

	it('is the same server after a restart, with the same documents at the same places', async () => {
		const before = storage.uuid;
		const database = await storage.create('notes', NOW);
		const [first] = (await database?.write([put('a', undefined, '{"v":1}'), put('b')])) ?? [];
		await database?.write([put('a', first?.ok ? first.rev : '', '{"v":2}')]);
		await database?.putLocal('checkpoint', '{"n":1}', undefined);
		const rows = database?.changes({ from: 0, limit: 10, bodies: true });
		const info = database?.info();
		const { generation, created } = database ?? {};
		reopen();
		const again = storage.database('notes');
		expect(storage.uuid).toBe(before);
		expect(again?.changes({ from: 0, limit: 10, bodies: true })).toEqual(rows);
		expect(again?.info()).toEqual(info);
		expect([again?.generation, again?.created]).toEqual([generation, created]);
		expect(again?.local('checkpoint')).toEqual({ id: 'checkpoint', rev: '0-1', body: '{"n":1}' });
	});

	it('tells of a compaction that failed, until one went well', async () => {
		const database = (await storage.create('notes', NOW))!;
		const [first] = await database.write([put('a')]);
		await database.write([put('a', first?.ok ? first.rev : '', '{"v":2}')]);
		const [file = ''] = readdirSync(join(directory, 'databases')).filter((name) => name.endsWith('.sqlite'));
		const another = openSqlite(join(directory, 'databases', file));
		another.exec("CREATE TRIGGER stuck BEFORE DELETE ON revision BEGIN SELECT RAISE(ABORT, 'stuck'); END");
		await expect(database.compact()).rejects.toThrow('stuck');
		expect(storage.state().uncompacted).toEqual(['notes']);
		another.exec('DROP TRIGGER stuck');
		another.close();
		await database.compact();
		expect(storage.state().uncompacted).toEqual([]);
	});

	it('gives a database that is made anew another generation, and nothing of the old one', async () => {
		const old = await storage.create('notes', NOW);
		await old?.write([put('a')]);
		expect(await storage.remove('notes')).toBe(true);
		expect(await storage.remove('notes')).toBe(false);
		const fresh = await storage.create('notes', NOW);
		expect(fresh?.generation).not.toBe(old?.generation);
		expect(fresh?.read('a')).toBeUndefined();
		expect(readdirSync(join(directory, 'databases')).filter((file) => file.endsWith('.sqlite'))).toHaveLength(1);
	});

	it('makes one database of a name, however many ask', async () => {
		const made = await Promise.all([storage.create('notes', NOW), storage.create('notes', NOW)]);
		expect(made.filter((database) => database !== undefined)).toHaveLength(1);
		expect(await storage.create('notes', NOW)).toBeUndefined();
	});

	it('refuses a database whose file is gone, and clears away one it never finished', async () => {
		const filesThere = () => readdirSync(join(directory, 'databases')).filter((name) => name.endsWith('.sqlite'));
		await storage.create('notes', NOW);
		writeFileSync(join(directory, 'databases', 'leftover.sqlite'), '');
		reopen();
		const [file = ''] = filesThere();
		expect(filesThere()).toHaveLength(1);
		storage.close();
		rmSync(join(directory, 'databases', file));
		storage = open();
		expect(() => storage.database('notes')?.info()).toThrow(/notes is damaged and not served/);
		expect(storage.state().troubles).toEqual([expect.stringMatching(/sqlite is missing$/)]);
	});

	it('finds damage beside its work, refuses that database from then on, and goes on with the others', async () => {
		const docs = Array.from({ length: 3000 }, (_, index) =>
			put(`n${index}`, undefined, `{"text":"${'x'.repeat(200)}"}`)
		);
		await (await storage.create('notes', NOW))?.write(docs);
		await storage.create('others', NOW);
		reopen();
		const notes = storage.database('notes');
		let woken = 0;
		notes?.subscribe(() => woken++);
		const folder = join(directory, 'databases');
		const [largest = ''] = readdirSync(folder)
			.map((file) => join(folder, file))
			.sort((a, b) => statSync(b).size - statSync(a).size);
		const bytes = readFileSync(largest);
		writeFileSync(largest, bytes.fill(0xa5, 4096 * 50, 4096 * 51));
		expect(storage.state().unchecked).toEqual(['notes', 'others']);
		await storage.tend();
		await vi.waitUntil(() => storage.state().unchecked.length === 0, 20_000);
		expect(storage.state()).toMatchObject({ writing: 'ok', damaged: [{ name: 'notes' }] });
		expect([woken, notes?.closed]).toEqual([1, true]);
		expect(() => storage.database('notes')?.read('n1')).toThrow(/damaged and not served/);
		expect((await storage.database('others')?.write([put('a')]))?.[0]?.ok).toBe(true);
	});

	it('deletes no file that holds documents and is in no list', async () => {
		const notes = await storage.create('notes', NOW);
		await notes?.write([put('a')]);
		const [file = ''] = readdirSync(join(directory, 'databases')).filter((name) => name.endsWith('.sqlite'));
		storage.close();
		const sql = openSqlite(join(directory, 'server.sqlite'));
		sql.exec('DELETE FROM database');
		sql.close();
		storage = open();
		expect(storage.names()).toEqual([]);
		expect(existsSync(join(directory, 'databases', file))).toBe(true);
		storage.close();
		rmSync(join(directory, 'server.sqlite'));
		expect(open).toThrow(/server.sqlite is missing.*restore/);
		expect(existsSync(join(directory, 'databases', file))).toBe(true);
	});

	it('is one process’s at a time', () => {
		expect(open).toThrow(/another server is running/);
		reopen();
	});

	it('does not start on a damaged file of its own', () => {
		storage.close();
		const path = join(directory, 'server.sqlite');
		writeFileSync(path, readFileSync(path).fill(0x5a, 100, 4000));
		expect(open).toThrow(/server.sqlite is damaged .*restore/);
	});

	it('never gives a number twice, nor an enrolment code to two', async () => {
		expect(await Promise.all([1, 2, 3].map(() => storage.nextNumber('device')))).toEqual([1, 2, 3]);
		await storage.codes.add({ hash: 'hash', ticket: 'a', expires: NOW + 1000, rights: '{}' });
		reopen();
		expect(await storage.nextNumber('device')).toBe(4);
		expect(await Promise.all([1, 2].map(() => storage.codes.take('hash', NOW)))).toEqual([true, false]);
		await storage.codes.add({ hash: 'old', ticket: 'b', expires: NOW + 1000, rights: '{}' });
		expect(await storage.codes.take('old', NOW + 1000)).toBe(false);
	});
});

describe('a database', () => {
	let storage: Storage;
	beforeEach(() => {
		storage = openStorage({ directory: ':memory:', random });
	});
	afterEach(() => storage.close());

	it('counts what is pending, past the places that updated documents have left', async () => {
		const database = (await storage.create('notes', NOW))!;
		const ids = Array.from({ length: 30 }, (_, index) => `n${index}`);
		const made = await database.write(ids.map((id) => put(id)));
		for (const index of [3, 7, 3]) {
			const id = ids[index] ?? '';
			await database.write([put(id, database.read(id)?.rev, `{"v":${index}}`, index === 7)]);
		}
		expect(made).toHaveLength(30);
		for (let seq = 0; seq <= database.updateSeq; seq++) {
			expect(database.pending(seq)).toBe(database.changes({ from: seq, limit: 100, bodies: false }).length);
		}
		expect(database.info()).toMatchObject({ documents: 29, deleted: 1 });
	});

	it('wakes its listeners after a change, not after what changes no document', async () => {
		const database = (await storage.create('notes', NOW))!;
		let woken = 0;
		const stop = database.subscribe(() => woken++);
		await database.write([put('a')]);
		expect(woken).toBe(1);
		await database.write([put('a')]);
		await database.putLocal('x', '{}', undefined);
		expect(woken).toBe(1);
		stop();
		await database.write([put('b')]);
		expect(woken).toBe(1);
	});

	it('keeps a superseded body until it is compacted, and an erased one not at all', async () => {
		const database = (await storage.create('notes', NOW))!;
		const first = await revOf(database.write([put('a', undefined, '{"v":1}')]));
		const second = await revOf(database.write([put('a', first, '{"v":2}')]));
		expect(database.body(database.read('a')!, first)).toBe('{"v":1}');
		await database.compact();
		expect(database.body(database.read('a')!, first)).toBeUndefined();
		await database.write([{ ...put('a', second, '{}', true), erases: true }]);
		expect(database.body(database.read('a')!, second)).toBeUndefined();
	});

	const revOf = async (write: Promise<readonly { ok: boolean; rev?: string }[]>): Promise<string> =>
		(await write)[0]?.rev ?? '';
});
