import { err, ok, type Result } from './result.ts';

/** A JSON value that has exactly one canonical writing: whole safe numbers only, well-formed text, no depth without end. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export const MAX_DEPTH = 32;

/** Why a value has no canonical form; words for a log or a refusal row. */
export interface NotCanonical {
	readonly reason: string;
}

/**
 * RFC 8785 (JSON Canonicalization Scheme) for the values Floorbook stores: members sorted by UTF-16 code units, no white
 * space, text escaped as ECMAScript's `JSON.stringify` does.
 *
 * Stricter than the RFC where two readers could disagree: numbers are safe integers and never `-0`, text and member names
 * are well-formed Unicode, `__proto__` is no member name, and nothing is nested deeper than 32.
 */
export function canonicalJson(value: unknown): Result<string, NotCanonical> {
	const problem = { reason: '' };
	const text = write(value, 0, problem);
	return text === undefined ? err(problem) : ok(text);
}

function write(value: unknown, depth: number, problem: { reason: string }): string | undefined {
	switch (typeof value) {
		case 'string':
			return writeText(value, problem);
		case 'boolean':
			return value ? 'true' : 'false';
		case 'number':
			if (!Number.isSafeInteger(value)) return refuse(problem, 'a number that is not a safe integer');
			return Object.is(value, -0) ? refuse(problem, 'minus zero') : String(value);
		case 'object':
			break;
		default:
			return refuse(problem, `a value of type ${typeof value}`);
	}
	if (value === null) return 'null';
	if (depth === MAX_DEPTH) return refuse(problem, `nested deeper than ${MAX_DEPTH}`);
	if (Array.isArray(value)) {
		let items = '';
		for (const item of value) {
			const part = write(item, depth + 1, problem);
			if (part === undefined) return undefined;
			items += items === '' ? part : `,${part}`;
		}
		return `[${items}]`;
	}
	if (!isPlain(value)) return refuse(problem, 'an object that is no plain record');
	const record = value as Record<string, unknown>;
	let members = '';
	for (const name of Object.keys(record).sort()) {
		if (name === '__proto__') return refuse(problem, 'a member named __proto__');
		const key = writeText(name, problem);
		const part = write(record[name], depth + 1, problem);
		if (key === undefined || part === undefined) return undefined;
		members += members === '' ? `${key}:${part}` : `,${key}:${part}`;
	}
	return `{${members}}`;
}

/** Printable ASCII without `"` and `\\`, which almost all text here is: it is written as it stands, at half the cost. */
const PLAIN = /^[ !#-[\]-~]*$/;

function writeText(text: string, problem: { reason: string }): string | undefined {
	if (PLAIN.test(text)) return `"${text}"`;
	return text.isWellFormed() ? JSON.stringify(text) : refuse(problem, 'text with a lone surrogate');
}

function refuse(problem: { reason: string }, reason: string): undefined {
	problem.reason = reason;
}

/** A `Date` or a `Map` would be written as an empty record. Its prototype's prototype tells a record of any realm. */
function isPlain(value: object): boolean {
	const prototype: object | null = Object.getPrototypeOf(value);
	return prototype === null || Object.getPrototypeOf(prototype) === null;
}
