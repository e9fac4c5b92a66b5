import { json, refuse } from '../http/answer.ts';
import { readObject } from '../http/body.ts';
import { badRequest } from '../http/problem.ts';
import type { Database } from '../log/database.ts';
import { treeOf } from '../log/documents.ts';
import { generation, hasRevision, leafs, parseRevision } from '../log/revision-tree.ts';
import type { DatabaseExchange } from './exchange.ts';
import { textList } from './parameters.ts';

interface Difference {
	readonly missing: readonly string[];
	readonly possible_ancestors?: readonly string[];
}

/** POST /db/_revs_diff {id: [revs]}: which of these revisions are not here. */
export async function revsDiff({ request, database, limits }: DatabaseExchange): Promise<Response> {
	const body = await readObject(request, limits);
	if (!body.ok) return refuse(body.error);
	const answer: [string, Difference][] = [];
	for (const [id, value] of Object.entries(body.value)) {
		const revs = textList(value);
		if (!revs?.every((rev) => parseRevision(rev) !== undefined)) return refuse(badRequest('Invalid rev format'));
		const difference = compare(database, id, revs);
		if (difference) answer.push([id, difference]);
	}
	return json(Object.fromEntries(answer));
}

/** POST /db/_missing_revs: the same question, in the words of older replicators. */
export async function missingRevs({ request, database, limits }: DatabaseExchange): Promise<Response> {
	const body = await readObject(request, limits);
	if (!body.ok) return refuse(body.error);
	const answer: [string, readonly string[]][] = [];
	for (const [id, value] of Object.entries(body.value)) {
		const difference = compare(database, id, textList(value) ?? []);
		if (difference) answer.push([id, difference.missing]);
	}
	return json({ missing_revs: Object.fromEntries(answer) });
}

function compare(database: Database, id: string, revs: readonly string[]): Difference | undefined {
	const document = database.read(id);
	if (document === undefined) return revs.length > 0 ? { missing: revs } : undefined;
	const tree = treeOf(document);
	const missing = revs.filter((rev) => !hasRevision(tree, rev));
	if (missing.length === 0) return undefined;
	const highest = missing.reduce((most, rev) => Math.max(most, generation(rev)), 0);
	const ancestors = leafs(tree).flatMap(({ rev }) => (generation(rev) < highest ? [rev] : []));
	return ancestors.length > 0 ? { missing, possible_ancestors: ancestors } : { missing };
}
