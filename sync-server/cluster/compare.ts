import { createHash } from 'node:crypto';
import { err, ok } from '#domain/kernel/result.ts';
import { isReservedId } from '#domain/kernel/event.ts';
import { isObject } from '../http/body.ts';
import type { ChainHead } from '../log/chain.ts';
import { otherShape, rowsOf, type Asked, type CouchServer } from './couch-server.ts';

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
	const documents = isObject(info.value) ? info.value['doc_count'] : undefined;
	if (typeof documents !== 'number') return err(otherShape(couch, `/${database}`));
	const path = `/${database}/_design_docs`;
	const designs = await couch.ask('GET', path);
	if (!designs.ok) return designs;
	const rows = rowsOf(couch, path, designs.value);
	return rows.ok ? ok(documents - rows.value.length) : rows;
}

/** Which of a device's chains do not reach as far there as `ends` say, a sentence each: a question per chain, answered by an index. */
export async function missingEnds(
	couch: CouchServer,
	database: string,
	device: string,
	ends: readonly ChainHead[]
): Asked<string[]> {
	const said: string[] = [];
	const path = `/${database}/_find`;
	for (const { epoch, seq } of ends) {
		const found = await couch.ask('POST', path, {
			selector: { device, epoch, seq: { $gt: 0 } },
			sort: [{ device: 'desc' }, { epoch: 'desc' }, { seq: 'desc' }],
			fields: ['seq'],
			limit: 1
		});
		if (!found.ok) return found;
		const docs = rowsOf(couch, path, found.value, 'docs');
		if (!docs.ok) return docs;
		const there = Number(docs.value[0]?.['seq'] ?? 0);
		if (!(there >= seq)) said.push(`device ${device} ${epoch}: ${there} of ${seq} records are there`);
	}
	return ok(said);
}
