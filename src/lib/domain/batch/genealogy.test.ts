import fc from 'fast-check';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { expectReconciled } from '../../../../tests/support/balances.ts';
import { child, mergeAt, splitAt } from '../../../../tests/support/batch-commands.ts';
import { forgedHistories, threadsOf } from '../../../../tests/support/forged-events.ts';
import type { TestFloor } from '../../../../tests/support/floor.ts';
import { branchingMill } from '../../../../tests/support/mill-batches.ts';
import { allMadeBy, madeBy } from '../../../../tests/support/recorded.ts';
import { readFamily } from '#engine/family.ts';
import type { Code } from '../kernel/code.ts';
import { add, formatRational, ZERO, type Rational } from '../kernel/quantity.ts';
import { balanceOf, type Amount } from './balance.ts';
import type { NewChild } from './cut.ts';
import { familyOf } from './family.ts';
import { genealogyOf, type Genealogy } from './genealogy.ts';
import { verdictsOn } from './verdict.ts';

let one: TestFloor;
let sorting: Code;
let merging: Code;
/** Of 50 knitted socks, started. */
let first: Code;

beforeEach(async () => {
	({ floor: one, sorting, merging, first } = await branchingMill());
});

const split = (batch: Code, children: readonly NewChild[]) => one.record(splitAt(sorting, batch, children));

const merge = (batches: readonly Code[]) => one.record(mergeAt(merging, batches));

const genealogy = async ({ store }: TestFloor, batch: Code): Promise<Genealogy> =>
	genealogyOf(batch, await store.read((reader) => readFamily(reader, batch)));

describe('a genealogy', () => {
	test('a batch that is reached on several ways appears once, at its nearest', async () => {
		const [a, b] = allMadeBy(await split(first, [child('30 pcs'), child('20 pcs')])) as [Code, Code];
		const again = madeBy(await merge([a, b]));
		const { relatives, links } = await genealogy(one, first);
		expect(relatives.map(({ batch, distance }) => [batch, distance])).toEqual([
			[first, 0],
			...[a, b].sort().map((batch) => [batch, 1]),
			[again, 2]
		]);
		expect(links).toHaveLength(3);
	});

	test('of an ancestor only what led here is followed', async () => {
		await split(first, [child('30 pcs')]);
		const here = madeBy(await split(first, [child('5 pcs')]));
		const { relatives, links } = await genealogy(one, here);
		expect(relatives.map(({ batch }) => batch)).toEqual([first, here]);
		expect(links).toHaveLength(1);
	});

	test('nothing is known of it', () => {
		expect(genealogyOf('b00000000x', [])).toEqual({ relatives: [], links: [] });
	});
});

vi.setConfig({ testTimeout: 60_000 });

/** What these histories are full of: each column of some balance is filled and disputed. */
const EXPECTED = ['over', 'inHouse', 'used', 'waste', 'void', 'left'];

test('whatever devices recorded: every balance reconciles, and what was used is what the links granted', () => {
	const filled = new Set<string>();
	fc.assert(
		fc.property(forgedHistories, ({ log }) => {
			const threads = threadsOf(log);
			const verdicts = verdictsOn(familyOf(threads));
			const used = new Map<string, Rational>();
			for (const [batch, verdict] of verdicts) {
				const balance = balanceOf(verdict);
				if (balance === null) continue;
				expectReconciled(balance);
				for (const [column, { total: here }] of Object.entries(balance) as [string, Amount][]) {
					if (here.n !== 0n) filled.add(column);
				}
				used.set(batch, balance.used.total);
			}
			for (const [batch, sum] of used) {
				const { links, relatives } = genealogyOf(batch, threads);
				const granted = links.flatMap((link) => (link.from === batch ? link.granted : [])).reduce(add, ZERO);
				expect(formatRational(granted)).toBe(formatRational(sum));
				expect(new Set(relatives.map((relative) => relative.batch)).size).toBe(relatives.length);
			}
			expect(genealogyOf(log[0]?.touches[0] ?? '', threadsOf(log.toReversed()))).toEqual(
				genealogyOf(log[0]?.touches[0] ?? '', threads)
			);
		}),
		{ numRuns: 100 }
	);
	expect([...filled]).toEqual(expect.arrayContaining(EXPECTED));
});
