import { err, ok, type Result } from '#domain/kernel/result.ts';
import { badQuery, badRequest, type Problem } from '../http/problem.ts';
import type { IdRange } from '../log/reads.ts';
import { count, flag, flagUnlessFalse, jsonParameter, textList } from './parameters.ts';
import { attachmentsWantedBy, type AttachmentsWanted } from './present-attachments.ts';
import { wantedBy, type Wanted } from './present.ts';

/** What a client wants to see of documents that are listed by their ids. */
export interface RowsQuery {
	/** These and no others, in this order; the range counts for nothing then but its `skip` and `limit`. */
	readonly keys: readonly string[] | undefined;
	readonly range: IdRange;
	readonly includeDocs: boolean;
	readonly wanted: Wanted;
	/** Undefined where stubs are all that is wanted of attachments. */
	readonly attached: AttachmentsWanted | undefined;
	readonly updateSeq: boolean;
}

const BOUNDS = ['key', 'startkey', 'start_key', 'endkey', 'end_key'];

/** A query from parameters and the members of a posted object, which stand for the parameters of the same names. */
export function readRowsQuery(
	parameters: URLSearchParams,
	posted: Readonly<Record<string, unknown>> = {}
): Result<RowsQuery, Problem> {
	const { keys: postedKeys, ...others } = posted;
	const query = new URLSearchParams(parameters);
	for (const [name, value] of Object.entries(others)) if (value !== undefined) query.set(name, JSON.stringify(value));
	const limit = count(query, 'limit', Number.MAX_SAFE_INTEGER);
	const skip = count(query, 'skip', 0);
	if (!limit.ok) return limit;
	if (!skip.ok) return skip;
	const start = readKey(query, ['key', 'startkey', 'start_key']);
	const end = readKey(query, ['key', 'endkey', 'end_key']);
	if (!start.ok) return start;
	if (!end.ok) return end;
	const keys = readKeys(query, postedKeys);
	if (!keys.ok) return keys;
	if (keys.value && BOUNDS.some((name) => query.has(name))) {
		return err(badQuery('`keys` is incompatible with `key`, `start_key` and `end_key`'));
	}
	const attached = attachmentsWantedBy(query);
	if (!attached.ok) return attached;
	const descending = flag(query, 'descending');
	const includeDocs = flag(query, 'include_docs');
	return ok({
		keys: descending ? keys.value?.toReversed() : keys.value,
		range: {
			start: start.value,
			end: end.value,
			inclusiveEnd: query.has('key') || flagUnlessFalse(query, 'inclusive_end'),
			descending,
			skip: skip.value,
			limit: limit.value,
			bodies: includeDocs
		},
		includeDocs,
		wanted: wantedBy(query),
		attached: includeDocs ? attached.value : undefined,
		updateSeq: flag(query, 'update_seq')
	});
}

/** The first of `names` that is given. Ids are strings: keys of other types lie before all of them, or after. */
function readKey(query: URLSearchParams, names: readonly string[]): Result<string | undefined, Problem> {
	const name = names.find((each) => query.has(each));
	if (name === undefined) return ok(undefined);
	const key = jsonParameter(query, name);
	if (!key.ok) return key;
	if (typeof key.value === 'string') return ok(key.value);
	return ok(typeof key.value === 'object' && key.value !== null ? '\u{10ffff}' : '');
}

function readKeys(query: URLSearchParams, posted: unknown): Result<readonly string[] | undefined, Problem> {
	const given = posted === undefined ? jsonParameter(query, 'keys') : ok(posted);
	if (!given.ok) return given;
	if (given.value === undefined) return ok(undefined);
	const keys = textList(given.value);
	return keys ? ok(keys) : err(badRequest('`keys` body member must be an array.'));
}
