import { jsonStream, refuse } from '../http/answer.ts';
import { badRequest, missing } from '../http/problem.ts';
import { treeOf, type StoredDocument } from '../log/documents.ts';
import { hasRevision, leafs, leafsBelow, parseRevision } from '../log/revision-tree.ts';
import type { DatabaseExchange } from './exchange.ts';
import { drawBoundary, multipartAnswer, presentRelated } from './multipart-answer.ts';
import { flag, jsonParameter, textList } from './parameters.ts';
import { streamPieces, type Pieces } from './piece-stream.ts';
import { attachmentsWantedBy, presentAttached, type AttachmentsWanted } from './present-attachments.ts';
import { presentRevision, wantedBy } from './present.ts';

/** GET /db/id?open_revs=all | [revs]: several revisions of one document, as JSON or, for a replicator, as multipart. */
export function openRevisions(exchange: DatabaseExchange, document: StoredDocument | undefined): Response {
	const { request, query } = exchange;
	const all = query.get('open_revs') === 'all';
	if (all && document === undefined) return refuse(missing());
	const asked = all ? { ok: true as const, value: [] } : jsonParameter(query, 'open_revs');
	const revs = asked.ok ? textList(asked.value) : undefined;
	if (!revs?.every((rev) => parseRevision(rev) !== undefined)) return refuse(badRequest('Invalid rev format'));
	const attached = attachmentsWantedBy(query);
	if (!attached.ok) return refuse(attached.error);
	const found = findRevisions(document, all ? undefined : revs, flag(query, 'latest'));
	if (!/multipart\/mixed|\*\/\*|^$/.test(request.headers.get('accept') ?? '')) {
		return jsonStream(streamPieces(list(exchange, found, attached.value)));
	}
	const boundary = drawBoundary(exchange.server);
	return multipartAnswer('mixed', boundary, mixed(exchange, found, attached.value?.since ?? [], boundary));
}

interface AskedRevision {
	readonly rev: string;
	/** Undefined when the document has no such revision. */
	readonly document: StoredDocument | undefined;
}

function findRevisions(
	document: StoredDocument | undefined,
	revs: readonly string[] | undefined,
	latest: boolean
): readonly AskedRevision[] {
	if (document === undefined) return (revs ?? []).map((rev) => ({ rev, document }));
	const tree = treeOf(document);
	if (revs === undefined) return leafs(tree).map(({ rev }) => ({ rev, document }));
	const found = new Map<string, AskedRevision>();
	for (const rev of revs) {
		if (!hasRevision(tree, rev)) found.set(rev, { rev, document: undefined });
		else if (!latest) found.set(rev, { rev, document });
		else for (const leaf of leafsBelow(tree, rev)) found.set(leaf.rev, { rev: leaf.rev, document });
	}
	return [...found.values()];
}

async function* list(
	{ database, query }: DatabaseExchange,
	revisions: readonly AskedRevision[],
	attached: AttachmentsWanted | undefined
): Pieces {
	const wanted = wantedBy(query);
	let separator = '[';
	for (const { rev, document } of revisions) {
		yield separator;
		separator = ',';
		const text = document && !attached ? presentRevision(database, document, rev, wanted) : undefined;
		const pieces = document && attached && presentAttached(database, document, rev, wanted, attached);
		if (text !== undefined) yield `{"ok":${text}}`;
		else if (pieces) {
			yield '{"ok":';
			yield* pieces;
			yield '}';
		} else yield JSON.stringify({ missing: rev });
	}
	yield revisions.length === 0 ? '[]\n' : ']\n';
}

async function* mixed(
	{ database, query, server }: DatabaseExchange,
	revisions: readonly AskedRevision[],
	since: readonly string[],
	boundary: string
): Pieces {
	const wanted = wantedBy(query);
	for (const { rev, document } of revisions) {
		const parts = document && presentRelated(database, document, rev, wanted, since);
		yield `--${boundary}\r\n`;
		if (parts === undefined) {
			yield `Content-Type: application/json; error="true"\r\n\r\n${JSON.stringify({ missing: rev })}`;
		} else if (parts.pieces) {
			const inner = drawBoundary(server);
			yield `Content-Type: multipart/related; boundary="${inner}"\r\n\r\n`;
			yield* parts.pieces(inner);
		} else yield `Content-Type: application/json\r\n\r\n${parts.document}`;
		yield '\r\n';
	}
	yield `--${boundary}--`;
}
