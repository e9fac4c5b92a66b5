import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSeededRandom, newSeed } from '../contract/seeded-random.ts';
import { ADMIN } from '../support/sync-app.ts';
import { serveTestApp, type TestServer } from '../support/sync-http.ts';

const seed = Number(process.env['ORDER_SEED'] ?? newSeed());

/** A revision and its ancestors, newest first. */
interface Branch {
	readonly hashes: readonly string[];
	readonly deleted: boolean;
}

/** What CouchDB promises to whoever replicates with it, over real connections. */
describe(`the server (ORDER_SEED=${seed})`, () => {
	const random = createSeededRandom(seed);
	const below = (limit: number): number => Math.floor(random() * limit);
	let server: TestServer;
	beforeEach(async () => {
		server = await serveTestApp();
		await send('PUT', '');
	});
	afterEach(() => server.close());

	const request = (method: string, path: string, body?: unknown): Promise<Response> =>
		fetch(`${server.url}/couchdb/notes${path}`, {
			method,
			headers: { accept: 'application/json', authorization: ADMIN, 'content-type': 'application/json' },
			...(body === undefined ? {} : { body: JSON.stringify(body) })
		});

	// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test looks into whatever came
	async function send(method: string, path: string, body?: unknown): Promise<any> {
		return (await request(method, path, body)).json();
	}

	it.each(['of a new document', 'of one revision'])('takes one of 24 racing edits %s', async (which) => {
		const _rev = which === 'of a new document' ? undefined : ((await send('PUT', '/a', {})).rev as string);
		const answers = await Promise.all(Array.from({ length: 24 }, (_, v) => request('PUT', '/a', { _rev, v })));
		expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(23).fill(409)]);
		expect((await send('GET', '/a?conflicts=true'))._conflicts).toBeUndefined();
		await Promise.all(answers.map((answer) => answer.arrayBuffer()));
	});

	const revOf = ({ hashes }: Branch): string => `${hashes.length}-${hashes[0] ?? ''}`;

	function drawBranches(): Branch[] {
		const branches: Branch[] = [];
		for (let left = 2 + below(6); left > 0; left--) {
			const from = branches[below(branches.length)]?.hashes ?? [];
			const shared = from.slice(below(from.length + 1));
			const own = Array.from({ length: 1 + below(4) }, () => random().toString(36).slice(2, 10).padEnd(8, '0'));
			branches.push({ hashes: [...own, ...shared], deleted: below(3) === 0 });
		}
		return branches;
	}

	function shuffled<Item>(items: readonly Item[]): Item[] {
		const mixed = [...items];
		for (let last = mixed.length - 1; last > 0; last--) {
			const other = below(last + 1);
			[mixed[last], mixed[other]] = [mixed[other] as Item, mixed[last] as Item];
		}
		return mixed;
	}

	/** CouchDB's rule: what lives before what is deleted, then the longer history, then the greater hash. */
	const firstOf = (branches: readonly Branch[]): string =>
		branches
			.toSorted(
				(a, b) =>
					Number(a.deleted) - Number(b.deleted) || b.hashes.length - a.hashes.length || (revOf(a) < revOf(b) ? 1 : -1)
			)
			.map(revOf)[0] ?? '';

	it('shows the same winner in whatever order revisions come, and a second time changes nothing', async () => {
		const trees = Array.from({ length: 60 }, drawBranches);
		for (const order of [1, 2, 3]) {
			const docs = shuffled(
				trees.flatMap((branches, tree) =>
					branches.map((branch) => ({
						_id: `tree-${tree}-order-${order}`,
						_rev: revOf(branch),
						_revisions: { start: branch.hashes.length, ids: branch.hashes },
						_deleted: branch.deleted,
						rev: revOf(branch)
					}))
				)
			);
			for (const again of [false, true]) {
				const { update_seq } = await send('GET', '');
				for (let from = 0; from < docs.length; from += 40) {
					expect(await send('POST', '/_bulk_docs', { docs: docs.slice(from, from + 40), new_edits: false })).toEqual(
						[]
					);
				}
				if (again) expect((await send('GET', '')).update_seq).toBe(update_seq);
			}
			for (const [tree, branches] of trees.entries()) {
				const ends = branches.filter(
					(one) => !branches.some((other) => other !== one && other.hashes.includes(one.hashes[0] ?? ''))
				);
				const path = `/tree-${tree}-order-${order}`;
				const open = (await send('GET', `${path}?open_revs=all`)) as { ok: { _rev: string; rev: string } }[];
				expect(open.map(({ ok }) => ok._rev).sort(), path).toEqual(ends.map(revOf).sort());
				expect(open.every(({ ok }) => ok._rev === ok.rev)).toBe(true);
				const shown = ends.some(({ deleted }) => !deleted)
					? (await send('GET', path))._rev
					: (await send('POST', '/_all_docs', { keys: [path.slice(1)] })).rows[0].value.rev;
				expect(shown, path).toBe(firstOf(ends));
			}
		}
	});

	it('sends the head of a longpoll at once, and its change when there is one', async () => {
		const { last_seq } = await send('GET', '/_changes');
		const poll = await request('GET', `/_changes?feed=longpoll&since=${last_seq}&heartbeat=10000`);
		const reader = poll.body?.pipeThrough(new TextDecoderStream()).getReader();
		expect((await reader?.read())?.value).toBe('{"results":[\n');
		const rest = reader?.read();
		expect(await Promise.race([rest, sleep(50)])).toBeUndefined();
		await send('PUT', '/a', {});
		expect((await rest)?.value).toContain('"id":"a"');
		await reader?.cancel();
	});
});
