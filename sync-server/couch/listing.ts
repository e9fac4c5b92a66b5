import { jsonStream, jsonText, refuse } from '../http/answer.ts';
import { isObject, readObject } from '../http/body.ts';
import { badRequest, tooLarge } from '../http/problem.ts';
import type { Database } from '../log/database.ts';
import type { DatabaseExchange, Endpoint } from './exchange.ts';
import { streamPieces, type Pieces } from './piece-stream.ts';
import { readRowsQuery, type RowsQuery } from './rows-query.ts';

/** One kind of documents by their ids, as JSON text: `{"total_rows","offset","rows":[…]}`; in pieces with their attachments. */
export type Listing = (database: Database, query: RowsQuery) => string | Pieces;

/** GET with parameters, POST with the same in an object, `keys` above all. */
export const listed =
	(listing: Listing): Endpoint<DatabaseExchange> =>
	async ({ request, database, query, limits }) => {
		let posted = {};
		if (request.method === 'POST') {
			const body = await readObject(request, limits);
			if (!body.ok) return refuse(body.error);
			posted = body.value;
		}
		const read = readRowsQuery(query, posted);
		if (!read.ok) return refuse(read.error);
		if ((read.value.keys?.length ?? 0) > limits.documentsPerRequest) {
			return refuse(tooLarge(`more than ${limits.documentsPerRequest} keys in one request`));
		}
		const answer = listing(database, read.value);
		return typeof answer === 'string' ? jsonText(answer) : jsonStream(streamPieces(answer));
	};

/** Each may ask for everything there is. */
const MOST_QUERIES = 100;

/** POST …/queries {queries: [{…}, …]} */
export const listedByQueries =
	(listing: Listing): Endpoint<DatabaseExchange> =>
	async ({ request, database, query, limits }) => {
		const body = await readObject(request, limits);
		if (!body.ok) return refuse(body.error);
		const { queries } = body.value;
		if (!Array.isArray(queries) || !queries.every(isObject)) {
			return refuse(badRequest('POST body must include `queries` parameter.'));
		}
		if (queries.length > MOST_QUERIES) return refuse(tooLarge(`more than ${MOST_QUERIES} queries in one request`));
		const answers: (string | Pieces)[] = [];
		let characters = 0;
		for (const posted of queries) {
			const read = readRowsQuery(query, posted);
			if (!read.ok) return refuse(read.error);
			const answer = listing(database, read.value);
			characters += typeof answer === 'string' ? answer.length : 0;
			if (characters > limits.find.answerBytes) return refuse(tooLarge('the answers are too large for one request'));
			answers.push(answer);
		}
		return answers.some((answer) => typeof answer !== 'string')
			? jsonStream(streamPieces(joined(answers)))
			: jsonText(`{"results":[\n${answers.join(',\n')}\n]}`);
	};

async function* joined(answers: readonly (string | Pieces)[]): Pieces {
	for (const [place, answer] of answers.entries()) {
		yield place === 0 ? '{"results":[\n' : ',\n';
		if (typeof answer === 'string') yield answer;
		else yield* answer;
	}
	yield '\n]}\n';
}
