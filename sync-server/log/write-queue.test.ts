import { DatabaseSync } from 'node:sqlite';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite } from './sqlite.ts';
import { createWriteQueue, StorageFailure, type WriteQueue } from './write-queue.ts';

describe('the write queue', () => {
	let directory: string;
	let sql: DatabaseSync;
	let queue: WriteQueue;
	let total: number;
	let commits: number;
	let path: string;

	beforeEach(() => {
		directory = mkdtempSync(join(tmpdir(), 'floorbook-queue-'));
		path = join(directory, 'a.sqlite');
		sql = openSqlite(path);
		sql.exec('CREATE TABLE note (text TEXT NOT NULL UNIQUE)');
		total = 0;
		commits = 0;
		const mirror = {
			mark: () => total,
			restore: (mark: number) => {
				total = mark;
			},
			save: () => {},
			committed: () => {
				commits++;
			}
		};
		queue = createWriteQueue(sql, mirror, setImmediate);
	});
	afterEach(() => {
		sql.close();
		rmSync(directory, { recursive: true });
	});

	const insert = (text: string) =>
		queue.write(() => {
			total++;
			sql.prepare('INSERT INTO note (text) VALUES (?)').run(text);
			return total;
		});
	const stored = (from = sql) =>
		from
			.prepare('SELECT text FROM note ORDER BY rowid')
			.all()
			.map((row) => row['text']);

	it('has committed what it resolves: another connection sees it', async () => {
		const reader = new DatabaseSync(path, { readOnly: true });
		const write = insert('a');
		expect(stored(reader)).toEqual([]);
		await write;
		expect(stored(reader)).toEqual(['a']);
		reader.close();
	});

	it('shares one commit among jobs of the same turn, in the order they came', async () => {
		expect(await Promise.all([insert('a'), insert('b'), insert('c')])).toEqual([1, 2, 3]);
		expect(commits).toBe(1);
		expect(stored()).toEqual(['a', 'b', 'c']);
	});

	it('undoes a job that throws, and what it changed in memory, and no other', async () => {
		const outcomes = await Promise.allSettled([insert('a'), insert('a'), insert('c')]);
		expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
		expect(stored()).toEqual(['a', 'c']);
		expect(total).toBe(2);
	});

	it('acknowledges nothing of a transaction the disk has no room for, and goes on once there is', async () => {
		await insert('a');
		const pages = Number(sql.prepare('PRAGMA page_count').get()?.['page_count']);
		sql.exec(`PRAGMA max_page_count = ${pages + 2}`);
		const outcomes = await Promise.allSettled([insert('small'), insert('x'.repeat(100_000))]);
		for (const outcome of outcomes)
			expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(StorageFailure) });
		expect(stored()).toEqual(['a']);
		expect(total).toBe(1);
		sql.exec('PRAGMA max_page_count = 1073741823');
		await insert('after');
		expect(stored()).toEqual(['a', 'after']);
	});

	it('acknowledges nothing any more after an I/O error, when nobody knows what the file holds', async () => {
		await insert('a');
		const failure = Object.assign(new Error('disk I/O error'), { errcode: 10 | (4 << 8) });
		const broken = queue.write(() => {
			sql.prepare('INSERT INTO note (text) VALUES (?)').run('lost');
			throw failure;
		});
		await expect(broken).rejects.toBeInstanceOf(StorageFailure);
		await expect(insert('b')).rejects.toBeInstanceOf(StorageFailure);
		expect(stored()).toEqual(['a']);
	});
});
