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
}

type Json = Record<string, unknown>;

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

/** The named members alone, nested ones (`a.b`) in their places. */
export function pickFields(document: Json, fields: readonly string[]): Json {
	const picked: Json = {};
	for (const field of fields) {
		const value = valueAt(document, field);
		if (value === undefined) continue;
		const names = field.split('.');
		const last = names.pop() ?? field;
		let place = picked;
		for (const name of names) place = (place[name] ??= {}) as Json;
		place[last] = value;
	}
	return picked;
}

export function compareFields(sort: readonly SortField[]): (a: Json, b: Json) => number {
	return (a, b) => {
		for (const { field, descending } of sort) {
			const order = compareValues(valueAt(a, field), valueAt(b, field));
			if (order !== 0) return descending ? -order : order;
		}
		return 0;
	};
}

function valueAt(document: Json, field: string): unknown {
	let value: unknown = document;
	for (const name of field.split('.')) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
	return value;
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
