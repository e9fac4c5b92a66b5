import { describe, expect, it } from 'vitest';
import { compileSelector } from './selector.ts';

const everything = { regularExpressions: true };

const document = {
	_id: 'x',
	n: 5,
	text: 'abc',
	flag: false,
	nothing: null,
	list: [1, 2, 3],
	people: [
		{ name: 'Ada', age: 36 },
		{ name: 'Bob', age: 20 }
	],
	deep: { er: { est: 7 }, 'a.b': 1 },
	empty: {}
};

function matches(selector: object): boolean {
	const compiled = compileSelector(selector, everything);
	if (!compiled.ok) throw new Error(compiled.error.reason);
	return compiled.value(document);
}

describe('a selector', () => {
	it.each<object>([
		{},
		{ n: 5 },
		{ n: { $gt: 4, $lt: 6 } },
		{ 'deep.er.est': 7 },
		{ deep: { er: { est: { $gte: 7 } } } },
		{ 'deep.a\\.b': 1 },
		{ nothing: null },
		{ flag: false },
		{ 'people.1.name': 'Bob' },
		{ text: { $regex: '^a.c$' } },
		{ text: { $beginsWith: 'ab' } },
		{ list: { $all: [1, 3] } },
		{ list: { $size: 3 } },
		{ list: [1, 2, 3] },
		{ list: { $elemMatch: { $gt: 2 } } },
		{ people: { $elemMatch: { name: 'Ada', age: { $gt: 30 } } } },
		{ people: { $allMatch: { age: { $gte: 20 } } } },
		{ deep: { $keyMapMatch: { $eq: 'er' } } },
		{ n: { $in: [4, 5] } },
		{ list: { $in: [9, 3] } },
		{ n: { $nin: [4] } },
		{ n: { $mod: [2, 1] } },
		{ n: { $type: 'number' } },
		{ missing: { $exists: false } },
		{ n: { $exists: true } },
		{ $and: [{ n: 5 }, { text: 'abc' }] },
		{ $or: [{ n: 4 }, { text: 'abc' }] },
		{ $nor: [{ n: 4 }, { text: 'x' }] },
		{ $not: { n: 4 } },
		{ $not: { $and: [{ n: 5 }, { n: 4 }] } },
		{ $not: { $not: { n: 5 } } },
		{ n: { $or: [{ $lt: 2 }, { $gt: 4 }] } },
		{ n: { $not: { $eq: 4 } } },
		{ empty: {} },
		{ n: { $ne: 4 } },
		{ list: { $ne: [1, 2] } },
		// operators in what is only compared are members like others
		{ n: { $gte: null, $ne: { $and: [1, null] } } },
		{ n: { $lt: { $or: [], $not: 1 } } }
	])('matches: %j', (selector) => {
		expect(matches(selector)).toBe(true);
	});

	it.each<object>([
		{ n: 6 },
		{ missing: 1 },
		// what is not there is not another value either
		{ missing: { $ne: 1 } },
		{ $not: { missing: 1 } },
		{ missing: { $nin: [1] } },
		{ missing: { er: { est: { $gt: 1 } } } },
		{ 'nothing.more': null },
		{ 'text.length': 3 },
		// a document's own members, and nothing of what every object has
		{ constructor: { $exists: true } },
		{ 'list.length': { $exists: true } },
		{ toString: { $exists: true } },
		{ text: { $gt: 'abc' } },
		{ text: { $regex: 'z' } },
		{ n: { $regex: '5' } },
		{ people: { $allMatch: { age: { $gt: 20 } } } },
		{ $nor: [{ n: 5 }] },
		{ $not: { $or: [{ n: 5 }, { n: 4 }] } },
		{ n: { $mod: [2, 0] } },
		{ list: { $size: 2 } }
	])('does not match: %j', (selector) => {
		expect(matches(selector)).toBe(false);
	});

	it.each<unknown>([
		null,
		[],
		'x',
		{ $where: 'true' },
		{ n: { $near: 1 } },
		{ $and: {} },
		{ $or: [1] },
		{ n: { $in: 1 } },
		{ n: { $size: '3' } },
		{ n: { $mod: [0, 1] } },
		{ n: { $exists: 1 } },
		{ text: { $regex: '(' } },
		// what RE2 leaves out since it has to go back
		{ text: { $regex: '(a)\\1' } },
		{ text: { $regex: 'a'.repeat(257) } },
		JSON.parse(`${'{"$not":'.repeat(40)}{}${'}'.repeat(40)}`),
		{ n: { $in: Array.from({ length: 2_001 }, (_, index) => index) } },
		{ $or: Array.from({ length: 20 }, () => ({ text: { $regex: 'a' } })) }
	])('is refused: %.80j', (selector) => {
		const compiled = compileSelector(selector, everything);
		expect(compiled.ok ? 'taken' : compiled.error.status).toBe(400);
	});

	it('searches in linear time what other engines never finish', () => {
		const compiled = compileSelector({ text: { $regex: '(a+)+$' } }, everything);
		expect(compiled.ok && compiled.value({ text: `${'a'.repeat(50_000)}!` })).toBe(false);
	});

	it('searches nothing where that is switched off', () => {
		expect(compileSelector({ $nor: [{ text: { $regex: 'a' } }] }, { regularExpressions: false }).ok).toBe(false);
	});
});
