import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { random } from '../../tests/support/sync-app.ts';
import { withoutStubs, type EditAttachment } from './attachments.ts';
import { contentOf, createContents } from './contents.ts';
import type { Database } from './database.ts';
import type { Edit } from './documents.ts';
import { DATABASE_ADDITIONS } from './schema.ts';
import { MEMORY, openSqlite } from './sqlite.ts';
import { openStorage, type Storage } from './storage.ts';
import { createWriteQueue, StorageFailure } from './write-queue.ts';

const file = (name: string, bytes: Buffer | string): EditAttachment => {
	const data = Buffer.from(bytes);
	const content = contentOf(data);
	return { name, type: 'a/b', length: data.length, encoding: 'identity', revpos: undefined, content };
};

const stub = (name: string): EditAttachment => ({ name, revpos: undefined, content: undefined });

const put = (id: string, attachments: readonly EditAttachment[], parent?: string, body = '{}'): Edit => ({
	kind: 'new',
	id,
	parent,
	deleted: false,
	body,
	attachments
});

describe('the contents of attachments', () => {
	let directory: string;
	let storage: Storage;
	let database: Database;
	const open = () => openStorage({ directory, random });
	beforeEach(async () => {
		directory = mkdtempSync(join(tmpdir(), 'floorbook-attachments-'));
		storage = open();
		database = (await storage.create('notes', 0)) as Database;
	});
	afterEach(() => {
		storage.close();
		rmSync(directory, { recursive: true });
	});
	const reopen = () => {
		storage.close();
		storage = open();
		database = storage.database('notes') as Database;
	};
	const databaseFile = () => {
		const [name = ''] = readdirSync(join(directory, 'databases')).filter((each) => each.endsWith('.sqlite'));
		return join(directory, 'databases', name);
	};
	const partsLeft = (): number => {
		const sql = new DatabaseSync(databaseFile(), { readOnly: true });
		const row = sql.prepare('SELECT count(*) AS n FROM content_part').get();
		sql.close();
		return Number(row?.['n']);
	};
	const write = async (...edits: Edit[]): Promise<string> => {
		const outcome = (await database.write(edits)).at(-1);
		if (!outcome?.ok) throw new Error(JSON.stringify(outcome));
		return outcome.rev;
	};
	const held = () => database.info().attachmentBytes;
	const read = (id: string, rev: string, name: string): Buffer => {
		const attachment = database.attachment(id, rev, name);
		if (attachment === undefined) throw new Error(`${name} is not there`);
		const reading = database.readContent(attachment);
		const bytes = Buffer.concat([...reading.parts()]);
		reading.close();
		return bytes;
	};
	const receive = async (bytes: Buffer, size = 100_000) => {
		const receipt = database.receiveContent();
		for (let from = 0; from < bytes.length; from += size) await receipt.write(bytes.subarray(from, from + size));
		const content = await receipt.finish();
		return { receipt, content };
	};

	it.each([0, 1, 196_608, 196_609, 786_432, 3_000_000])('of %i bytes come back as they came', async (size) => {
		const bytes = randomBytes(size);
		const { receipt, content } = await receive(bytes);
		const attachment = { ...file('f', ''), length: size, content } as EditAttachment;
		const rev = await write(put('a', [attachment]));
		receipt.release();
		reopen();
		expect(read('a', rev, 'f').equals(bytes)).toBe(true);
		const known = database.attachment('a', rev, 'f');
		expect(known).toMatchObject({ size, digest: contentOf(bytes).digest });
		const reading = known && database.readContent(known);
		const middle = [Math.floor(size / 3), Math.floor(size / 2)] as const;
		expect(Buffer.concat([...(reading?.parts(...middle) ?? [])]).equals(bytes.subarray(...middle))).toBe(true);
	});

	it('are told of in the text of a body, in the form that every stored body has', async () => {
		const rev = await write(put('a', [file('2', 'two'), file('1 "x"', '')], undefined, '{"n":1}'));
		const text =
			'{"_attachments":{"1 \\"x\\"":{"content_type":"a/b","revpos":1,"digest":"md5-1B2M2Y8AsgTpgAmY7PhCfg==","length":0,"stub":true},' +
			'"2":{"content_type":"a/b","revpos":1,"digest":"md5-uKn3Fdu2T9XFbneDxoIKYQ==","length":3,"stub":true}},"n":1}';
		expect(database.read('a')?.body).toBe(text);
		expect(withoutStubs(text, database.attachments('a', rev))).toBe('{"n":1}');
	});

	it('on a damaged page take the database out of service when they are read', async () => {
		const rev = await write(put('a', [file('f', randomBytes(1_000_000))]));
		storage.close();
		const path = databaseFile();
		const sql = new DatabaseSync(path);
		const { rootpage } =
			sql.prepare("SELECT rootpage FROM sqlite_schema WHERE name LIKE '%_content_part_1'").get() ?? {};
		sql.close();
		const page = Number(rootpage);
		writeFileSync(path, readFileSync(path).fill(0xa5, 4096 * (page - 1), 4096 * page));
		storage = openStorage({ directory, random, checkedAtStart: 0 });
		database = storage.database('notes') as Database;
		const attachment = database.attachment('a', rev, 'f');
		if (attachment === undefined) throw new Error('f is not there');
		const reading = database.readContent(attachment);
		expect(() => [...reading.parts()]).toThrow(/damaged/);
		expect(storage.state().damaged).toMatchObject([{ name: 'notes' }]);
		expect(() => storage.database('notes')?.read('a')).toThrow(/damaged and not served/);
	});

	it('are stored once, however many revisions and documents have them', async () => {
		const bytes = randomBytes(50_000);
		const first = await write(put('a', [file('f', bytes)]));
		await write(put('a', [stub('f')], first, '{"n":2}'), put('b', [file('g', bytes), file('h', bytes)]));
		expect(held()).toBe(50_000);
	});

	it('go with the last revision that has them: by compaction', async () => {
		const first = await write(put('a', [file('f', 'one')]));
		const second = await write(put('a', [file('f', 'other')], first));
		expect(read('a', first, 'f').toString()).toBe('one');
		await database.compact();
		expect([held(), database.attachments('a', first)]).toEqual([5, []]);
		expect(read('a', second, 'f').toString()).toBe('other');
	});

	it('go with the last revision that has them: by the limit of revisions, but not what the next one keeps', async () => {
		await database.setRevsLimit(1);
		const first = await write(put('a', [file('kept', 'kept'), file('gone', 'gone')]));
		const second = await write(put('a', [stub('kept')], first));
		expect(held()).toBe(4);
		expect(read('a', second, 'kept').toString()).toBe('kept');
	});

	it('go with the last revision that has them: by a purge', async () => {
		const first = await write(put('a', [file('f', 'one')]));
		const second = await write(put('a', [stub('f'), file('g', 'two')], first));
		await write(put('b', [file('g', 'two')]));
		await database.purge([{ id: 'a', revs: [second] }]);
		expect(held()).toBe(3);
	});

	it('that were received for nothing are gone: at once, and after a stop in between', async () => {
		const bytes = randomBytes(2_000_000);
		const { receipt } = await receive(bytes);
		expect(held()).toBe(2_000_000);
		receipt.release();
		await database.compact();
		expect(held()).toBe(0);
		const half = database.receiveContent();
		await half.write(bytes);
		reopen();
		await database.compact();
		expect(partsLeft()).toBe(0);
	});

	it('that are large go by and by, and are found where a stop was in between', async () => {
		const { receipt } = await receive(randomBytes(25_000_000), 1_000_000);
		receipt.release();
		await database.compact();
		reopen();
		while (held() > 0 || partsLeft() > 0) await database.compact();
		expect(database.info().attachmentBytes).toBe(0);
	});

	it('of many documents go by and by, too', async () => {
		const files = Array.from({ length: 12 }, (_, index) => file(`f${index}`, randomBytes(1_000_000)));
		const revs = await Promise.all(files.map((each) => write(put(each.name, [each]))));
		await write(...files.map(({ name }, index) => put(name, [], revs[index])));
		await database.compact();
		expect(held()).toBe(0);
		expect(partsLeft()).toBeGreaterThan(40);
		reopen();
		while (partsLeft() > 0) await database.compact();
		expect(held()).toBe(0);
	});

	it('that are small go together', async () => {
		const files = Array.from({ length: 500 }, (_, index) => file(`f${index}`, `content ${index}`));
		const rev = await write(put('a', files));
		await write(put('a', [], rev));
		await database.compact();
		expect(partsLeft()).toBe(0);
	});

	it('are nobody’s where the disk did not take that they were here already', async () => {
		const sql = openSqlite(MEMORY);
		sql.exec(DATABASE_ADDITIONS);
		let commits = Infinity;
		const save = () => {
			if (commits-- === 0) throw new Error('no room');
		};
		const mirror = { mark: () => undefined, restore: () => undefined, save, committed: () => undefined };
		const contents = createContents(sql, createWriteQueue(sql, mirror, setImmediate));
		const bytes = randomBytes(2_000_000);
		const first = contents.receive();
		await first.write(bytes);
		await first.finish();
		const other = contents.receive();
		await other.write(bytes);
		// the rest of it is stored, and then it is found to be here
		commits = 1;
		await expect(other.finish()).rejects.toBeInstanceOf(StorageFailure);
		commits = Infinity;
		first.release();
		other.release();
		await nextTurn();
		expect(contents.bytes()).toBe(0);
		sql.close();
	});

	it('that are there already are not stored again, and stay while they are about to be referred to', async () => {
		const bytes = randomBytes(2_000_000);
		const first = await receive(bytes);
		const other = await receive(bytes);
		expect(held()).toBe(2_000_000);
		first.receipt.release();
		await database.compact();
		const attachment = { ...file('f', ''), content: other.content } as EditAttachment;
		const rev = await write(put('a', [attachment]));
		other.receipt.release();
		expect(read('a', rev, 'f').equals(bytes)).toBe(true);
	});

	it('stay readable to whoever is reading, and no longer', async () => {
		const bytes = randomBytes(500_000);
		const first = await write(put('a', [file('f', bytes)]));
		const attachment = database.attachment('a', first, 'f');
		const reading = attachment && database.readContent(attachment);
		const parts = reading?.parts();
		const begun = parts?.next().value;
		await write(put('a', [], first));
		await database.compact();
		expect(Buffer.concat([begun ?? Buffer.alloc(0), ...(parts ?? [])]).equals(bytes)).toBe(true);
		reading?.close();
		await database.compact();
		expect(held()).toBe(0);
		expect(() => reading?.parts().next()).toThrow();
	});

	it('are refused where a stub stands for nothing, and nothing of the edit is stored', async () => {
		const first = await write(put('a', [file('f', 'x')]));
		const [outcome] = await database.write([put('a', [file('g', 'y'), stub('h')], first)]);
		expect(outcome).toEqual({ ok: false, error: 'missing stub', stub: 'h' });
		expect([database.read('a')?.rev, held()]).toEqual([first, 1]);
	});

	it('find room in a file that was made before there were any', async () => {
		await write(put('a', []));
		storage.close();
		const sql = new DatabaseSync(databaseFile());
		sql.exec('DROP TABLE attachment; DROP TABLE content; DROP TABLE content_part');
		sql.close();
		storage = open();
		database = storage.database('notes') as Database;
		const known = database.read('a')?.rev;
		const rev = await write(put('a', [file('f', 'x')], known));
		expect(read('a', rev, 'f').toString()).toBe('x');
	});
});
