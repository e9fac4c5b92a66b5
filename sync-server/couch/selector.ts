import { rowFilter } from 'pouchdb-selector-core';
import { RE2JS } from 're2js';
import { err, ok, type Result } from '#domain/kernel/result.ts';
import { isObject } from '../http/body.ts';
import { badRequest, problem, type Problem } from '../http/problem.ts';
import { parseField, valueAt } from './find-fields.ts';

/** Whether a document is one of those that a selector wants. */
export type Matcher = (document: Readonly<Record<string, unknown>>) => boolean;

/** Objects and lists in one another. */
const DEEPEST = 32;

/** Conditions, and entries of their lists. */
const MOST_PARTS = 2_000;

/** So many of these a pattern counts: one document is searched for all of them before others get their turn. */
const PATTERN_PARTS = 100;

/** Longer ones could be large automata. */
const LONGEST_PATTERN = 256;

/** Characters; what is longer is not searched. */
const LONGEST_SEARCHED = 200_000;

/** A condition on one value; undefined stands for a member that is not there. */
type Condition = (value: unknown) => boolean;

class Malformed extends Error {}

/**
 * A selector as CouchDB reads it. What compares two values is PouchDB's; how conditions are joined, and which member they
 * mean, is settled here: members are a document's own, one that is not there meets nothing but `$exists: false`, and regular
 * expressions are matched in linear time (RE2), where they are allowed. A Problem when the selector is malformed or too large.
 */
export function compileSelector(
	selector: unknown,
	{ regularExpressions }: { readonly regularExpressions: boolean }
): Result<Matcher, Problem> {
	if (!isObject(selector)) return err(badRequest('Selector must be a JSON object'));
	if (partsOf(selector, DEEPEST) > MOST_PARTS) {
		return err(badRequest(`the selector has more than ${MOST_PARTS} parts, or is nested deeper than ${DEEPEST}`));
	}
	try {
		return ok(allOf(selector, { negated: false, regularExpressions }));
	} catch (error) {
		if (error instanceof Malformed) return err(problem(400, 'invalid_operator', error.message));
		throw error;
	}
}

/** More than may be when it is nested too deep. */
function partsOf(value: unknown, depth: number): number {
	if (typeof value !== 'object' || value === null) return 1;
	if (depth === 0) return Infinity;
	let parts = 1;
	for (const [name, part] of Object.entries(value))
		parts += name === '$regex' ? PATTERN_PARTS : partsOf(part, depth - 1);
	return parts;
}

interface Sense {
	/** Below an odd number of `$not` and `$nor`: what is not there still meets nothing. */
	readonly negated: boolean;
	readonly regularExpressions: boolean;
}

/** Every condition of an object, of members and operators alike, or, negated, one of them not. */
function allOf(conditions: Readonly<Record<string, unknown>>, sense: Sense): Condition {
	return join(
		Object.entries(conditions).map(([name, operand]) =>
			name.startsWith('$') ? operator(name, operand, sense) : member(name, operand, sense)
		),
		sense.negated
	);
}

function join(parts: readonly Condition[], any: boolean): Condition {
	const [first] = parts;
	if (parts.length === 1 && first) return first;
	return any ? (value) => parts.some((part) => part(value)) : (value) => parts.every((part) => part(value));
}

function member(name: string, operand: unknown, sense: Sense): Condition {
	const path = parseField(name);
	const holds =
		isObject(operand) && Object.keys(operand).length > 0 ? allOf(operand, sense) : operator('$eq', operand, sense);
	return (value) => holds(valueAt(value, path));
}

function operator(name: string, operand: unknown, sense: Sense): Condition {
	switch (name) {
		case '$and':
			return join(list(name, operand, sense), sense.negated);
		case '$or':
			return joinSome(list(name, operand, sense), sense.negated);
		case '$nor':
			return joinSome(list(name, operand, { ...sense, negated: !sense.negated }), !sense.negated);
		case '$not':
			return allOf(objectFor(name, operand), { ...sense, negated: !sense.negated });
		case '$exists':
			if (typeof operand !== 'boolean') throw new Malformed('Bad argument for operator $exists');
			return (value) => (value !== undefined) === (operand !== sense.negated);
	}
	const holds = comparison(name, operand, sense);
	return (value) => value !== undefined && holds(value) !== sense.negated;
}

/** One of them; of none, which asks for nothing, all. Negated: each of the negated ones. */
const joinSome = (parts: readonly Condition[], negated: boolean): Condition =>
	parts.length === 0 ? () => true : join(parts, !negated);

const list = (name: string, operand: unknown, sense: Sense): Condition[] =>
	arrayFor(name, operand).map((part) => allOf(objectFor(name, part), sense));

/** What a value that is there is held against; not negated. */
function comparison(name: string, operand: unknown, { regularExpressions }: Sense): Condition {
	const inside = { negated: false, regularExpressions };
	switch (name) {
		case '$eq':
			return typeof operand === 'object' && operand !== null ? library(name, operand) : (value) => value === operand;
		case '$ne':
		case '$lt':
		case '$lte':
		case '$gt':
		case '$gte':
			return library(name, operand);
		case '$in':
			return among(arrayFor(name, operand));
		case '$nin': {
			const isAmong = among(arrayFor(name, operand));
			return (value) => !isAmong(value);
		}
		case '$all':
			return library(name, arrayFor(name, operand));
		case '$size':
			if (!Number.isSafeInteger(operand)) throw new Malformed('Bad argument for operator $size');
			return (value) => Array.isArray(value) && value.length === operand;
		case '$mod': {
			const [divisor, remainder, ...more] = arrayFor(name, operand);
			if (!Number.isSafeInteger(divisor) || !Number.isSafeInteger(remainder) || divisor === 0 || more.length > 0)
				throw new Malformed('Bad argument for operator $mod');
			return (value) => Number.isInteger(value) && (value as number) % (divisor as number) === remainder;
		}
		case '$type':
			return library(name, operand);
		case '$beginsWith':
			if (typeof operand !== 'string') throw new Malformed('Bad argument for operator $beginsWith');
			return (value) => typeof value === 'string' && value.startsWith(operand);
		case '$regex':
			if (!regularExpressions) throw new Malformed('$regex is not available in this database');
			return search(operand);
		case '$elemMatch': {
			const holds = allOf(objectFor(name, operand), inside);
			return (value) => Array.isArray(value) && value.some(holds);
		}
		case '$allMatch': {
			const holds = allOf(objectFor(name, operand), inside);
			return (value) => Array.isArray(value) && value.length > 0 && value.every(holds);
		}
		case '$keyMapMatch': {
			const holds = allOf(objectFor(name, operand), inside);
			return (value) => isObject(value) && Object.keys(value).some(holds);
		}
	}
	throw new Malformed(`Invalid operator: ${name}`);
}

/** The library's own way of preparing a selector would look for operators in what is only compared. */
function library(name: string, operand: unknown): Condition {
	const prepared = { value: { [name]: name === '$ne' ? [operand] : operand } };
	return (value) => rowFilter({ value }, prepared, ['value']);
}

/** A list of plain values is looked up, not gone through. */
function among(operand: readonly unknown[]): Condition {
	if (operand.some((one) => typeof one === 'object' && one !== null)) return library('$in', operand);
	const wanted = new Set(operand);
	return (value) => (Array.isArray(value) ? value.some((one) => wanted.has(one)) : wanted.has(value));
}

function search(pattern: unknown): Condition {
	if (typeof pattern !== 'string' || pattern.length > LONGEST_PATTERN) {
		throw new Malformed(`$regex takes a text of up to ${LONGEST_PATTERN} characters`);
	}
	let expression: RE2JS;
	try {
		expression = RE2JS.compile(pattern);
	} catch (error) {
		throw new Malformed(error instanceof Error ? error.message : 'malformed regular expression');
	}
	return (value) => typeof value === 'string' && value.length <= LONGEST_SEARCHED && expression.test(value);
}

function arrayFor(name: string, operand: unknown): readonly unknown[] {
	if (!Array.isArray(operand)) throw new Malformed(`Bad argument for operator ${name}`);
	return operand as unknown[];
}

function objectFor(name: string, operand: unknown): Readonly<Record<string, unknown>> {
	if (!isObject(operand)) throw new Malformed(`Bad argument for operator ${name}`);
	return operand;
}
