import { chunksOf } from './documents.ts';
import type { Client } from './client.ts';

// The requests that PouchDB 9 makes when it replicates, chunk by chunk; what it reads of its own checkpoint before is once a run.

const CHUNK = 100;

interface ChangesAnswer {
	readonly results: readonly { readonly id: string; readonly changes: readonly { readonly rev: string }[] }[];
	readonly last_seq: string | number;
}

const after = (seq: string | number): string => `since=${encodeURIComponent(seq)}`;

/** The whole change feed, page by page. Answers how many rows that were. */
export async function readChanges(client: Client, path: string, query: string, limit: number): Promise<number> {
	let rows = 0;
	for (let since: string | number = 0; ;) {
		const page: ChangesAnswer = await client.json('GET', `${path}/_changes?${query}&limit=${limit}&${after(since)}`);
		rows += page.results.length;
		since = page.last_seq;
		if (page.results.length < limit) return rows;
	}
}

/** The first documents of a database, with their history. Answers how many that were. `session` names its checkpoints. */
export async function pull(client: Client, path: string, documents: number, session: string): Promise<number> {
	let pulled = 0;
	for (let since: string | number = 0; pulled < documents;) {
		const query = `style=all_docs&limit=${CHUNK}&${after(since)}`;
		const page: ChangesAnswer = await client.json('GET', `${path}/_changes?${query}`);
		if (page.results.length === 0) break;
		const docs = page.results.flatMap(({ id, changes }) => changes.map(({ rev }) => ({ id, rev })));
		const bulk: { results: unknown[] } = await client.json('POST', `${path}/_bulk_get?revs=true&latest=true`, { docs });
		pulled += bulk.results.length;
		since = page.last_seq;
		await client.json('PUT', `${path}/_local/${session}-${pulled}`, { last_seq: since });
	}
	return pulled;
}

/** Documents that the server does not have. Their texts are made before `measure` begins. */
export async function push(
	client: Client,
	path: string,
	documents: number,
	measure: (work: () => Promise<number>) => Promise<void>
): Promise<void> {
	const chunks = Array.from(chunksOf(documents, CHUNK), (docs) => ({
		asked: JSON.stringify(Object.fromEntries(docs.map(({ _id, _rev }) => [_id, [_rev]]))),
		sent: JSON.stringify({ docs, new_edits: false })
	}));
	await measure(async () => {
		for (const [index, { asked, sent }] of chunks.entries()) {
			await client.send('POST', `${path}/_revs_diff`, asked);
			await client.send('POST', `${path}/_bulk_docs`, sent);
			await client.send('PUT', `${path}/_local/push-${index}`, JSON.stringify({ last_seq: index }));
		}
		return documents;
	});
}
