import { jsonStream, jsonText, refuse } from '../http/answer.ts';
import { isObject, readObject } from '../http/body.ts';
import { badRequest, tooLarge } from '../http/problem.ts';
import type { Database } from '../log/database.ts';
import { treeOf, type StoredDocument } from '../log/documents.ts';
import { hasRevision, leafs, leafsBelow } from '../log/revision-tree.ts';
import type { DatabaseExchange } from './exchange.ts';
import { flag } from './parameters.ts';
import { streamPieces, type Pieces } from './piece-stream.ts';
import { presentAttached, readSince, type AttachmentsWanted } from './present-attachments.ts';
import { presentRevision } from './present.ts';

interface Asked {
	readonly id: string;
	/** Undefined for every leaf. */
	readonly rev: string | undefined;
	/** Undefined where stubs are all that is wanted. */
	readonly attached: AttachmentsWanted | undefined;
}

interface Options {
	readonly latest: boolean;
	readonly revs: boolean;
}

/**
 * POST /db/_bulk_get {docs: [{id, rev, atts_since}]}: the answer has one result for each document asked, in the same order,
 * since the replicator pairs them by place.
 */
export async function bulkGet({ request, database, limits, query }: DatabaseExchange): Promise<Response> {
	const body = await readObject(request, limits);
	if (!body.ok) return refuse(body.error);
	const { docs } = body.value;
	if (!Array.isArray(docs)) return refuse(badRequest('Missing JSON list of `docs`.'));
	if (docs.length > limits.documentsPerRequest) {
		return refuse(tooLarge(`more than ${limits.documentsPerRequest} documents in one request`));
	}
	const asked: Asked[] = [];
	for (const each of docs as unknown[]) {
		const id = isObject(each) ? each['id'] : undefined;
		if (!isObject(each) || typeof id !== 'string') return refuse(badRequest('every document needs an id'));
		const since = readSince(each['atts_since']);
		if (since === undefined) return refuse(badRequest('Invalid rev format'));
		const data = flag(query, 'attachments') || each['atts_since'] !== undefined;
		const encodingInfo = flag(query, 'att_encoding_info');
		asked.push({
			id,
			rev: typeof each['rev'] === 'string' ? each['rev'] : undefined,
			attached: data || encodingInfo ? { data, since, encodingInfo } : undefined
		});
	}
	const options = { latest: flag(query, 'latest'), revs: flag(query, 'revs') };
	if (asked.some(({ attached }) => attached))
		return jsonStream(streamPieces(attachedResults(database, asked, options)));
	const pieces = results(database, asked, options);
	let text = '';
	for (let next = pieces.next(); !next.done; next = pieces.next()) {
		text += next.value;
		if (text.length > AT_ONCE) return jsonStream(streamPieces(goOn(text, pieces)));
	}
	return jsonText(text);
}

/** Characters: what is more is made as its reader takes it. */
const AT_ONCE = 2 ** 20;

async function* goOn(begun: string, rest: Iterable<string>): Pieces {
	yield begun;
	yield* rest;
	yield '\n';
}

function* results(database: Database, asked: readonly Asked[], { latest, revs }: Options): Generator<string, void> {
	yield '{"results":[';
	let separator = '';
	for (const each of asked) {
		const { document, found } = findLeafs(database, each, latest);
		yield `${separator}{"id":${JSON.stringify(each.id)},"docs":[`;
		separator = ',';
		for (const [index, rev] of found.entries()) {
			const text = document && rev !== undefined ? presentRevision(database, document, rev, { revs }) : undefined;
			yield `${index > 0 ? ',' : ''}${text === undefined ? absent(each, rev) : `{"ok":${text}}`}`;
		}
		yield ']}';
	}
	yield ']}';
}

async function* attachedResults(database: Database, asked: readonly Asked[], { latest, revs }: Options): Pieces {
	yield '{"results":[';
	for (const [place, each] of asked.entries()) {
		const { document, found } = findLeafs(database, each, latest);
		yield `${place === 0 ? '' : ','}{"id":${JSON.stringify(each.id)},"docs":[`;
		for (const [index, rev] of found.entries()) {
			if (index > 0) yield ',';
			const attached = each.attached ?? { data: false, since: [], encodingInfo: false };
			const pieces =
				document && rev !== undefined ? presentAttached(database, document, rev, { revs }, attached) : undefined;
			if (pieces === undefined) yield absent(each, rev);
			else {
				yield '{"ok":';
				yield* pieces;
				yield '}';
			}
		}
		yield ']}';
	}
	yield ']}\n';
}

/** The revisions that are meant; one that is undefined, or without a document, is not here. */
function findLeafs(
	database: Database,
	{ id, rev }: Asked,
	latest: boolean
): { readonly document?: StoredDocument; readonly found: readonly (string | undefined)[] } {
	const document = database.read(id);
	if (document === undefined) return { found: [rev] };
	const tree = treeOf(document);
	if (rev === undefined) return { document, found: leafs(tree).map((leaf) => leaf.rev) };
	if (!hasRevision(tree, rev)) return { found: [rev] };
	return { document, found: latest ? leafsBelow(tree, rev).map((leaf) => leaf.rev) : [rev] };
}

const absent = ({ id, rev }: Asked, gone = rev): string =>
	JSON.stringify({ error: { id, rev: gone ?? 'undefined', error: 'not_found', reason: 'missing' } });
