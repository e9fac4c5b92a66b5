import { isDatabaseAdmin } from '../auth/user.ts';
import { json, refuse } from '../http/answer.ts';
import { readObject } from '../http/body.ts';
import { badRequest, forbidden, tooLarge } from '../http/problem.ts';
import type { PurgedLeafs } from '../log/database.ts';
import { parseRevision } from '../log/revision-tree.ts';
import type { DatabaseExchange } from './exchange.ts';
import { textList } from './parameters.ts';

/** CouchDB's. */
const MOST_IDS = 100;
const MOST_REVISIONS = 1_000;

/**
 * POST /db/_purge {id: [revs]}: takes leafs out of documents as if they had never been here, and whatever led to nothing else.
 * Peers that have them keep them, and send them again. Never in the site's database: events are not deleted.
 */
export async function purge({ request, server, database, user, limits }: DatabaseExchange): Promise<Response> {
	if (!isDatabaseAdmin(user, database.security())) return refuse(forbidden('You are not a database admin.'));
	if (database.name === server.site) return refuse(forbidden('nothing is purged from the database of the site'));
	const body = await readObject(request, limits);
	if (!body.ok) return refuse(body.error);
	const asked: PurgedLeafs[] = [];
	let count = 0;
	for (const [id, value] of Object.entries(body.value)) {
		const revs = textList(value);
		if (!revs?.every((rev) => parseRevision(rev) !== undefined)) return refuse(badRequest('Invalid rev format'));
		asked.push({ id, revs });
		count += revs.length;
	}
	if (asked.length > MOST_IDS) return refuse(tooLarge(`more than ${MOST_IDS} documents in one request`));
	if (count > MOST_REVISIONS) return refuse(tooLarge(`more than ${MOST_REVISIONS} revisions in one request`));
	const purged = await database.purge(asked);
	return json({ purge_seq: null, purged: Object.fromEntries(purged.map(({ id, revs }) => [id, revs])) }, 201);
}
