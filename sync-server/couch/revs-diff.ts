import { err, ok, type Result } from '#domain/kernel/result.ts';
import { json, refuse } from '../http/answer.ts';
import { readObject } from '../http/body.ts';
import { badRequest, tooLarge, type Problem } from '../http/problem.ts';
import type { Limits } from '../limits.ts';
import type { Database } from '../log/database.ts';
import { treeOf } from '../log/documents.ts';
import { generation, leafs, parseRevision, revisionsOf } from '../log/revision-tree.ts';
import type { DatabaseExchange } from './exchange.ts';
import { textList } from './parameters.ts';

interface Difference {
	readonly missing: readonly string[];
	readonly possible_ancestors?: readonly string[];
}

/** POST /db/_revs_diff {id: [revs]}: which of these revisions are not here. */
export async function revsDiff({ request, database, limits }: DatabaseExchange): Promise<Response> {
	const asked = await readAsked(request, limits);
	if (!asked.ok) return refuse(asked.error);
	const answer: [string, Difference][] = [];
	for (const [id, value] of asked.value) {
		const revs = textList(value);
		if (!revs?.every((rev) => parseRevision(rev) !== undefined)) return refuse(badRequest('Invalid rev format'));
		const difference = compare(database, id, revs);
		if (difference) answer.push([id, difference]);
	}
	return json(Object.fromEntries(answer));
}

/** POST /db/_missing_revs: the same question, in the words of older replicators. */
export async function missingRevs({ request, database, limits }: DatabaseExchange): Promise<Response> {
	const asked = await readAsked(request, limits);
	if (!asked.ok) return refuse(asked.error);
	const answer: [string, readonly string[]][] = [];
	for (const [id, value] of asked.value) {
		const difference = compare(database, id, textList(value) ?? []);
		if (difference) answer.push([id, difference.missing]);
	}
	return json({ missing_revs: Object.fromEntries(answer) });
}

async function readAsked(request: Request, limits: Limits): Promise<Result<[id: string, revs: unknown][], Problem>> {
	const body = await readObject(request, limits);
	if (!body.ok) return body;
	const asked = Object.entries(body.value);
	const most = limits.documentsPerRequest;
	return asked.length > most ? err(tooLarge(`more than ${most} documents in one request`)) : ok(asked);
}

function compare(database: Database, id: string, revs: readonly string[]): Difference | undefined {
	const document = database.read(id);
	if (document === undefined) return revs.length > 0 ? { missing: revs } : undefined;
	const tree = treeOf(document);
	const known = revisionsOf(tree);
	const missing = revs.filter((rev) => !known.has(rev));
	if (missing.length === 0) return undefined;
	const highest = missing.reduce((most, rev) => Math.max(most, generation(rev)), 0);
	const ancestors = leafs(tree).flatMap(({ rev }) => (generation(rev) < highest ? [rev] : []));
	return ancestors.length > 0 ? { missing, possible_ancestors: ancestors } : { missing };
}
