import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEventWriter, type EventWriter } from '../support/device-events.ts';
import { startServer, type RunningServer } from '../support/server.ts';
import { basic } from '../support/sync-app.ts';
import { createSeededRandom, newSeed } from './seeded-random.ts';

const seed = Number(process.env['KILL_SEED'] ?? newSeed());
const rounds = Number(process.env['KILL_ROUNDS'] ?? 10);

/** Longest time a server lives under load, in milliseconds. */
const LONGEST_LIFE = 400;
const LARGEST_CHUNK = 60;

interface Pushed {
	readonly _id: string;
	readonly _rev: string;
}

/** A real server, killed in the middle of its work and started again: nothing it acknowledged may be gone. */
describe(`a server that is killed (KILL_SEED=${seed}, ${rounds} rounds)`, () => {
	const random = createSeededRandom(seed);
	const below = (limit: number): number => Math.floor(random() * limit);
	let server: RunningServer;
	let admin: string;
	let device: { readonly authorization: string; readonly events: EventWriter };

	beforeAll(async () => {
		server = await startServer();
		admin = basic(server.adminUser, server.adminPassword);
		await send('PUT', '/couchdb/notes');
		const {
			device: number,
			user,
			password
		} = await send('POST', '/enrol', {
			code: server.code,
			name: 'Tablet',
			profile: 'floor'
		});
		device = { authorization: basic(user, password), events: createEventWriter(number) };
	}, 60_000);
	afterAll(() => server.stop());

	// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the shape is the server's, and what is being tested
	async function send(method: string, path: string, body?: unknown, authorization = admin): Promise<any> {
		const response = await fetch(server.url + path, {
			method,
			headers: { authorization, 'content-type': 'application/json' },
			...(body === undefined ? {} : { body: JSON.stringify(body) })
		});
		const answer = (await response.json()) as { error?: string };
		if (answer.error) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
		return answer;
	}

	/** Keeps writing until the server is gone. `acknowledged` and `sent` grow as it goes. */
	type Load = (acknowledged: Pushed[], sent: Pushed[][]) => Promise<never>;

	const pushEvents: Load = async (acknowledged, sent) => {
		for (;;) {
			const docs = Array.from({ length: 1 + below(LARGEST_CHUNK) }, () => device.events.next());
			// as its outbox does, the device sends again what was not answered
			const again = sent.flat().filter(({ _id }) => !acknowledged.some((known) => known._id === _id));
			sent.push(docs);
			const chunk = [...again, ...docs];
			const rows = await send(
				'POST',
				'/couchdb/floorbook/_bulk_docs',
				{ docs: chunk, new_edits: false },
				device.authorization
			);
			expect(rows).toEqual([]);
			acknowledged.push(...chunk);
		}
	};

	const pushNotes =
		(writer: string): Load =>
		async (acknowledged, sent) => {
			for (let chunk = 0; ; chunk++) {
				const docs = Array.from({ length: 1 + below(LARGEST_CHUNK) }, (_, index) => ({
					_id: `${writer}-${chunk}-${index}`,
					_rev: `1-${'a'.repeat(32)}`,
					text: 'x'.repeat(below(400))
				}));
				sent.push(docs);
				expect(await send('POST', '/couchdb/notes/_bulk_docs', { docs, new_edits: false })).toEqual([]);
				acknowledged.push(...docs);
			}
		};

	const editNote =
		(id: string): Load =>
		async (acknowledged) => {
			let rev: string | undefined;
			for (let v = 0; ; v++) {
				({ rev } = await send('PUT', `/couchdb/notes/${id}`, rev === undefined ? { v } : { _rev: rev, v }));
				// only the latest can be asked for
				acknowledged.splice(0, acknowledged.length, { _id: id, _rev: rev ?? '' });
			}
		};

	async function revisions(database: string): Promise<Map<string, string>> {
		const { rows } = await send('GET', `/couchdb/${database}/_all_docs`);
		return new Map((rows as { id: string; value: { rev: string } }[]).map(({ id, value }) => [id, value.rev]));
	}

	function expectSound(): void {
		const folder = join(server.dataDir, 'databases');
		const files = readdirSync(folder).filter((file) => file.endsWith('.sqlite'));
		expect(files).toHaveLength(3);
		for (const path of [...files.map((file) => join(folder, file)), join(server.dataDir, 'server.sqlite')]) {
			const sql = new DatabaseSync(path, { readOnly: true });
			expect(sql.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
			sql.close();
		}
	}

	const events = { acknowledged: [] as Pushed[], sent: [] as Pushed[][] };
	const notes = { acknowledged: [] as Pushed[], sent: [] as Pushed[][] };

	it.each(Array.from({ length: rounds }, (_, round) => round))(
		'has everything it acknowledged, round %i',
		async (round) => {
			const { uuid } = await send('GET', '/couchdb/');
			const place = (await send('GET', '/couchdb/notes/_changes?since=now')).last_seq as string;
			const edited = [0, 1].map(() => [] as Pushed[]);
			const loads = [
				pushEvents(events.acknowledged, events.sent),
				pushNotes(`r${round}a`)(notes.acknowledged, notes.sent),
				pushNotes(`r${round}b`)(notes.acknowledged, notes.sent),
				...edited.map((list, index) => editNote(`edited-${round}-${index}`)(list, []))
			];
			const before = notes.acknowledged.length;
			const ended = Promise.allSettled(loads);
			await sleep(20 + below(LONGEST_LIFE));
			await server.kill();
			for (const outcome of await ended)
				expect(String((outcome as PromiseRejectedResult).reason)).toMatch(/fetch failed|terminated/);
			await server.restart();

			const stored = { floorbook: await revisions('floorbook'), notes: await revisions('notes') };
			const lost = (list: readonly Pushed[], from: ReadonlyMap<string, string>) =>
				list.filter(({ _id, _rev }) => from.get(_id) !== _rev);
			expect(lost(events.acknowledged, stored.floorbook)).toEqual([]);
			expect(lost(notes.acknowledged, stored.notes)).toEqual([]);
			for (const { _id, _rev } of edited.flat()) {
				// the edit that was under way may have been stored as well
				const revs = (await send('GET', `/couchdb/notes/${_id}?revs=true`))._revisions as {
					start: number;
					ids: string[];
				};
				expect(revs.ids.map((hash, index) => `${revs.start - index}-${hash}`).slice(0, 2)).toContain(_rev);
			}
			for (const chunk of notes.sent) {
				const kept = chunk.filter(({ _id }) => stored.notes.has(_id)).length;
				expect([0, chunk.length]).toContain(kept);
			}
			expectSound();

			// to its clients it is the same server, with the same places in the same order
			expect((await send('GET', '/couchdb/')).uuid).toBe(uuid);
			const { results } = await send('GET', `/couchdb/notes/_changes?since=${place}`);
			const since = new Set((results as { id: string }[]).map(({ id }) => id));
			for (const [index, { _id }] of notes.acknowledged.entries()) expect(since.has(_id)).toBe(index >= before);
		},
		60_000
	);

	it('was under load all the while', () => {
		expect(events.acknowledged.length).toBeGreaterThan(rounds / 2);
		expect(notes.acknowledged.length).toBeGreaterThan(rounds / 2);
	});
});
