import { err, ok, type Result } from '#domain/kernel/result.ts';
import { badRequest, missing, type Problem } from '../http/problem.ts';
import { treeOf, type StoredDocument } from '../log/documents.ts';
import { leafsBelow, parseRevision } from '../log/revision-tree.ts';
import type { DatabaseExchange } from './exchange.ts';
import { flag } from './parameters.ts';

/** The revision a GET means: the one it names, the newest below that one, or the winner while it is not deleted. */
export function askedRevision(document: StoredDocument, query: URLSearchParams): Result<string, Problem> {
	const rev = query.get('rev');
	if (rev === null) return document.deleted === 1 ? err(missing('deleted')) : ok(document.rev);
	if (parseRevision(rev) === undefined) return err(badRequest('Invalid rev format'));
	const below = leafsBelow(treeOf(document), rev);
	if (below.length === 0) return err(missing());
	return ok(flag(query, 'latest') ? (below[0]?.rev ?? rev) : rev);
}

/** The revision a change goes on top of, wherever the request names it. */
export function namedRevision(
	{ query, request }: DatabaseExchange,
	inBody?: unknown
): Result<string | undefined, Problem> {
	const header = request.headers.get('if-match')?.replace(/^"|"$/g, '');
	const named = new Set(
		[inBody, query.get('rev') ?? undefined, header].filter((rev) => rev !== undefined && rev !== null)
	);
	if (named.size > 1) return err(badRequest('Document rev from request body and query string have different values'));
	const [rev] = named;
	if (rev === undefined) return ok(undefined);
	if (typeof rev !== 'string' || parseRevision(rev) === undefined) return err(badRequest('Invalid rev format'));
	return ok(rev);
}
