// What a late event, a whole run and a year's events cost to fold: the engine's own fold, without a browser's storage under it.
import { slicesOf } from '#domain/catalog.ts';
import { batch as batchSlice, batches } from '#domain/batch/views.ts';
import { codeKind, isCode, type Code } from '#domain/kernel/code.ts';
import type { FloorEvent } from '#domain/kernel/event.ts';
import { emptyThread, type Thread } from '#domain/kernel/thread.ts';
import { addEvent } from '#engine/project.ts';
import { createSeededRandom } from '../contract/seeded-random.ts';
import {
	closeBatch,
	createTestFloor,
	defining,
	deliver,
	initialise,
	line as runLine,
	plan,
	quantity,
	workshop
} from '../support/floor.ts';
import { generateSite } from '../support/generated-site.ts';
import { count, heading, limit, line, note, seconds, target } from './report.ts';
import { median } from './statistics.ts';

const EVENTS_ON_ONE = 2_000;
const RUN_BATCHES = 5_000;
const MARKS = [1_000, 10_000, 100_000, 1_000_000];
/** One in ten comes in up to this many events after its turn. */
const LATEST = 5_000;
const CHUNK = 1_000;

await lateEvent();
await wholeRun();
for (const late of [0, 0.1]) growing(late);

/** A batch that was split again and again; what another device did to it early comes in last. */
async function lateEvent(): Promise<void> {
	note('a batch with many events');
	const here = await createTestFloor({ device: 1 });
	const there = await createTestFloor({ device: 2 });
	const { item, step, station } = await workshop(here);
	const sorting = await defining(here).station('Sorting', { operation: 'split', steps: [step] });
	const { batches: planned } = await plan(here, runLine(item, 1, { each: quantity('100000 pcs') }));
	const batch = planned[0] as Code;
	await here.record(initialise(batch, station));
	await deliver(here, there);
	const child = { grade: 'firsts', quantity: quantity('1 pcs'), label: null, reason: null } as const;
	const split = {
		type: 'SplitBatch',
		batch,
		station: sorting,
		source: null,
		children: [child],
		closes: null,
		machine: null,
		usual: null
	} as const;
	const late = await there.record(split);
	for (let events = 2; events < EVENTS_ON_ONE; events++) await here.record(split);

	heading(`A late event on a batch with ${count(EVENTS_ON_ONE)} events, each of them another batch made of it`);
	const began = performance.now();
	await here.receive([...late.events]);
	limit('taken in and folded', performance.now() - began, 'ms', 100);
	const again: number[] = [];
	for (let round = 0; round < 5; round++) {
		const { events: more } = await there.record(closeBatch(batch, 'done')).catch(() => there.record(split));
		const start = performance.now();
		await here.receive([...more]);
		again.push(performance.now() - start);
	}
	limit('the next ones, p50', median(again), 'ms', 100);
}

async function wholeRun(): Promise<void> {
	note('a run of many batches');
	const floor = await createTestFloor({ device: 3 });
	const { item, station } = await workshop(floor);
	const { batches: planned } = await plan(floor, runLine(item, RUN_BATCHES));
	for (const batch of planned) await floor.record(initialise(batch, station));
	const log = (await floor.documents()).filter((document): document is FloorEvent => 'touches' in document);

	heading(`The whole of a run with ${count(RUN_BATCHES)} batches, ${count(log.length)} events, from its log`);
	const began = performance.now();
	const threads = new Map<string, Thread>();
	for (const event of log) addEvent({ threads, changed: new Set() }, event);
	const rows = [...threads.values()].flatMap((thread) =>
		isCode(thread.entity) && codeKind(thread.entity) === 'batch' ? batchSlice.fold([thread]) : []
	);
	limit('folded', performance.now() - began, 'ms', 1_000);
	const stored = await floor.rows(batches);
	if (rows.length !== stored.length) throw new Error(`${rows.length} rows of ${stored.length}`);
}

/** Adds and folds a site's events one after the other, and tells how many a second at each tenfold. */
function growing(late: number): void {
	const most = MARKS.at(-1) ?? 0;
	const random = createSeededRandom(7);
	heading(late === 0 ? 'Events folded a second, in order' : `Events folded a second, ${late * 100} % of them late`);
	const threads = new Map<string, Thread>();
	const held: { readonly due: number; readonly event: FloorEvent }[] = [];
	const rates: number[] = [];
	let chunk: FloorEvent[] = [];
	let done = 0;
	let spent = 0;
	let counted = 0;

	const fold = (): void => {
		const began = performance.now();
		for (const event of chunk) {
			addEvent({ threads, changed: new Set() }, event);
			for (const entity of event.touches) {
				if (!isCode(entity)) continue;
				const thread = threads.get(entity) ?? emptyThread(entity);
				for (const slice of slicesOf(codeKind(entity))) slice.fold([thread]);
			}
		}
		spent += performance.now() - began;
		counted += chunk.length;
		done += chunk.length;
		chunk = [];
		const mark = MARKS[rates.length];
		if (mark === undefined || done < mark) return;
		const rate = (counted * 1_000) / spent;
		rates.push(rate);
		line(`to ${count(mark)}`, `${count(Math.round(rate))} a second`, seconds(spent));
		spent = 0;
		counted = 0;
	};

	let place = 0;
	for (const document of generateSite({ seed: 5, events: most, devices: [10, 11, 12, 13] })) {
		if (!('touches' in document)) continue;
		place += 1;
		if (random() < late) held.push({ due: place + Math.floor(random() * LATEST), event: document });
		else chunk.push(document);
		if (place % CHUNK !== 0) continue;
		for (const { event } of held.filter(({ due }) => due <= place)) chunk.push(event);
		held.splice(0, held.length, ...held.filter(({ due }) => due > place));
		fold();
	}
	const [, second = Number.NaN] = rates;
	target(`rate at ${count(most)} to that at ${count(MARKS[1] ?? 0)}`, (rates.at(-1) ?? 0) / second, { atLeast: 0.8 });
}
