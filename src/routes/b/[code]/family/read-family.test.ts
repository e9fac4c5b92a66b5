import { beforeEach, describe, expect, it } from 'vitest';
import type { Code } from '#domain/kernel/code.ts';
import { formatRational } from '#domain/kernel/quantity.ts';
import { bindLabel, child, mergeAt, splitAt } from '../../../../../tests/support/batch-commands.ts';
import { meet, moveTo, quantity, type TestFloor } from '../../../../../tests/support/floor.ts';
import { startedMill } from '../../../../../tests/support/mill-batches.ts';
import { allMadeBy, boundBy, madeBy } from '../../../../../tests/support/recorded.ts';
import { secondDevice } from '../../../../../tests/support/replicas.ts';
import { readFamilyPage, type Branch, type FamilyPage } from './read-family.ts';

let floor: TestFloor;
let site: Awaited<ReturnType<typeof startedMill>>;
let sorting: Code;
let merging: Code;
let first: Code;
let second: Code;

beforeEach(async () => {
	site = await startedMill(2);
	floor = site.floor;
	sorting = await site.define.station('Sorting', { operation: 'split' });
	merging = await site.define.station('Merging', { operation: 'merge' });
	[first, second] = site.batches as [Code, Code];
});

const split = (batch: Code, ...pieces: readonly number[]) =>
	floor.record(
		splitAt(
			sorting,
			batch,
			pieces.map((count) => child(`${count} pcs`))
		)
	);

const merge = (...batches: readonly Code[]) => floor.record(mergeAt(merging, batches));

async function read(code: Code, most = 40, { store } = floor): Promise<FamilyPage> {
	const page = await store.read(readFamilyPage(code, most));
	if (page === null) throw new Error(`nothing is known of ${code}`);
	return page;
}

type Tree = readonly (string | Tree)[];
/** Codes, each followed by the list of what was made of it. */
const treeOf = (branches: readonly Branch[]): Tree =>
	branches.flatMap(({ member, branches: below }) => [member.id, ...(below.length > 0 ? [treeOf(below)] : [])]);

describe('the family of a batch', () => {
	it('shows what a batch was made of above, and what was made of it below', async () => {
		const dyed = madeBy(await floor.record(moveTo(site.dyeing, first)));
		const sock = madeBy(await floor.record(moveTo(site.finishing, first)));
		const page = await read(dyed);
		expect(page.batch).toMatchObject({
			id: dyed,
			row: { label: first },
			sources: [
				{ from: first, operation: 'move', taken: quantity('50 pcs'), granted: null, isDisputed: false, others: 0 }
			]
		});
		expect(page.ancestors.map(({ id, sources }) => [id, sources])).toEqual([[first, []]]);
		expect(treeOf(page.descendants)).toEqual([sock]);
		expect(page.balance && formatRational(page.balance.balance.used.total)).toBe('50');
		expect(page.sums.map(({ item, batches }) => [item, batches])).toEqual([
			[site.items.knitted, 1],
			[site.items.dyed, 1],
			[site.items.sock, 1]
		]);
	});

	it('shows a batch of several others once, and names what else went into it', async () => {
		const [a, b] = allMadeBy(await split(first, 30, 20)) as [Code, Code];
		const again = madeBy(await merge(a, b, second));
		const page = await read(first);
		const [one, other] = [a, b].sort() as [Code, Code];
		expect(treeOf(page.descendants)).toEqual([one, [again], other]);
		expect(page.descendants[1]?.elsewhere.map(({ id }) => id)).toEqual([again]);
		const merged = page.descendants[0]?.branches[0]?.member;
		expect(merged?.sources.map(({ from }) => from).sort()).toEqual([a, b, second].sort());
		expect(page.descendants[0]?.member.sources[0]?.others).toBe(1);
		expect(page.sums.map(({ batches }) => batches)).toEqual([4]);
	});

	it('says how much of what was taken counts, and that a lead has to decide', async () => {
		const other = await secondDevice(floor);
		await split(first, 10);
		const whole = madeBy(await other.record(moveTo(site.dyeing, first)));
		await meet(floor, other);
		const page = await read(whole);
		expect(page.batch.sources).toMatchObject([
			{ taken: quantity('50 pcs'), granted: quantity('40 pcs'), isDisputed: true }
		]);
		expect(page.balance && formatRational(page.balance.balance.inHouse.disputed)).toBe('10');
		expect(await read(whole, 40, other)).toEqual(page);
	});

	it('shows as many as it is asked for, and that there are more; the sums are of all', async () => {
		const children = allMadeBy(await split(first, ...Array.from({ length: 10 }, () => 1)));
		const page = await read(first, 4);
		expect(page.descendants).toHaveLength(4);
		expect(page).toMatchObject({ hasMoreDescendants: true, hasMoreAncestors: false });
		expect(page.sums.map(({ batches }) => batches)).toEqual([11]);
		expect(await read(first, 10)).toMatchObject({ hasMoreDescendants: false });

		const all = madeBy(await merge(...children));
		const merged = await read(all, 4);
		expect(merged).toMatchObject({ hasMoreAncestors: true, hasMoreDescendants: false });
		expect(merged.ancestors).toHaveLength(4);
		expect(merged.ancestors.every(({ id }) => children.includes(id as Code))).toBe(true);
	});

	it('ends a chain that is deeper than a screen, and says that it goes on', async () => {
		let last = first;
		for (let depth = 0; depth < 30; depth++) [last] = allMadeBy(await split(last, 50)) as [Code];
		let [branch] = (await read(first)).descendants;
		let levels = 0;
		for (; branch; [branch] = branch.branches) {
			levels++;
			expect(branch.goesOn).toBe(levels === 24);
		}
		expect(levels).toBe(24);
	});

	it('leads from a second label to the batch that has it', async () => {
		const code = boundBy(await floor.record(bindLabel(first)));
		expect(await read(code)).toMatchObject({ asked: code, batch: { id: first, row: { label: code } } });
	});

	it('knows nothing of a code that has not arrived here', async () => {
		expect(await floor.store.read(readFamilyPage('b00000000x' as Code, 40))).toBeNull();
	});
});
