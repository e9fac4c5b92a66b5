import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from '../support/server.ts';
import { random } from '../support/sync-app.ts';
import type { Edit } from '#sync-server/log/documents.ts';
import { openStorage, type Storage } from '#sync-server/log/storage.ts';
import { StorageFailure } from '#sync-server/log/write-queue.ts';
import { putNote, putUntilRefused } from './refused-writes.ts';
import { createSiteClient, Refused } from './site-client.ts';
import { mountSmallDisk } from './small-disk.ts';
import { filesFaults } from './stored-files.ts';

const MB = 2 ** 20;
const NOW = 1_790_000_000_000;
const ROUNDS = 20;
/** Characters of a document that a server is given. */
const SIZE = 100_000;

const disk = mountSmallDisk(24 * MB);

describe.skipIf(disk === undefined)('on a disk that is full', () => {
	afterAll(() => disk?.unmount());
	const folder = (name: string): string => join(disk?.folder ?? '', name);

	const note = (id: string): Edit => ({
		kind: 'new',
		id,
		parent: undefined,
		deleted: false,
		body: JSON.stringify({ text: 'x'.repeat(2_000) })
	});

	/** Writes until there is no room. Answers what was acknowledged. */
	async function writeUntilFull(storage: Storage, prefix: string): Promise<string[]> {
		const acknowledged: string[] = [];
		for (let chunk = 0; ; chunk++) {
			const ids = Array.from({ length: 25 }, (_, index) => `${prefix}-${chunk}-${index}`);
			try {
				const outcomes = await storage.database('notes')?.write(ids.map(note));
				expect(outcomes?.every(({ ok }) => ok)).toBe(true);
				acknowledged.push(...ids);
			} catch (error) {
				expect(error).toBeInstanceOf(StorageFailure);
				expect((error as StorageFailure).fault).toBe('full');
				return acknowledged;
			}
		}
	}

	it('nothing is lost that was acknowledged, reading goes on, and writing does once there is room', async () => {
		const reports: string[] = [];
		const open = () =>
			openStorage({
				directory: folder('data'),
				random,
				reserveBytes: MB,
				report: (sentence) => void reports.push(sentence)
			});
		let storage = open();
		await storage.create('notes', NOW);
		await storage.tend();
		expect(readdirSync(folder('data'))).toContain('reserve');
		expect(storage.state()).toMatchObject({ writing: 'ok', troubles: [] });
		const acknowledged: string[] = [];
		const expectAllThere = () => {
			const database = storage.database('notes');
			expect(acknowledged.filter((id) => database?.read(id) === undefined)).toEqual([]);
			expect(database?.info().documents).toBe(acknowledged.length);
		};

		for (let round = 0; round < ROUNDS; round++) {
			// room for a few transactions, another number of them each time
			disk?.fill((round % 7) * 90_000);
			acknowledged.push(...(await writeUntilFull(storage, `${round}a`)));
			expect(storage.state()).toMatchObject({
				writing: 'reserve',
				troubles: [expect.stringMatching(/reserve is in use/)]
			});
			// what was kept for this
			acknowledged.push(...(await writeUntilFull(storage, `${round}b`)));
			expect(storage.state().writing).toBe('full');
			expectAllThere();
			expect(storage.database('notes')?.changes({ from: 0, limit: 5, bodies: true })).toHaveLength(5);
			await storage.tend();
			expect(storage.state().writing).toBe('full');
			if (round % 5 === 4) {
				storage.close();
				storage = open();
				expectAllThere();
			}

			disk?.clear();
			await storage.tend();
			await storage.tend();
			expect(storage.state()).toMatchObject({ writing: 'ok', troubles: [] });
			expect(readdirSync(folder('data'))).toContain('reserve');
			await storage.database('notes')?.write([note(`${round}c`)]);
			acknowledged.push(`${round}c`);
			expectAllThere();
			expect(filesFaults(folder('data'))).toEqual([]);
			// so that a small disk is enough for all rounds
			await storage.remove('notes');
			await storage.create('notes', NOW);
			acknowledged.length = 0;
		}
		storage.close();
		expect(reports).toContain('There is room on the disk again: writing goes on.');
	});

	describe('a server', () => {
		let server: RunningServer;
		beforeAll(async () => {
			disk?.clear();
			server = await startServer({ dataDir: folder('server') });
		});
		afterAll(() => server.stop());

		it('says so to who writes, answers who reads, and needs no restart', async () => {
			const client = createSiteClient(server);
			await client.send('PUT', '/couchdb/notes');
			await client.send('PUT', '/couchdb/notes/before', { v: 1 });
			disk?.fill();
			const put = (id: string) => putNote(server, id, SIZE);
			const { acknowledged: whilePossible, refused } = await putUntilRefused(server, SIZE);
			const acknowledged = ['before', ...whilePossible];
			expect(refused.status).toBe(503);
			expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
			expect(await refused.json()).toMatchObject({
				error: 'service_unavailable',
				reason: expect.stringContaining('disk is full')
			});
			for (const id of acknowledged) await client.send('GET', `/couchdb/notes/${id}`);

			// killed and started while it is full: still nothing to repair
			await server.kill();
			await server.restart();
			for (const id of acknowledged) await client.send('GET', `/couchdb/notes/${id}`);
			expect((await put('again')).status).toBe(503);
			await expect(client.send('GET', '/couchdb/notes/again')).rejects.toBeInstanceOf(Refused);

			disk?.clear();
			expect((await put('again')).status).toBe(201);
			expect(filesFaults(folder('server'))).toEqual([]);
		});
	});
});
