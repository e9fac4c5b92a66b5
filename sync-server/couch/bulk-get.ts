import { jsonText, refuse } from '../http/answer.ts';
import { isObject, readObject } from '../http/body.ts';
import { badRequest } from '../http/problem.ts';
import type { Database } from '../log/database.ts';
import { treeOf } from '../log/documents.ts';
import { hasRevision, leafs, leafsBelow } from '../log/revision-tree.ts';
import type { DatabaseExchange } from './exchange.ts';
import { flag } from './parameters.ts';
import { presentRevision, type Wanted } from './present.ts';

/**
 * POST /db/_bulk_get {docs: [{id, rev}]}: the answer has one result for each document asked, in the same order, since the
 * replicator pairs them by place.
 */
export async function bulkGet({ request, database, limits, query }: DatabaseExchange): Promise<Response> {
	const body = await readObject(request, limits);
	if (!body.ok) return refuse(body.error);
	const { docs } = body.value;
	if (!Array.isArray(docs)) return refuse(badRequest('Missing JSON list of `docs`.'));
	const wanted = { revs: flag(query, 'revs') };
	const latest = flag(query, 'latest');
	const results: string[] = [];
	for (const asked of docs as unknown[]) {
		const id = isObject(asked) ? asked['id'] : undefined;
		const rev = isObject(asked) ? asked['rev'] : undefined;
		if (typeof id !== 'string') return refuse(badRequest('every document needs an id'));
		const rows = resultRows(database, id, typeof rev === 'string' ? rev : undefined, latest, wanted);
		results.push(`{"id":${JSON.stringify(id)},"docs":[${rows.join(',')}]}`);
	}
	return jsonText(`{"results":[${results.join(',')}]}`);
}

function resultRows(
	database: Database,
	id: string,
	rev: string | undefined,
	latest: boolean,
	wanted: Wanted
): string[] {
	const document = database.read(id);
	const absent = (gone = rev): string =>
		JSON.stringify({ error: { id, rev: gone ?? 'undefined', error: 'not_found', reason: 'missing' } });
	if (document === undefined) return [absent()];
	const tree = treeOf(document);
	if (rev !== undefined && !hasRevision(tree, rev)) return [absent()];
	const revs =
		rev === undefined
			? leafs(tree).map((leaf) => leaf.rev)
			: latest
				? leafsBelow(tree, rev).map((leaf) => leaf.rev)
				: [rev];
	return revs.map((each) => {
		const text = presentRevision(database, document, each, wanted);
		return text === undefined ? absent(each) : `{"ok":${text}}`;
	});
}
