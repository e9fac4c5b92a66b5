import { err, ok, type Result } from '#domain/kernel/result.ts';
import { parseJson } from '../http/json-text.ts';
import { badQuery, type Problem } from '../http/problem.ts';

/** `true` and nothing else: CouchDB takes a missing one, and any other text, as false. */
export const flag = (query: URLSearchParams, name: string): boolean => query.get(name) === 'true';

/** A flag that is on unless it is switched off. */
export const flagUnlessFalse = (query: URLSearchParams, name: string): boolean => query.get(name) !== 'false';

/** A whole number from 0 on; `fallback` when it is not given. */
export function count<Fallback>(
	query: URLSearchParams,
	name: string,
	fallback: Fallback
): Result<number | Fallback, Problem> {
	const text = query.get(name);
	if (text === null) return ok(fallback);
	if (!/^\d{1,15}$/.test(text)) return err(badQuery(`Invalid value for ${name}: "${text}"`));
	return ok(Number(text));
}

/** The JSON value of a parameter; undefined when it is not given. */
export function jsonParameter(query: URLSearchParams, name: string): Result<unknown, Problem> {
	const text = query.get(name);
	if (text === null) return ok(undefined);
	const value = parseJson(text);
	return value.ok ? value : err(badQuery(`Invalid JSON in ${name}`));
}

/** A list of strings; undefined when the value is none. */
export const textList = (value: unknown): readonly string[] | undefined =>
	Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
