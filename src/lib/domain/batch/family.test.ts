import { describe, expect, test } from 'vitest';
import { quantity } from '../../../../tests/support/floor.ts';
import type { EntityId, EventId } from '../kernel/event.ts';
import { formatRational } from '../kernel/quantity.ts';
import type { Fact, Thread } from '../kernel/thread.ts';
import type { EventSpec } from '../kernel/view.ts';
import { BatchesPlanned, BatchesTransformed, BatchVoided } from './batch.ts';
import type { Make, Take } from './goods.ts';
import { familyOf } from './family.ts';
import { verdictsOn } from './verdict.ts';

/** Facts by hand: what no screen records, and forged or later events may. */
const idAt = (place: number): EventId => `run.r1:${String(place).padStart(13, '0')}:001aaaaa:0000000000000000`;
const run = 'r1';

const make = (batch: EntityId): Make => ({
	batch,
	item: { id: 'a1', revision: idAt(0) },
	quantity: quantity('10 pcs'),
	smallest: '1',
	second: null,
	grade: 'firsts',
	place: null,
	machine: null
});

const take = (batch: EntityId): Take => ({ batch, item: 'a1', quantity: quantity('10 pcs'), extent: 'all' });

const plan = (...batches: readonly EntityId[]) => [BatchesPlanned, { run, line: 1, makes: batches.map(make) }] as const;

const move = (from: EntityId, to: EntityId) =>
	[
		BatchesTransformed,
		{ run, operation: 'move', step: null, takes: [take(from)], uses: [], makes: [make(to)], ends: [] }
	] as const;

const voided = (batch: EntityId, ...places: readonly number[]) =>
	[BatchVoided, { run, batch, facts: places.map(idAt), reason: { code: 'r1', text: null } }] as const;

type Recorded = readonly [EventSpec<string, never, unknown>, object];

/** The verdicts on the batches that the events touch; an event's place in the list is its place in order. */
function verdicts(...recorded: readonly (readonly [readonly EntityId[], readonly [unknown, object]])[]) {
	const threads = new Map<EntityId, Fact[]>();
	for (const [place, [touches, event]] of recorded.entries()) {
		const [spec, data] = event as unknown as Recorded;
		for (const entity of touches) {
			const fact = {
				id: idAt(place),
				type: spec.type,
				heads: [],
				at: '',
				device: '001',
				seq: 1,
				by: [],
				station: null,
				machine: null,
				source: null,
				data: spec.about(data as never, entity) ?? null,
				unread: false
			};
			threads.set(entity, [...(threads.get(entity) ?? []), fact]);
		}
	}
	const family = [...threads].sort(([a], [b]) => (a < b ? -1 : 1));
	return verdictsOn(familyOf(family.map(([entity, facts]): Thread => ({ entity, facts }))));
}

const shareOf = (found: ReturnType<typeof verdicts>, batch: EntityId): string =>
	formatRational(found.get(batch)?.share ?? { n: -1n, d: 1n });

describe('a void', () => {
	test('on a source names what was made of it: what came of that is void too, and says by what', () => {
		const found = verdicts([['b1'], plan('b1')], [['b1', 'b2'], move('b1', 'b2')], [['b1'], voided('b1', 1)]);
		expect(found.get('b2')?.voided?.id).toBe(idAt(2));
		expect(found.get('b1')).toMatchObject({ voided: undefined, lastUse: null, children: [] });
	});

	test('of one batch leaves the planning of the others alone', () => {
		const found = verdicts([['b1'], plan('b1')], [['b2', 'b3'], move('b2', 'b3')], [['b2'], voided('b2', 0)]);
		expect(found.get('b1')).toMatchObject({ voided: undefined, deadMaker: undefined });
	});
});

describe('a forged move', () => {
	test('that does not touch the batch it takes counts for nothing', () => {
		const found = verdicts([['b1'], plan('b1')], [['b2'], move('b1', 'b2')]);
		expect(shareOf(found, 'b1')).toBe('1');
		expect(shareOf(found, 'b2')).toBe('0');
		expect(found.get('b2')?.label).toBe('b2');
	});

	test('of a batch into itself counts for nothing', () => {
		const found = verdicts([['b1'], plan('b1')], [['b1'], move('b1', 'b1')]);
		expect(found.get('b1')?.exceptions.map(({ rule }) => rule)).toContain('cycle');
		expect(shareOf(found, 'b1')).toBe('1');
	});

	test('one after the other, thousands of them, cannot stop the fold', () => {
		const name = (number: number): EntityId => `b${String(99_999 - number)}`;
		const moves = Array.from({ length: 3_000 }, (_, index) => {
			const [from, to] = [name(index), name(index + 1)];
			return [[from, to], move(from, to)] as const;
		});
		const found = verdicts([[name(0)], plan(name(0))], ...moves);
		expect(found.size).toBe(3_001);
		expect(found.get(name(3_000))?.label).toBe(name(0));
	});

	test('of what is made only later cannot stop it either: a chain whose keys run backwards', () => {
		const length = 1_000;
		const name = (number: number): EntityId => `b${String(10_000 + number)}`;
		const moves = Array.from({ length }, (_, index) => {
			const [from, to] = [name(index), name(index + 1)];
			return [[from, to], move(from, to)] as const;
		});
		const found = verdicts(...moves.toReversed(), [[name(0)], plan(name(0))]);
		expect(found.get(name(length))?.label).toBe(name(0));
		expect(shareOf(found, name(length))).toBe('1');
	});
});

test('a planned batch that was used without being initialised waits for that', () => {
	const found = verdicts([['b1'], plan('b1')], [['b1', 'b2'], move('b1', 'b2')]);
	expect(found.get('b1')?.waiting).toBe(true);
	expect(shareOf(found, 'b2')).toBe('1');
});
