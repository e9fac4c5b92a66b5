import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createSeededRandom, newSeed } from '../contract/seeded-random.ts';
import { PouchDB, type PouchDatabase } from '../support/pouchdb.ts';
import { startServer, temporaryFolder, type RunningServer } from '../support/server.ts';

const seed = Number(process.env['KILL_SEED'] ?? newSeed());
const KILLS = 3;
const PATIENCE = { timeout: 60_000, interval: 50 };

let server: RunningServer;
let heedAgain = (): void => {};
beforeAll(async () => {
	heedAgain = overhearLostConnections();
	server = await startServer();
});
afterAll(async () => {
	await server.stop();
	// what was still being asked hears of it a turn later
	await sleep(100);
	heedAgain();
});

/** Every leaf of every document: what replication has to make equal. */
async function leafs(database: PouchDatabase): Promise<string[]> {
	const { results } = await database.changes({ style: 'all_docs' });
	return results.map(({ id, changes }) => [id, ...changes.map(({ rev }) => rev).sort()].join(' ')).sort();
}

it(`PouchDB goes on by itself, and all replicas agree, when the server is killed in between (KILL_SEED=${seed})`, async () => {
	const random = createSeededRandom(seed);
	const folder = temporaryFolder();
	const auth = { username: server.adminUser, password: server.adminPassword };
	const connect = (): PouchDatabase => new PouchDB(`${server.url}/couchdb/notes`, { auth });
	const locals = ['one', 'other'].map((name) => new PouchDB(join(folder, name)));
	const remote = connect();
	await remote.info();
	const live = locals.map((local) =>
		local.sync(connect(), { live: true, retry: true, batch_size: 20, back_off_function: () => 50 })
	);
	for (const sync of live) void sync.on('error', () => {});
	try {
		for (let kill = 0; kill < KILLS; kill++) {
			const writing = locals.map(async (local, who) => {
				for (let chunk = 0; chunk < 5; chunk++) {
					const made = Array.from({ length: 40 }, (_, n) => ({ _id: `${kill}-${who}-${chunk}-${n}`, n }));
					await local.bulkDocs([...made, { _id: `both-${kill}-${chunk}`, who }]);
				}
			});
			await sleep(random() * 250);
			await server.kill();
			await Promise.all(writing);
			await server.restart();
		}
		const total = KILLS * 5 * (2 * 40 + 1);
		await vi.waitFor(async () => {
			for (const each of [remote, ...locals]) expect((await each.info()).doc_count).toBe(total);
			const [here, ...others] = await Promise.all([remote, ...locals].map(leafs));
			for (const other of others) expect(other).toEqual(here);
			// both replicas' edits of the same documents are there, one winning
			expect(here?.filter((line) => line.split(' ').length === 3)).toHaveLength(KILLS * 5);
		}, PATIENCE);
	} finally {
		await Promise.all(
			live.map((sync) => {
				const over = new Promise((resolve) => void sync.on('complete', resolve));
				sync.cancel();
				return over;
			})
		);
		for (const database of [remote, ...locals]) await database.close();
	}
});

/** Nobody in PouchDB 9.0 catches that a server dies while it is asked what it is; the replication itself goes on by `retry`. */
function overhearLostConnections(): () => void {
	const heeding = process.listeners('unhandledRejection');
	const overhear = (error: unknown, promise: Promise<unknown>): void => {
		if (error instanceof Error && error.name === 'FetchError') return;
		for (const heed of heeding) heed(error, promise);
	};
	process.removeAllListeners('unhandledRejection').on('unhandledRejection', overhear);
	return () => {
		process.removeAllListeners('unhandledRejection');
		for (const heed of heeding) process.on('unhandledRejection', heed);
	};
}
