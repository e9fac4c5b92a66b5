import { expect, test } from 'vitest';
import { definitions } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { Label } from '#domain/label/label.ts';
import type { Recorded } from '#engine/submit.ts';
import type { Collected } from '#state/scanning/collect.ts';
import { createSession } from '#state/session.svelte.ts';
import {
	batchRow,
	createTestFloor,
	defining,
	initialise,
	line,
	mill,
	moveTo,
	plan,
	planOne,
	quantity,
	type TestFloor
} from '../../../../../tests/support/floor.ts';
import { createMergeJob, type MergeJob } from './merge-job.svelte.ts';
import { readTray, type TrayContents } from './tray-contents.ts';

/** What a tab keeps. */
function storage(): Pick<Storage, 'getItem' | 'setItem'> {
	const kept = new Map<string, string>();
	return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
}

interface Bench {
	readonly job: MergeJob;
	/** What is told of a label that is scanned: its kind and its title. */
	readonly scan: (code: Code) => Promise<string>;
	readonly contents: () => Promise<TrayContents>;
	readonly inTray: () => Promise<readonly Code[]>;
	readonly confirm: () => Promise<Recorded>;
	/** What was told without a scan. */
	readonly told: readonly string[];
}

function sitDownAt(floor: TestFloor, station: Code, onlyParts = false, tab = storage()): Bench {
	const told: string[] = [];
	const spoken = ({ kind, words }: Collected): string => `${kind}: ${words().title}`;
	const job = createMergeJob({
		store: floor.store,
		session: createSession(storage()),
		nameOf: (id) => id ?? '',
		storage: tab,
		station,
		onlyParts,
		tell: (collected) => void told.push(spoken(collected))
	});
	const contents = (): Promise<TrayContents> => floor.store.read((reader) => readTray(reader, job.tray));
	return {
		job,
		told,
		contents,
		async scan(code) {
			const answer = await job.collect({ kind: 'batch', code } satisfies Label, 'wedge');
			return answer === null ? 'as everywhere' : spoken(answer as Collected);
		},
		inTray: async () => (await contents()).inside.map(({ scanned }) => scanned),
		async confirm() {
			const wanted = job.command(await contents());
			if (!wanted) throw new Error('there is nothing to confirm');
			const recorded = await floor.record(wanted.command);
			job.settle(recorded.events.find(({ type }) => type === 'BatchesTransformed')!);
			return recorded;
		}
	};
}

async function gathering() {
	const floor = await createTestFloor();
	const site = await mill(floor);
	const gather = await site.define.station('Gathering', { operation: 'merge' });
	const { batches } = await plan(floor, line(site.items.knitted, 3));
	for (const batch of batches) await floor.record(initialise(batch, site.knitting));
	return { floor, ...site, gather, batches: batches as readonly [Code, Code, Code] };
}

/** Uppers and soles, each started, and a station where a step joins them. */
async function shoes(operation: 'move' | 'merge' = 'move') {
	const floor = await createTestFloor();
	const define = defining(floor);
	const one = quantity('1 pcs');
	const [upper, sole] = [await define.item('Upper', { nature: 'part' }), await define.item('Sole', { nature: 'part' })];
	const shoe = await define.item('Shoe');
	const cutUpper = await define.step('Cut upper', { produces: { item: upper, quantity: one } });
	const cutSole = await define.step('Cut sole', { produces: { item: sole, quantity: one } });
	const last = await define.step('Last', {
		consumes: [upper, sole].map((item) => ({ item, quantity: one, allowance: null })),
		produces: { item: shoe, quantity: one }
	});
	const cutting = await define.station('Cutting', { steps: [cutUpper, cutSole] });
	const lasting = await define.station('Lasting', { operation, steps: [last] });
	const { batches } = await plan(floor, line(upper, 1), line(sole, 1));
	for (const batch of batches) await floor.record(initialise(batch, cutting));
	const [ofUpper, ofSole] = batches as readonly [Code, Code];
	return { floor, define, lasting, cutting, last, items: { upper, sole, shoe }, ofUpper, ofSole };
}

test('batches of one item are gathered, become one, and leave the tray', async () => {
	const { floor, gather, batches } = await gathering();
	const { job, scan, contents, confirm } = sitDownAt(floor, gather);
	for (const batch of batches) expect(await scan(batch)).toBe('recorded: In the tray');
	expect(await contents()).toMatchObject({ total: quantity('150 pcs'), joins: false, isOneRun: true, isReady: true });
	const made = (await confirm()).events[0]?.touches.find((code) => !batches.includes(code as Code));
	expect((await batchRow(floor, made as Code)).parents).toHaveLength(3);
	expect(job.tray.batches).toEqual([]);
	// Each label stands for what was made: more can be put to it.
	expect(await scan(batches[0])).toBe('recorded: In the tray');
	expect(await scan(batches[1])).toBe('duplicate: Already in the tray');
});

test('one that does not fit stays out and is remembered with why; a second trigger removes nothing', async () => {
	const { floor, gather, dyeing, batches } = await gathering();
	await floor.record(moveTo(dyeing, batches[2]));
	const { job, scan, inTray } = sitDownAt(floor, gather);
	await scan(batches[0]);
	expect(await scan(batches[2])).toBe('refused: This does not go together');
	expect(job.refused?.refusal.type).toBe('ItemDiffers');
	expect(await scan(batches[0])).toBe('duplicate: Already in the tray');
	expect(await inTray()).toEqual([batches[0]]);
	await scan(batches[1]);
	expect(job.refused).toBeNull();
	job.remove(batches[0]);
	expect(await inTray()).toEqual([batches[1]]);
});

test('a reload brings the tray back; what was used elsewhere meanwhile is named and keeps it from being confirmed', async () => {
	const { floor, gather, dyeing, batches } = await gathering();
	const tab = storage();
	const before = sitDownAt(floor, gather, false, tab);
	for (const batch of batches) await before.scan(batch);
	const { contents, job } = sitDownAt(floor, gather, false, tab);
	expect((await contents()).isReady).toBe(true);
	await floor.record(moveTo(dyeing, batches[1]));
	const changed = await contents();
	expect(changed.inside.map(({ scanned }) => scanned)).toEqual([batches[0], batches[2]]);
	expect(changed.outside).toMatchObject([{ scanned: batches[1], refusal: { type: 'ItemDiffers' } }]);
	expect(changed.isReady).toBe(false);
	job.remove(batches[1]);
	expect((await contents()).isReady).toBe(true);
	job.clear();
	expect(sitDownAt(floor, gather, false, tab).job.tray.batches).toEqual([]);
});

test('a label that stands for several asks which; the answer, tapped or scanned, goes into the tray', async () => {
	const { floor, define, gather, batches } = await gathering();
	const [first, second] = batches;
	const sort = await define.station('Sorting', { operation: 'split' });
	const container = (amount: string) =>
		({ quantity: quantity(amount), grade: 'firsts', reason: null, label: null }) as const;
	await floor.record({
		type: 'SplitBatch',
		batch: first,
		station: sort,
		source: first,
		children: [container('20 pcs'), container('30 pcs')],
		closes: null,
		machine: null,
		usual: null
	});
	const { job, scan, contents, told } = sitDownAt(floor, gather);
	expect(await scan(first)).toBe('choose: Which batch?');
	expect(await scan(second)).toBe('warning: Answer first');
	const [one, other] = job.choices;
	await job.choose(one!);
	expect(told).toEqual(['recorded: In the tray']);
	expect(job.tray.sources).toEqual({ [first]: one!.id });
	expect(await scan(other!.id as Code)).toBe('recorded: In the tray');
	expect((await contents()).total).toEqual(quantity('50 pcs'));
});

test('another run goes in by a lead’s leave, which the record names; with the run gone the leave is not needed', async () => {
	const { floor, items, knitting, gather, batches } = await gathering();
	const { events } = await floor.record({
		...definitions.person.define(null, { roles: ['lead'] }),
		personal: { name: 'Eva' }
	});
	const lead = events[0]?.touches[0] as Code;
	const { batch: foreign } = await planOne(floor, items.knitted);
	await floor.record(initialise(foreign, knitting));
	const { job, scan, contents, confirm, told } = sitDownAt(floor, gather);
	await scan(batches[0]);
	expect(await scan(foreign)).toBe('refused: Batches of several runs');
	await job.allow({ lead, reason: 'urgent' });
	expect(told).toEqual(['recorded: In the tray']);
	expect(await contents()).toMatchObject({ isOneRun: false, isReady: true });
	expect(await scan(foreign)).toBe('duplicate: Already in the tray');
	expect(job.command(await contents())?.command.leave?.lead).toBe(lead);
	expect((await confirm()).events[0]?.by).toEqual([lead]);
	await scan(batches[1]);
	await scan(batches[2]);
	expect(job.command(await contents())?.command.leave).toBeNull();
});

test('a lead’s leave for several runs lets no batch on hold in', async () => {
	const { floor, items, knitting, gather, batches } = await gathering();
	const { events } = await floor.record({
		...definitions.person.define(null, { roles: ['lead'] }),
		personal: { name: 'Eva' }
	});
	const { batch: foreign } = await planOne(floor, items.knitted);
	await floor.record(initialise(foreign, knitting));
	await floor.record({ type: 'PlaceHold', on: batches[1], reason: 'colour' });
	const { job, scan, inTray } = sitDownAt(floor, gather);
	await scan(batches[0]);
	await scan(foreign);
	await job.allow({ lead: events[0]?.touches[0] as Code, reason: 'urgent' });
	expect(await scan(batches[1])).toMatch(/^refused: On hold/);
	expect(await inTray()).toEqual([batches[0], foreign]);
});

test('the parts of a step open a tray where batches move on, and are joined when none is missing', async () => {
	const { floor, lasting, last, items, ofUpper, ofSole } = await shoes();
	const { job, scan, contents, confirm } = sitDownAt(floor, lasting, true);
	expect(await scan(ofUpper)).toBe('recorded: In the tray');
	const half = await contents();
	expect(half).toMatchObject({ joins: true, isReady: false });
	expect(half.steps[0]?.parts.map(({ item, inTray }) => [item, inTray?.scanned ?? null])).toEqual([
		[items.upper, ofUpper],
		[items.sole, null]
	]);
	await scan(ofSole);
	expect(await contents()).toMatchObject({ isReady: true, steps: [{ step: { id: last }, isComplete: true }] });
	const recorded = await confirm();
	expect(recorded.events[0]).toMatchObject({ data: { operation: 'move', step: { id: last } } });
	expect(job.tray.batches).toEqual([]);
	// Joined already: what a scan of one says there is what it says everywhere.
	expect(await scan(ofSole)).toBe('as everywhere');
});

test('what is no part stays an ordinary scan until a part is in the tray; then it stays out', async () => {
	const { floor, define, lasting, cutting, items, ofUpper } = await shoes();
	const sewing = await define.step('Sew', {
		consumes: [{ item: items.shoe, quantity: quantity('1 pcs'), allowance: null }],
		produces: { item: await define.item('Sewn shoe'), quantity: quantity('1 pcs') }
	});
	await define.station('Sewing', { operation: 'move', steps: [sewing] });
	const { batch: lace } = await planOne(floor, items.upper);
	const { scan } = sitDownAt(floor, lasting, true);
	expect(await scan(lace)).toBe('as everywhere');
	await scan(ofUpper);
	await floor.record(initialise(lace, cutting));
	expect(await scan(lace)).toMatch(/^refused: /);
});
