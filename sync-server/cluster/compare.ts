import { createHash } from 'node:crypto';
import { ok } from '#domain/kernel/result.ts';
import { isReservedId } from '#domain/kernel/event.ts';
import type { Asked, CouchServer } from './couch-server.ts';

/** What a database holds, in a form that two can be compared by. */
export interface Contents {
	/** Documents that are no design documents. */
	readonly documents: number;
	/** SHA-256 over all ids and revisions in the order of the ids: since an event's revision is its hash, over every byte of it. */
	readonly digest: string;
	/** Where each chain ends: `<device> <epoch>` and the highest sequence there. */
	readonly chains: ReadonlyMap<string, number>;
}

const PAGE = 1_000;

/** Reads a whole database by its ids, and the events' ends of chains with them. */
export async function readContents(couch: CouchServer, database: string): Asked<Contents> {
	const hash = createHash('sha256');
	const chains = new Map<string, number>();
	let documents = 0;
	for (let from: string | undefined; ;) {
		const start = from === undefined ? '' : `&startkey=${encodeURIComponent(JSON.stringify(from))}`;
		const page = await couch.ask('GET', `/${database}/_all_docs?include_docs=true&limit=${PAGE}${start}`);
		if (!page.ok) return page;
		const { rows } = page.value as { rows: readonly Row[] };
		for (const { id, value, doc } of rows) {
			if (id === from || id.startsWith('_design/')) continue;
			documents += 1;
			hash.update(`${id} ${value.rev}\n`);
			if (isReservedId(id) || typeof doc?.seq !== 'number') continue;
			const chain = `${String(doc.device)} ${String(doc.epoch)}`;
			chains.set(chain, Math.max(chains.get(chain) ?? 0, doc.seq));
		}
		from = rows.at(-1)?.id;
		if (rows.length < PAGE) return ok({ documents, digest: hash.digest('hex'), chains });
	}
}

interface Row {
	readonly id: string;
	readonly value: { readonly rev: string };
	readonly doc?: { readonly device?: unknown; readonly epoch?: unknown; readonly seq?: unknown };
}

/** What the second one lacks or has otherwise, a sentence each; none when they are the same. */
export function differences(source: Contents, target: Contents): string[] {
	const said: string[] = [];
	for (const [chain, seq] of source.chains) {
		const there = target.chains.get(chain) ?? 0;
		if (there < seq) said.push(`device ${chain}: ${there} of ${seq} records are there`);
	}
	if (source.digest === target.digest) return said;
	if (source.documents !== target.documents) said.push(`${source.documents} documents here, ${target.documents} there`);
	return said.length > 0 ? said : ['as many documents, and not the same ones'];
}

/** How many documents a database holds that are no design documents. */
export async function countDocuments(couch: CouchServer, database: string): Asked<number> {
	const info = await couch.ask('GET', `/${database}`);
	if (!info.ok) return info;
	const designs = await couch.ask('GET', `/${database}/_design_docs`);
	if (!designs.ok) return designs;
	const { doc_count: documents } = info.value as { doc_count: number };
	return ok(documents - (designs.value as { rows: readonly unknown[] }).rows.length);
}
