import { isObject } from '../http/body.ts';

export interface SortField {
	readonly field: string;
	readonly descending: boolean;
}

/** A question to `_find`, as far as it is understood. */
export interface FindQuery {
	readonly selector: Readonly<Record<string, unknown>>;
	readonly sort: readonly SortField[];
	readonly limit: number;
	readonly skip: number;
	readonly fields: readonly string[] | undefined;
	/** The id after which it goes on, where documents come by their ids. */
	readonly after: string | undefined;
}

type Json = Record<string, unknown>;

/** Members of one sort, and of one index. */
export const MOST_SORTED = 16;

/** `["a", {"b": "desc"}]`, all in one direction; undefined when it is malformed. */
export function readSort(value: unknown): SortField[] | undefined {
	if (value === undefined) return [];
	if (!Array.isArray(value)) return undefined;
	const fields: SortField[] = [];
	for (const item of value as unknown[]) {
		if (typeof item === 'string') fields.push({ field: item, descending: false });
		else if (isObject(item) && Object.keys(item).length === 1) {
			const [[field, direction] = ['', undefined]] = Object.entries(item);
			if (direction !== 'asc' && direction !== 'desc') return undefined;
			fields.push({ field, descending: direction === 'desc' });
		} else return undefined;
	}
	return fields.every(({ descending }) => descending === fields[0]?.descending) ? fields : undefined;
}

/** The parts of a member's name: `a.b` is `b` in `a`, and `a\\.b` a name with a dot. */
export const parseField = (name: string): readonly string[] =>
	name.split(/(?<!\\)\./).map((part) => part.replace(/\\([.$])/g, '$1'));

/** What stands there in the value itself: nothing of what its prototype has. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
	let found = value;
	for (const name of path) {
		const isNamed = typeof found === 'object' && found !== null && Object.hasOwn(found, name);
		// the length of a list is none of its items
		const isThere = isNamed && (!Array.isArray(found) || name !== 'length');
		found = isThere ? (found as Json)[name] : undefined;
	}
	return found;
}

/** The named members alone, nested ones in their places. */
export function pickFields(document: Json, fields: readonly string[]): Json {
	const picked = bare();
	for (const field of fields) {
		const path = parseField(field);
		const value = valueAt(document, path);
		if (value === undefined) continue;
		let place = picked;
		for (const name of path.slice(0, -1)) place = (place[name] ??= bare()) as Json;
		place[path.at(-1) ?? field] = value;
	}
	return picked;
}

/** Without a prototype, no name means anything else than a member. */
const bare = (): Json => Object.create(null) as Json;

export function compareFields(sort: readonly SortField[]): (a: Json, b: Json) => number {
	const paths = sort.map(({ field, descending }) => ({ path: parseField(field), descending }));
	return (a, b) => {
		for (const { path, descending } of paths) {
			const order = compareValues(valueAt(a, path), valueAt(b, path));
			if (order !== 0) return descending ? -order : order;
		}
		return 0;
	};
}

/** CouchDB's order of types: nothing, null, booleans, numbers, text, the rest. */
const RANKS = ['undefined', 'null', 'boolean', 'number', 'string', 'object'];

const rankOf = (value: unknown): number => RANKS.indexOf(value === null ? 'null' : typeof value);

function compareValues(a: unknown, b: unknown): number {
	const ranks = rankOf(a) - rankOf(b);
	if (ranks !== 0) return ranks;
	if (typeof a === 'object') return compareTexts(JSON.stringify(a), JSON.stringify(b));
	return compareTexts(a as string | number, b as string | number);
}

const compareTexts = <Value extends string | number>(a: Value, b: Value): number => (a < b ? -1 : a > b ? 1 : 0);
