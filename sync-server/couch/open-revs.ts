import { jsonText, NOT_KEPT, refuse } from '../http/answer.ts';
import { badRequest, missing } from '../http/problem.ts';
import { treeOf, type StoredDocument } from '../log/documents.ts';
import { hasRevision, leafs, leafsBelow, parseRevision } from '../log/revision-tree.ts';
import type { DatabaseExchange } from './exchange.ts';
import { flag, jsonParameter, textList } from './parameters.ts';
import { presentRevision, wantedBy } from './present.ts';

interface OpenRevision {
	readonly rev: string;
	/** JSON text; undefined when it is not here. */
	readonly text: string | undefined;
}

/** GET /db/id?open_revs=all | [revs]: several revisions of one document, as JSON or, for a replicator, as multipart. */
export function openRevisions(exchange: DatabaseExchange, document: StoredDocument | undefined): Response {
	const { request, query } = exchange;
	const all = query.get('open_revs') === 'all';
	if (all && document === undefined) return refuse(missing());
	const asked = all ? { ok: true as const, value: [] } : jsonParameter(query, 'open_revs');
	const revs = asked.ok ? textList(asked.value) : undefined;
	if (!revs?.every((rev) => parseRevision(rev) !== undefined)) return refuse(badRequest('Invalid rev format'));
	const found = read(exchange, document, all ? undefined : revs);
	return /multipart\/mixed|\*\/\*|^$/.test(request.headers.get('accept') ?? '')
		? multipart(exchange, found)
		: list(found);
}

function read(
	{ database, query }: DatabaseExchange,
	document: StoredDocument | undefined,
	revs: readonly string[] | undefined
): OpenRevision[] {
	if (document === undefined) return (revs ?? []).map((rev) => ({ rev, text: undefined }));
	const tree = treeOf(document);
	const latest = flag(query, 'latest');
	const wanted = wantedBy(query);
	const present = (rev: string): OpenRevision => ({ rev, text: presentRevision(database, document, rev, wanted) });
	if (revs === undefined) return leafs(tree).map(({ rev }) => present(rev));
	const found = new Map<string, OpenRevision>();
	for (const rev of revs) {
		if (!hasRevision(tree, rev)) found.set(rev, { rev, text: undefined });
		else if (!latest) found.set(rev, present(rev));
		else for (const leaf of leafsBelow(tree, rev)) found.set(leaf.rev, present(leaf.rev));
	}
	return [...found.values()];
}

function list(found: readonly OpenRevision[]): Response {
	const rows = found.map(({ rev, text }) => (text === undefined ? JSON.stringify({ missing: rev }) : `{"ok":${text}}`));
	return jsonText(`[${rows.join(',')}]`);
}

function multipart({ server }: DatabaseExchange, found: readonly OpenRevision[]): Response {
	const boundary = Buffer.from(server.random.bytes(16)).toString('hex');
	const parts = found.map(({ rev, text }) =>
		text === undefined
			? `Content-Type: application/json; error="true"\r\n\r\n${JSON.stringify({ missing: rev })}`
			: `Content-Type: application/json\r\n\r\n${text}`
	);
	const body = `${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--`;
	return new Response(body, {
		headers: { 'content-type': `multipart/mixed; boundary="${boundary}"`, ...NOT_KEPT }
	});
}
