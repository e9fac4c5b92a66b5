import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addFact, emptyThread, headsOf, isWaiting, knowledgeOf, type Fact, type Thread } from './thread.ts';
import { hlc } from './timestamp.ts';

const factOf = (number: number, heads: readonly string[], stream = 'site'): Fact => ({
	id: eventId(number, stream),
	type: 'Something',
	heads,
	at: '2026-03-02T07:00:00.000+01:00',
	device: '001',
	seq: number,
	by: [],
	station: null,
	machine: null,
	source: null,
	data: { number },
	unread: false
});

const eventId = (number: number, stream = 'site'): string =>
	`${stream}:${hlc(1_772_431_200_000, number)}:001aaaaa:0123456789abcdef`;

const threadOf = (facts: readonly Fact[]): Thread => facts.reduce(addFact, emptyThread('x'));

/** A history: fact n names some of the facts before it as its heads. */
const anyHistory = fc
	.array(fc.tuple(fc.array(fc.nat(), { maxLength: 3 }), fc.constantFrom('site', 'runs', 'run.r1')), { maxLength: 12 })
	.map((entries) =>
		entries.map(([picks, stream], number) => {
			const earlier = number === 0 ? [] : picks.map((pick) => pick % number);
			const heads = [...new Set(earlier)].map((at) => eventId(at, entries[at]?.[1]));
			return factOf(number, heads.sort(), stream);
		})
	);

/** Depth first, from scratch for every pair. */
function reaches(facts: readonly Fact[], follower: string, earlier: string): boolean {
	const heads = facts.find(({ id }) => id === follower)?.heads ?? [];
	return heads.some((head) => head === earlier || reaches(facts, head, earlier));
}

describe('a thread', () => {
	test('is the same whatever order its facts came in, and however often', () => {
		fc.assert(
			fc.property(
				anyHistory.chain((facts) =>
					fc.tuple(fc.constant(facts), fc.shuffledSubarray([...facts, ...facts], { minLength: facts.length * 2 }))
				),
				([facts, arrived]) => {
					expect(threadOf(arrived)).toEqual({ entity: 'x', facts });
				}
			)
		);
	});

	test('orders facts by the id after its stream', () => {
		const facts = [factOf(1, [], 'site'), factOf(2, [], 'run.r1'), factOf(3, [], 'runs')];
		expect(threadOf([...facts].reverse()).facts).toEqual(facts);
	});

	test('takes the newer reading of an event it holds', () => {
		const unread = { ...factOf(1, []), data: null, unread: true };
		expect(addFact(threadOf([unread, factOf(2, [])]), factOf(1, []))).toEqual(threadOf([factOf(1, []), factOf(2, [])]));
	});

	test('leaves the thread it was given alone', () => {
		const before = threadOf([factOf(2, [])]);
		addFact(before, factOf(1, []));
		expect(before.facts).toHaveLength(1);
	});
});

describe('heads', () => {
	test('are the facts that no other follows, sorted', () => {
		fc.assert(
			fc.property(anyHistory, (facts) => {
				const last = facts.filter(({ id }) => !facts.some(({ heads }) => heads.includes(id))).map(({ id }) => id);
				expect(headsOf(threadOf(facts))).toEqual(last.sort());
			})
		);
	});

	test('none of them knows another', () => {
		fc.assert(
			fc.property(anyHistory, (facts) => {
				const knows = knowledgeOf([threadOf(facts)]);
				const heads = headsOf(threadOf(facts));
				for (const one of heads) for (const other of heads) expect(knows(one, other)).toBe(false);
			})
		);
	});
});

describe('knowledge', () => {
	test('is what a search through the heads finds', () => {
		fc.assert(
			fc.property(anyHistory, (facts) => {
				const knows = knowledgeOf([threadOf(facts)]);
				for (const { id: follower } of facts) {
					for (const { id: earlier } of facts) expect(knows(follower, earlier)).toBe(reaches(facts, follower, earlier));
				}
			})
		);
	});

	test('reaches a head that has not arrived', () => {
		const thread = threadOf([factOf(2, [eventId(1)]), factOf(3, [eventId(2)])]);
		expect(knowledgeOf([thread])(eventId(3), eventId(1))).toBe(true);
	});

	test('lacks what its author held and could not read; what follows it need not', () => {
		const unseen = { ...factOf(2, [eventId(1)]), unseen: [eventId(1)] };
		const knows = knowledgeOf([threadOf([factOf(0, []), factOf(1, [eventId(0)]), unseen, factOf(3, [eventId(2)])])]);
		expect(knows(eventId(2), eventId(1))).toBe(false);
		expect(knows(eventId(2), eventId(0))).toBe(true);
		expect(knows(eventId(3), eventId(1))).toBe(true);
	});

	test('of an event that is not here is none', () => {
		expect(knowledgeOf([emptyThread('x')])(eventId(1), eventId(0))).toBe(false);
	});
});

describe('[case 8] a thread waits', () => {
	test('while an event that an author had seen is missing, and no longer', () => {
		const [first, second, third] = [factOf(1, []), factOf(2, [eventId(1)]), factOf(3, [eventId(2)])];
		expect(isWaiting(threadOf([second, third]))).toBe(true);
		expect(isWaiting(threadOf([first, third]))).toBe(true);
		expect(isWaiting(threadOf([third, first, second]))).toBe(false);
	});
});
