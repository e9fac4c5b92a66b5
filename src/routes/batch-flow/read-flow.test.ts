import { beforeEach, describe, expect, it } from 'vitest';
import type { BatchFlow } from '#domain/batch/batch-flow.ts';
import type { Code } from '#domain/kernel/code.ts';
import { batches } from '#domain/batch/views.ts';
import type { Reader } from '#ports/store.ts';
import { bindLabel, child, mergeAt, splitAt, swapLabels } from '../../../tests/support/batch-commands.ts';
import { initialise, line, meet, moveTo, plan, type TestFloor } from '../../../tests/support/floor.ts';
import { startedMill } from '../../../tests/support/mill-batches.ts';
import { allMadeBy, boundBy, madeBy } from '../../../tests/support/recorded.ts';
import { secondDevice } from '../../../tests/support/replicas.ts';
import { readBatchFlow, readRunFlow } from './read-flow.ts';

let floor: TestFloor;
let site: Awaited<ReturnType<typeof startedMill>>;
let first: Code;
let second: Code;
/** Of another run. */
let theirs: Code;
let untouched: Code;

beforeEach(async () => {
	site = await startedMill(2);
	floor = site.floor;
	[first, second] = site.batches as [Code, Code];
	const { batches: others } = await plan(floor, line(site.items.knitted, 2));
	[theirs, untouched] = others as [Code, Code];
	await floor.record(initialise(theirs, site.knitting));
});

const ids = ({ nodes }: { readonly nodes: readonly { readonly id: string }[] }): string[] => nodes.map(({ id }) => id);

describe('the flow of a run', () => {
	it('has all of its batches, and nothing of other runs', async () => {
		const dyed = madeBy(await floor.record(moveTo(site.dyeing, first)));
		await floor.record(moveTo(site.dyeing, theirs));
		const flow = await floor.store.read(readRunFlow(site.run));
		expect(ids(flow)).toEqual([first, second, dyed].sort());
		expect(flow.edges.map(({ from, to }) => [from, to])).toEqual([[first, dyed]]);
	});

	it('has what its batches went into with those of another run', async () => {
		const merging = await site.define.station('Merging', { operation: 'merge' });
		const lead = await site.define.person('Lea', ['lead']);
		const leave = { lead, reason: 'one pallet' };
		const both = madeBy(await floor.record(mergeAt(merging, [theirs, first], { leave })));
		const flow = await floor.store.read(readRunFlow(site.run));
		expect(ids(flow)).toEqual([first, second, theirs, both].sort());
		expect(ids(flow)).not.toContain(untouched);
	});

	it('says of each batch what its row says', async () => {
		const flow = await floor.store.read(readRunFlow(site.run));
		for (const node of flow.nodes) expect(node).toMatchObject((await floor.row(batches, node.id)) ?? {});
	});

	it('is the same on every device that heard the same', async () => {
		const other = await secondDevice(floor);
		await floor.record(moveTo(site.dyeing, first));
		await other.record(moveTo(site.dyeing, first));
		await meet(floor, other);
		const flow = await floor.store.read(readRunFlow(site.run));
		expect(flow.edges.filter(({ isDisputed }) => isDisputed)).toHaveLength(1);
		expect(await other.store.read(readRunFlow(site.run))).toEqual(flow);
	});

	it('is read anew only where something was added, by whoever keeps what reads it', async () => {
		const read = readRunFlow(site.run);
		const before = await floor.store.read(read);
		const dyed = madeBy(await floor.record(moveTo(site.dyeing, first)));
		const after = await floor.store.read(read);
		const nodeOf = ({ nodes }: BatchFlow, batch: Code) => nodes.find(({ id }) => id === batch);
		expect(ids(after)).toEqual([first, second, dyed].sort());
		expect(nodeOf(after, second)).toBe(nodeOf(before, second));
		expect(nodeOf(after, first)).not.toBe(nodeOf(before, first));
	});

	it('is empty where nothing of the run is known', async () => {
		expect(await floor.store.read(readRunFlow('r00000000x' as Code))).toEqual({ nodes: [], edges: [] });
	});

	it('asks the storage a few times, however many batches there are', async () => {
		const { run, batches: many } = await plan(floor, line(site.items.knitted, 400));
		for (const batch of many.slice(0, 20)) await floor.record(initialise(batch, site.knitting));
		for (const batch of many.slice(0, 20)) await floor.record(moveTo(site.dyeing, batch));
		let questions = 0;
		const flow = await floor.store.read((reader) => readRunFlow(run)(counting(reader, () => questions++)));
		expect(flow.nodes).toHaveLength(420);
		expect(questions).toBeLessThan(30);
	});
});

function counting(reader: Reader, ask: () => void): Reader {
	const asked = <Arguments extends unknown[], Answer>(question: (...arguments_: Arguments) => Answer) =>
		function (...arguments_: Arguments): Answer {
			ask();
			return question(...arguments_);
		};
	return {
		get: asked(reader.get) as Reader['get'],
		getMany: asked(reader.getMany) as Reader['getMany'],
		range: asked(reader.range) as Reader['range'],
		count: asked(reader.count) as Reader['count']
	};
}

describe('the flow of a batch', () => {
	it('is that of its whole family', async () => {
		const sorting = await site.define.station('Sorting', { operation: 'split' });
		const [good, bad] = allMadeBy(await floor.record(splitAt(sorting, first, [child('30 pcs'), child('20 pcs')]))) as [
			Code,
			Code
		];
		const found = await floor.store.read(readBatchFlow(good));
		expect(found?.batch).toBe(good);
		expect(found && ids(found.flow)).toEqual([first, good, bad].sort());
	});

	it('is found by its second label', async () => {
		const code = boundBy(await floor.record(bindLabel(first)));
		expect(await floor.store.read(readBatchFlow(code))).toMatchObject({
			batch: first,
			flow: { nodes: [{ id: first, aliases: [code] }] }
		});
	});

	it('is that of the batch that carries the label, after labels were exchanged', async () => {
		await floor.record(swapLabels(first, second));
		expect((await floor.store.read(readBatchFlow(first)))?.batch).toBe(second);
	});

	it('is the batch alone where nothing was made of it', async () => {
		expect((await floor.store.read(readBatchFlow(untouched)))?.flow).toMatchObject({
			nodes: [{ id: untouched }],
			edges: []
		});
	});

	it('is none of a code that nobody here heard of', async () => {
		expect(await floor.store.read(readBatchFlow('b00000000x' as Code))).toBeNull();
	});
});
