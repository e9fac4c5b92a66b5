import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { random } from '../../tests/support/sync-app.ts';
import type { Database } from './database.ts';
import type { Edit } from './documents.ts';
import { MEMORY } from './sqlite.ts';
import { openStorage, type Storage } from './storage.ts';

describe('the order of updates', () => {
	let storage: Storage;
	let database: Database;
	beforeEach(async () => {
		storage = openStorage({ directory: MEMORY, random });
		database = (await storage.create('notes', 1_790_000_000_000))!;
	});
	afterEach(() => storage.close());

	const put = async (id: string, body: string, parent?: string): Promise<string> => {
		const edit: Edit = { kind: 'new', id, parent, body, deleted: false };
		const [outcome] = await database.write([edit]);
		if (!outcome?.ok) throw new Error(`${id} was not stored`);
		return outcome.rev;
	};
	const page = (from: number, limit = 10) =>
		database.changes({ from, limit, bodies: true }).map(({ seq, id, body }) => [seq, id, body]);

	it('is read anew once something was written, however often it was read before', async () => {
		const rev = await put('a', '{"v":1}');
		for (let time = 0; time < 2; time++) expect(page(0)).toEqual([[1, 'a', '{"v":1}']]);
		await put('a', '{"v":2}', rev);
		expect(page(0)).toEqual([[2, 'a', '{"v":2}']]);
		expect([page(1), page(2)]).toEqual([[[2, 'a', '{"v":2}']], []]);
		await put('b', '{}');
		expect(page(2)).toEqual([[3, 'b', '{}']]);
	});

	it('gives each question its own page', async () => {
		for (const id of ['a', 'b', 'c']) await put(id, '{}');
		expect(page(0, 1)).toEqual([[1, 'a', '{}']]);
		expect(page(0)).toHaveLength(3);
		expect(database.changes({ from: 0, limit: 10, bodies: false })[0]).not.toHaveProperty('body');
		const descending = database.changes({ from: 4, limit: 10, bodies: false, descending: true });
		expect(descending.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
	});

	it('has nothing pending at its end, and every document at its start', async () => {
		const rev = await put('a', '{"v":1}');
		await put('a', '{"v":2}', rev);
		await put('b', '{}');
		expect([0, 1, 2, 3].map(database.pending)).toEqual([2, 2, 1, 0]);
	});
});
