import { ok, type Ok } from '#domain/kernel/result.ts';
import { isObject } from '../http/body.ts';
import type { Database } from '../log/database.ts';
import type { FindQuery } from './find-fields.ts';

type Json = Record<string, unknown>;

/** The longest list of a chain given at once. */
const MAX_LIMIT = 1_000;

/**
 * Answers `_find` from the index of chains where the question is for a device's events in the order of their sequence: the
 * head of a device is `{selector: {device, epoch, seq: {$gt: 0}}, sort: [{device: "desc"}, {epoch: "desc"}, {seq: "desc"}],
 * limit: 1}`. On Apache CouchDB the same body is answered by an index on [device, epoch, seq]. Undefined for every other
 * question.
 */
export function chainQuery(database: Database, { selector, sort, limit, skip }: FindQuery): Ok<Json[]> | undefined {
	const { device: ofDevice, epoch: ofEpoch, seq: ofSeq, ...others } = selector;
	const device = equalTo(ofDevice);
	const epoch = equalTo(ofEpoch);
	const range = between(ofSeq);
	if (device === undefined || range === undefined || Object.keys(others).length > 0) return undefined;
	if (ofEpoch !== undefined && epoch === undefined) return undefined;
	const order = sort.map(({ field }) => field).join();
	const inOrder = ['device,epoch,seq', 'epoch,seq', ...(epoch === undefined ? [] : ['seq'])];
	if (!inOrder.includes(order)) return undefined;
	const descending = sort[0]?.descending === true;
	const ids = database.chain.list({ device, epoch, ...range, descending, skip, limit: Math.min(limit, MAX_LIMIT) });
	const documents = ids.flatMap((id) => database.read(id) ?? []);
	return ok(documents.map(({ id, rev, body }) => ({ _id: id, _rev: rev, ...(JSON.parse(body) as Json) })));
}

/** The text a selector demands of a member: `"x"` or `{"$eq": "x"}`. */
function equalTo(condition: unknown): string | undefined {
	const value = isObject(condition) && Object.keys(condition).length === 1 ? condition['$eq'] : condition;
	return typeof value === 'string' ? value : undefined;
}

/** The whole numbers a selector leaves: all of them without a condition, undefined when it asks for something else. */
function between(condition: unknown): { readonly from: number; readonly to: number } | undefined {
	const range = { from: 0, to: Number.MAX_SAFE_INTEGER };
	if (condition === undefined) return range;
	if (!isObject(condition)) return undefined;
	for (const [operator, bound] of Object.entries(condition)) {
		if (!Number.isSafeInteger(bound)) return undefined;
		const value = bound as number;
		if (operator === '$gt') range.from = Math.max(range.from, value + 1);
		else if (operator === '$gte') range.from = Math.max(range.from, value);
		else if (operator === '$lt') range.to = Math.min(range.to, value - 1);
		else if (operator === '$lte') range.to = Math.min(range.to, value);
		else return undefined;
	}
	return range;
}
