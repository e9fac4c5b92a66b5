import { createHash, randomUUID } from 'node:crypto';

export interface ReplicationOptions {
	readonly feed?: 'normal' | 'continuous';
	/** Milliseconds after which a continuous feed ends when nothing comes. */
	readonly timeout?: number;
	/** Whether it asks for documents in bulk, as of CouchDB 3.3. */
	readonly bulkGet?: boolean;
}

export interface ReplicationResult {
	/** Revisions that the target did not have, and what became of them. */
	readonly read: number;
	readonly written: number;
	readonly failed: number;
	/** Places in the source's order of updates. */
	readonly startedAt: string;
	readonly endedAt: string;
}

export interface Replicator {
	/** From one database of the server to another. Throws at any answer that CouchDB's replicator could not work with. */
	replicate(source: string, target: string, options?: ReplicationOptions): Promise<ReplicationResult>;
}

interface Change {
	readonly seq: string;
	readonly id: string;
	readonly changes: readonly { readonly rev: string }[];
}

interface Checkpoint {
	readonly _rev?: string;
	readonly session_id: string;
	readonly source_last_seq: string;
	readonly history: readonly { readonly session_id: string; readonly recorded_seq: string }[];
}

/** Changes worked off at a time. */
const CHUNK = 50;

/** Asks what CouchDB's replicator asks, in its order and form: session cookies, checkpoints, _revs_diff, _bulk_get, _bulk_docs. */
export function createReplicator(
	url: string,
	credentials: { readonly name: string; readonly password: string }
): Replicator {
	let cookie = '';

	async function logIn(): Promise<void> {
		const form = new URLSearchParams(credentials);
		const answer = await fetch(`${url}/_session`, { method: 'POST', body: form });
		cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
		if (!answer.ok || !cookie.startsWith('AuthSession=')) throw new Error(`no session: ${await answer.text()}`);
	}

	async function request(method: string, path: string, body?: unknown, accept = 'application/json'): Promise<Response> {
		const answer = await fetch(`${url}/${path}`, {
			method,
			headers: { accept, cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
			...(body === undefined ? {} : { body: JSON.stringify(body) })
		});
		if (answer.ok || answer.status === 404) return answer;
		throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
	}

	// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the shapes are the server's, and what is being tested
	const send = async (method: string, path: string, body?: unknown): Promise<any> =>
		(await request(method, path, body)).json();

	const local = async (database: string, id: string): Promise<Checkpoint | undefined> => {
		const answer = await request('GET', `${database}/_local/${id}`);
		return answer.ok ? ((await answer.json()) as Checkpoint) : undefined;
	};

	/** The newest place that both sides' histories know of. */
	function commonPlace(one: Checkpoint | undefined, other: Checkpoint | undefined): string {
		if (one?.session_id !== undefined && one.session_id === other?.session_id) return one.source_last_seq;
		const known = new Set(other?.history.map(({ session_id }) => session_id));
		return one?.history.find(({ session_id }) => known.has(session_id))?.recorded_seq ?? '0';
	}

	async function readChanges(source: string, since: string, options: ReplicationOptions) {
		const { feed = 'normal', timeout = 10_000 } = options;
		const query = new URLSearchParams({ feed, style: 'all_docs', since, timeout: String(timeout) });
		const answer = await request('GET', `${source}/_changes?${query}`);
		if (feed === 'normal') {
			const { results, last_seq } = (await answer.json()) as { results: Change[]; last_seq: string };
			return { changes: results, last: last_seq };
		}
		const lines = (await answer.text()).split('\n').filter((line) => line !== '');
		const end = JSON.parse(lines.pop() ?? '') as { last_seq: string };
		return { changes: lines.map((line) => JSON.parse(line) as Change), last: end.last_seq };
	}

	interface Wanted {
		readonly id: string;
		readonly rev: string;
	}

	/** The server's answer stands for the asked documents by their places alone. */
	async function readInBulk(source: string, wanted: readonly Wanted[]): Promise<object[]> {
		const path = `${source}/_bulk_get?latest=true&revs=true&attachments=false`;
		const { results } = (await send('POST', path, { docs: wanted })) as {
			results: { id: string; docs: { ok?: object }[] }[];
		};
		if (results.length !== wanted.length) throw new Error(`${wanted.length} asked, ${results.length} answered`);
		return results.flatMap(({ id, docs }, place) => {
			const [only, ...more] = docs;
			if (id !== wanted[place]?.id || only?.ok === undefined || more.length > 0) {
				throw new Error(`${JSON.stringify(wanted[place])} was answered by ${JSON.stringify({ id, docs })}`);
			}
			return [only.ok];
		});
	}

	async function readOneByOne(source: string, wanted: readonly Wanted[]): Promise<object[]> {
		const documents: object[] = [];
		for (const { id, rev } of wanted) {
			const query = `revs=true&open_revs=${encodeURIComponent(JSON.stringify([rev]))}&latest=true`;
			const answer = await request('GET', `${source}/${encodeURIComponent(id)}?${query}`, undefined, 'multipart/mixed');
			const boundary = /boundary="([^"]+)"/.exec(answer.headers.get('content-type') ?? '')?.[1] ?? '';
			const text = await answer.text();
			if (boundary === '' || !text.endsWith(`--${boundary}--`)) throw new Error(`not multipart: ${text}`);
			for (const part of text.split(`--${boundary}`).slice(1, -1)) {
				const [head = '', body = ''] = part.split('\r\n\r\n');
				if (!/^\r\ncontent-type: application\/json$/i.test(head)) throw new Error(`unknown part: ${part}`);
				documents.push(JSON.parse(body) as object);
			}
		}
		return documents;
	}

	async function replicate(
		source: string,
		target: string,
		options: ReplicationOptions = {}
	): Promise<ReplicationResult> {
		await logIn();
		const begun = {
			source: (await send('GET', source)).instance_start_time as string,
			target: (await send('GET', target)).instance_start_time as string
		};
		const id = createHash('md5').update(`${url} ${source} ${target}`).digest('hex');
		const checkpoints = { source: await local(source, id), target: await local(target, id) };
		const startedAt = commonPlace(checkpoints.source, checkpoints.target);
		const { changes, last } = await readChanges(source, startedAt, options);
		const session = randomUUID().replaceAll('-', '');
		const total = { read: 0, written: 0, failed: 0 };
		for (let from = 0; from < changes.length; from += CHUNK) {
			const rows = changes.slice(from, from + CHUNK);
			const asked = rows.map((row) => [row.id, row.changes.map(({ rev }) => rev)]);
			const missing = (await send('POST', `${target}/_revs_diff`, Object.fromEntries(asked))) as Record<
				string,
				{ missing: string[] }
			>;
			const wanted = Object.entries(missing).flatMap(([each, { missing: revs }]) =>
				revs.map((rev) => ({ id: each, rev }))
			);
			if (wanted.length === 0) continue;
			const read = options.bulkGet === false ? readOneByOne : readInBulk;
			const docs = await read(source, wanted);
			const refused = (await send('POST', `${target}/_bulk_docs`, { docs, new_edits: false })) as object[];
			total.read += wanted.length;
			total.failed += refused.length;
			total.written += docs.length - refused.length;
		}
		for (const side of ['target', 'source'] as const) {
			const name = { source, target }[side];
			const { instance_start_time } = await send('POST', `${name}/_ensure_full_commit`, {});
			if (instance_start_time !== begun[side]) throw new Error(`${name} is another database now`);
		}
		const entry = { session_id: session, recorded_seq: last };
		for (const side of ['target', 'source'] as const) {
			const { _rev, history = [] } = checkpoints[side] ?? {};
			const document = { session_id: session, source_last_seq: last, history: [entry, ...history] };
			await send('PUT', `${{ source, target }[side]}/_local/${id}`, { ...document, ...(_rev && { _rev }) });
		}
		return { ...total, startedAt, endedAt: last };
	}

	return { replicate };
}
