import { beforeEach, describe, expect, it } from 'vitest';
import type { BatchesTransformedData, LabelBoundData } from '#domain/batch/batch.ts';
import type { Code } from '#domain/kernel/code.ts';
import { formatRational } from '#domain/kernel/quantity.ts';
import type { Recorded } from '#engine/submit.ts';
import {
	createTestFloor,
	initialise,
	line,
	meet,
	mill,
	moveTo,
	plan,
	quantity,
	type TestFloor
} from '../../../../../tests/support/floor.ts';
import { readFamilyPage, type Branch, type FamilyPage } from './read-family.ts';

let floor: TestFloor;
let site: Awaited<ReturnType<typeof mill>>;
let sorting: Code;
let merging: Code;
let first: Code;
let second: Code;

beforeEach(async () => {
	floor = await createTestFloor();
	site = await mill(floor);
	sorting = await site.define.station('Sorting', { operation: 'split' });
	merging = await site.define.station('Merging', { operation: 'merge' });
	const { batches } = await plan(floor, line(site.items.knitted, 2));
	[first, second] = batches as [Code, Code];
	for (const batch of batches) await floor.record(initialise(batch, site.knitting));
});

const madeBy = ({ events }: Recorded): Code[] =>
	(events.find(({ type }) => type === 'BatchesTransformed')?.data as unknown as BatchesTransformedData).makes.map(
		({ batch }) => batch as Code
	);

const split = (batch: Code, ...pieces: readonly number[]): Promise<Recorded> =>
	floor.record({
		type: 'SplitBatch',
		batch,
		station: sorting,
		source: null,
		children: pieces.map((amount) => ({
			grade: 'firsts',
			quantity: quantity(`${amount} pcs`),
			label: null,
			reason: null
		})),
		closes: null,
		machine: null,
		usual: null
	});

const merge = (...batches: readonly Code[]): Promise<Recorded> =>
	floor.record({
		type: 'MergeBatches',
		station: merging,
		batches,
		sources: {},
		step: null,
		machine: null,
		usual: null
	});

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
		const [dyed] = madeBy(await floor.record(moveTo(site.dyeing, first))) as [Code];
		const [sock] = madeBy(await floor.record(moveTo(site.finishing, first))) as [Code];
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
		const [a, b] = madeBy(await split(first, 30, 20)) as [Code, Code];
		const [again] = madeBy(await merge(a, b, second)) as [Code];
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
		const other = await createTestFloor({ device: 2 });
		await meet(floor, other);
		other.clock.set(floor.clock.now() + 60_000);
		await split(first, 10);
		const [whole] = madeBy(await other.record(moveTo(site.dyeing, first))) as [Code];
		await meet(floor, other);
		const page = await read(whole);
		expect(page.batch.sources).toMatchObject([
			{ taken: quantity('50 pcs'), granted: quantity('40 pcs'), isDisputed: true }
		]);
		expect(page.balance && formatRational(page.balance.balance.inHouse.disputed)).toBe('10');
		expect(await read(whole, 40, other)).toEqual(page);
	});

	it('shows as many as it is asked for, and that there are more; the sums are of all', async () => {
		const children = madeBy(await split(first, ...Array.from({ length: 10 }, () => 1)));
		const page = await read(first, 4);
		expect(page.descendants).toHaveLength(4);
		expect(page).toMatchObject({ hasMoreDescendants: true, hasMoreAncestors: false });
		expect(page.sums.map(({ batches }) => batches)).toEqual([11]);
		expect(await read(first, 10)).toMatchObject({ hasMoreDescendants: false });

		const [all] = madeBy(await merge(...children)) as [Code];
		const merged = await read(all, 4);
		expect(merged).toMatchObject({ hasMoreAncestors: true, hasMoreDescendants: false });
		expect(merged.ancestors).toHaveLength(4);
		expect(merged.ancestors.every(({ id }) => children.includes(id as Code))).toBe(true);
	});

	it('ends a chain that is deeper than a screen, and says that it goes on', async () => {
		let last = first;
		for (let depth = 0; depth < 30; depth++) [last] = madeBy(await split(last, 50)) as [Code];
		let [branch] = (await read(first)).descendants;
		let levels = 0;
		for (; branch; [branch] = branch.branches) {
			levels++;
			expect(branch.goesOn).toBe(levels === 24);
		}
		expect(levels).toBe(24);
	});

	it('leads from a second label to the batch that has it', async () => {
		const { events } = await floor.record({ type: 'BindLabel', batch: first, code: null });
		const { code } = events[0]?.data as unknown as LabelBoundData;
		expect(await read(code as Code)).toMatchObject({ asked: code, batch: { id: first, row: { label: code } } });
	});

	it('knows nothing of a code that has not arrived here', async () => {
		expect(await floor.store.read(readFamilyPage('b00000000x' as Code, 40))).toBeNull();
	});
});
