// What a late event, a whole run and a year's events cost to fold: the engine's own fold, without a browser's storage under it.
import { BatchesTransformed, type BatchesTransformedData } from '#domain/batch/batch.ts';
import { batch as batchSlice } from '#domain/batch/fold.ts';
import { batches } from '#domain/batch/views.ts';
import { slicesOf } from '#domain/catalog.ts';
import { codeKind, deviceNumber, isCode, mintCode, type Code } from '#domain/kernel/code.ts';
import { draft } from '#domain/kernel/decider.ts';
import type { FloorEvent } from '#domain/kernel/event.ts';
import { emptyThread, threads as threadTable, type Thread } from '#domain/kernel/thread.ts';
import { hlc } from '#domain/kernel/timestamp.ts';
import { NOBODY_WITHDRAWN } from '#domain/kernel/withdrawn.ts';
import { runStream } from '#domain/run/run.ts';
import { addEvent } from '#engine/project.ts';
import { createSeededRandom } from '../contract/seeded-random.ts';
import {
	createTestFloor,
	initialise,
	line as runLine,
	MONDAY,
	NOBODY,
	plan,
	quantity,
	workshop
} from '../support/floor.ts';
import { generateSite, newIdentity, sealDraft } from '../support/generated-site.ts';
import { count, heading, limit, line, note, seconds, target } from './report.ts';
import { median } from './statistics.ts';

const EVENTS_ON_ONE = 2_000;
const LATE_ROUNDS = 9;
const RUN_BATCHES = 5_000;
const MARKS = [1_000, 10_000, 100_000, 1_000_000];
/** One in ten comes in up to this many events after its turn. */
const LATEST = 5_000;
const CHUNK = 1_000;

await lateEvent();
await wholeRun();
for (const late of [0, 0.1]) growing(late);

/** A batch that was split again and again; what another device did to it meanwhile comes in last. */
async function lateEvent(): Promise<void> {
	note('a batch with many events');
	const floor = await createTestFloor({ device: 1 });
	const { item, station } = await workshop(floor);
	const { batches: planned, run } = await plan(floor, runLine(item, 1, { each: quantity('100000 pcs') }));
	const batch = planned[0] as Code;
	await floor.record(initialise(batch, station));
	const stored = await floor.row(threadTable, batch);
	if (!stored) throw new Error('nothing is known of the batch');
	const revision = stored.facts[0]?.id ?? '';

	/** Splits by one device that knows only its own and what it starts from. */
	const splits = (device: number, many: number): FloorEvent[] => {
		const threads = new Map([[batch as string, stored]]);
		let identity = { ...newIdentity(device), clock: hlc(MONDAY + 60_000 * device, 0) };
		return Array.from({ length: many }, (_, index) => {
			const made = mintCode('b', deviceNumber(device), index);
			const data: BatchesTransformedData = {
				run,
				operation: 'split',
				step: null,
				takes: [{ batch, item, quantity: quantity('1 pcs'), extent: 'part' }],
				uses: [],
				makes: [
					{
						batch: made,
						item: { id: item, revision },
						quantity: quantity('1 pcs'),
						smallest: '1',
						second: null,
						grade: 'firsts',
						place: null,
						machine: null
					}
				],
				ends: []
			};
			const drafted = draft(BatchesTransformed, runStream(run), [batch, made], data, { station, machine: null });
			const sealed = sealDraft(identity, drafted, threads, MONDAY + 3_600_000 + index * 1_000, NOBODY);
			identity = sealed.identity;
			addEvent({ threads, changed: new Set() }, sealed.event);
			return sealed.event;
		});
	};
	const known = splits(20, EVENTS_ON_ONE - stored.facts.length);
	for (let from = 0; from < known.length; from += CHUNK) await floor.receive(known.slice(from, from + CHUNK));

	heading(`A late event on a batch with ${count(EVENTS_ON_ONE)} events, each of them another batch made of it`);
	const took: number[] = [];
	for (const late of splits(21, LATE_ROUNDS)) {
		const began = performance.now();
		await floor.receive([late]);
		took.push(performance.now() - began);
	}
	limit('taken in and folded, p50', median(took), 'ms', 100);
	line('slowest', `${Math.max(...took).toFixed(0)} ms`, `${took.length} late events`);
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
		isCode(thread.entity) && codeKind(thread.entity) === 'batch' ? batchSlice.fold([thread], NOBODY_WITHDRAWN) : []
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
				for (const slice of slicesOf(codeKind(entity))) slice.fold([thread], NOBODY_WITHDRAWN);
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
