import fc from 'fast-check';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { bindLabel, child, correctTo, mergeAt, splitAt, waste } from '../../../../tests/support/batch-commands.ts';
import { disagreements } from '../../../../tests/support/flow-agreement.ts';
import {
	closeBatch,
	initialise,
	line,
	meet,
	moveTo,
	plan,
	quantity,
	undo,
	voidBatch,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import { forgedHistories, threadsOf } from '../../../../tests/support/forged-events.ts';
import { branchingMill } from '../../../../tests/support/mill-batches.ts';
import { allMadeBy, boundBy, madeBy } from '../../../../tests/support/recorded.ts';
import { secondDevice } from '../../../../tests/support/replicas.ts';
import { readFamilies } from '#engine/family.ts';
import type { Code } from '../kernel/code.ts';
import type { EntityId } from '../kernel/event.ts';
import { add, compare, formatRational, ZERO } from '../kernel/quantity.ts';
import { emptyThread, threads, type Thread } from '../kernel/thread.ts';
import { NOBODY_WITHDRAWN } from '../kernel/withdrawn.ts';
import { batchFlowOf, type BatchFlow, type FlowEdge, type FlowNode } from './batch-flow.ts';
import { TouchedElsewhere } from './batch.ts';
import { batches } from './views.ts';

let one: TestFloor;
let site: Awaited<ReturnType<typeof branchingMill>>;
let sorting: Code;
let merging: Code;
/** Of 50 knitted socks each: started, started, only planned. */
let first: Code;
let second: Code;
let planned: Code;

beforeEach(async () => {
	site = await branchingMill();
	({ floor: one, sorting, merging, first, second, planned } = site);
});

/** Of all that a device knows. */
async function flowAt({ store }: TestFloor = one): Promise<BatchFlow> {
	const families = await store.read(async (reader) => {
		const rows = await reader.range(batches);
		return readFamilies(
			reader,
			rows.map(({ id }) => id)
		);
	});
	return batchFlowOf(families);
}

const nodeIn = ({ nodes }: BatchFlow, batch: EntityId): FlowNode => {
	const node = nodes.find(({ id }) => id === batch);
	if (!node) throw new Error(`no node of ${batch}`);
	return node;
};

const written = ({ operation, from, to, quantity: taken, granted, isDisputed }: FlowEdge): string =>
	`${operation ?? 'somehow'} ${from} > ${to}: ${taken?.amount ?? '?'}, granted ${granted ? formatRational(granted) : '?'}` +
	(isDisputed ? ', disputed' : '');

describe('the flow of batches', () => {
	test('of what is only planned has nodes and no edges', async () => {
		const { nodes, edges } = await flowAt();
		expect(nodes.map(({ id, state, known }) => [id, state, known])).toEqual(
			[
				[first, 'open', true],
				[second, 'open', true],
				[planned, 'created', true]
			].sort()
		);
		expect(edges).toEqual([]);
	});

	test('says of each batch what every screen says, and what is left of it', async () => {
		await one.record(splitAt(sorting, first, [child('30 pcs'), waste('8 pcs')]));
		const flow = await flowAt();
		for (const row of await one.rows(batches)) expect(nodeIn(flow, row.id)).toMatchObject(row);
		const source = nodeIn(flow, first);
		expect(source).toMatchObject({ smallest: '1', remaining: quantity('12 pcs'), lots: [], aliases: [] });
		expect(source.balance && formatRational(source.balance.used.total)).toBe('38');
		expect(source.began).toMatchObject({ operation: 'init', step: { id: site.steps.knit } });
	});

	test('a split has an edge to each part, with what went into it', async () => {
		const recorded = await one.record(splitAt(sorting, first, [child('30 pcs'), waste('8 pcs')]));
		const [good, bad] = allMadeBy(recorded) as [Code, Code];
		const { edges } = await flowAt();
		expect(edges.map(written).sort()).toEqual(
			[`split ${first} > ${good}: 30, granted 30`, `split ${first} > ${bad}: 8, granted 8`].sort()
		);
		expect(edges[0]).toMatchObject({
			fact: recorded.events[0]?._id,
			at: recorded.events[0]?.at,
			station: sorting,
			device: '001',
			step: null,
			happened: null
		});
	});

	test('a merge has an edge from each source', async () => {
		const both = madeBy(await one.record(mergeAt(merging, [first, second])));
		expect((await flowAt()).edges.map(written).sort()).toEqual(
			[`merge ${first} > ${both}: 50, granted 50`, `merge ${second} > ${both}: 50, granted 50`].sort()
		);
	});

	test('edges stand in the order of the records', async () => {
		const dyed = madeBy(await one.record(moveTo(site.dyeing, first)));
		const sock = madeBy(await one.record(moveTo(site.finishing, first)));
		const again = madeBy(await one.record(moveTo(site.dyeing, second)));
		expect((await flowAt()).edges.map(({ to }) => to)).toEqual([dyed, sock, again]);
	});

	test('a corrected child changes nothing about how much went into it', async () => {
		const [good] = allMadeBy(await one.record(splitAt(sorting, first, [child('30 pcs'), waste('8 pcs')])));
		await one.record(correctTo(good as Code, '28 pcs'));
		const edge = (await flowAt()).edges.find(({ to }) => to === good);
		expect(edge && written(edge)).toBe(`split ${first} > ${good}: 30, granted 30`);
	});

	test('a quarrel is amber at the edge and at the batches that it is about', async () => {
		const other = await secondDevice(one);
		await one.record(splitAt(sorting, first, [child('10 pcs')]));
		const whole = madeBy(await other.record(moveTo(site.dyeing, first)));
		await meet(one, other);
		const flow = await flowAt();
		expect(flow.edges.filter((edge) => edge.isDisputed).map(written)).toEqual([
			`move ${first} > ${whole}: 50, granted 40, disputed`
		]);
		expect(nodeIn(flow, first).isDisputed).toBe(true);
		expect(nodeIn(flow, whole).isDisputed).toBe(true);
		expect(nodeIn(flow, second).isDisputed).toBe(false);
		expect(await flowAt(other)).toEqual(flow);
	});

	test('what was taken back leaves its batch without an edge', async () => {
		const moved = await one.record(moveTo(site.dyeing, first));
		await one.record(undo(moved));
		const flow = await flowAt();
		expect(flow.edges).toEqual([]);
		expect(nodeIn(flow, madeBy(moved)).voided).not.toBeNull();
	});

	test('what is void was made of something all the same', async () => {
		const dyed = madeBy(await one.record(moveTo(site.dyeing, first)));
		await one.record(voidBatch(dyed));
		const flow = await flowAt();
		expect(flow.edges.map(({ to }) => to)).toEqual([dyed]);
		expect(nodeIn(flow, dyed).voided).not.toBeNull();
	});

	test('a second label is no batch', async () => {
		const code = boundBy(await one.record(bindLabel(first)));
		const flow = await flowAt();
		expect(flow.nodes.map(({ id }) => id)).not.toContain(code);
		expect(nodeIn(flow, first)).toMatchObject({ aliases: [code], label: code });
	});

	test('what was put together of two runs stands in one family', async () => {
		const { batches: others } = await plan(one, line(site.items.knitted, 1));
		const theirs = others[0] as Code;
		await one.record(initialise(theirs, site.knitting));
		const lead = await site.define.person('Lea', ['lead']);
		const leave = { lead, reason: 'one pallet' };
		const both = madeBy(await one.record(mergeAt(merging, [first, theirs], { leave })));
		const { edges } = await flowAt();
		expect(edges.map(({ from, to }) => [from, to]).sort()).toEqual(
			[
				[first, both],
				[theirs, both]
			].sort()
		);
	});

	test('a batch whose planning has not arrived is there, and not known', async () => {
		const dyed = madeBy(await one.record(moveTo(site.dyeing, first)));
		const all = await one.store.read((reader) => reader.range(threads));
		const isPlanning = ({ type }: { readonly type: string }): boolean => type === 'BatchesPlanned';
		const lacking = all
			.filter(({ entity }) => entity === first || entity === dyed)
			.map((thread) => ({ ...thread, facts: thread.facts.filter((fact) => !isPlanning(fact)) }));
		const flow = batchFlowOf([lacking]);
		expect(nodeIn(flow, first)).toMatchObject({
			known: false,
			item: null,
			quantity: null,
			balance: null,
			waiting: true
		});
		expect(flow.edges.map(written)).toEqual([`move ${first} > ${dyed}: 50, granted 50`]);
	});

	test('a batch that only a pointer to another stream names is there, and so is the way to it', async () => {
		const [thread] = await one.store.read((reader) => reader.range(threads, { from: first, to: `${first}\u0000` }));
		const [fact] = thread?.facts ?? [];
		if (!thread || !fact) throw new Error('nothing is known of it');
		const made = 'b00000000x';
		const data = { run: site.run, stream: 'run.r9', batches: [first], made: [made] };
		const pointer = { ...fact, id: `${fact.id}z`, type: TouchedElsewhere.type, data, heads: [fact.id] };
		const flow = batchFlowOf([[{ ...thread, facts: [...thread.facts, pointer] }]]);
		expect(flow.edges.map(written)).toEqual([`somehow ${first} > ${made}: ?, granted ?`]);
		expect(nodeIn(flow, made)).toMatchObject({ known: false, item: null, run: null });
		expect(flow.nodes.map(({ id }) => id)).toEqual([made, first].sort());
	});

	test('a batch that was closed by hand says so', async () => {
		await one.record(closeBatch(first));
		expect(nodeIn(await flowAt(), first)).toMatchObject({ state: 'closed', closed: { how: 'hand' } });
	});

	test('of nothing is nothing', () => {
		expect(batchFlowOf([])).toEqual({ nodes: [], edges: [] });
		expect(batchFlowOf([[emptyThread('b00000000x')]]).edges).toEqual([]);
	});
});

vi.setConfig({ testTimeout: 60_000 });

test('whatever devices recorded: the graph is whole, says what the genealogy says, and loses nothing on its edges', () => {
	let edges = 0;
	fc.assert(
		fc.property(forgedHistories, ({ log }) => {
			const families: readonly (readonly Thread[])[] = [threadsOf(log)];
			const flow = batchFlowOf(families);
			edges += flow.edges.length;
			const here = new Set<EntityId>(flow.nodes.map(({ id }) => id));
			expect(here.size).toBe(flow.nodes.length);
			expect(new Set(flow.edges.map(({ id }) => id)).size).toBe(flow.edges.length);
			for (const { from, to } of flow.edges) expect([here.has(from), here.has(to)]).toEqual([true, true]);
			const recorded = { ...flow, edges: flow.edges.filter(({ operation }) => operation !== null) };
			expect(disagreements(recorded, families, NOBODY_WITHDRAWN)).toEqual([]);
			for (const { balance, id } of flow.nodes) {
				const granted = recorded.edges
					.flatMap((edge) => (edge.from === id ? (edge.granted ?? []) : []))
					.reduce(add, ZERO);
				if (balance) expect(compare(granted, balance.used.total)).toBeLessThanOrEqual(0);
			}
			expect(batchFlowOf([threadsOf(log.toReversed())])).toEqual(flow);
		}),
		{ numRuns: 60 }
	);
	expect(edges).toBeGreaterThan(60);
});
