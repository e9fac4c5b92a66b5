import { BatchClosed, BatchesPlanned, BatchInitialised, BatchVoided, PLAN_CHUNK } from '#domain/batch/batch.ts';
import type { Make } from '#domain/batch/goods.ts';
import { definitions } from '#domain/catalog.ts';
import { deviceNumber, mintCode, type Code, type CodeLetter } from '#domain/kernel/code.ts';
import type { Pinned } from '#domain/kernel/definition.ts';
import { sealEvent, type Epoch, type EventId, type FloorEvent, type Stream } from '#domain/kernel/event.ts';
import { hlc, wallTime } from '#domain/kernel/timestamp.ts';
import { readData, type EventSpec } from '#domain/kernel/view.ts';
import { RunCreated, runStream, type RunLine } from '#domain/run/run.ts';
import { quantity } from './floor.ts';

/**
 * What devices that no test runs recorded in the hours before: well-formed, chained events whose heads say what each device
 * knew. Their numbers are far above those a test's server gives out.
 */
export interface OtherDevices {
	/** Everything recorded so far that was not asked for yet, in the order of its making. */
	take(): FloorEvent[];
	/** An item, the step that makes it, and a station that initialises there. */
	workshop(names: { readonly item: string; readonly step: string; readonly station: string }): Workshop;
	run(workshop: Workshop, batches: number): PlannedRun;
	initialise(batch: PlannedBatch, workshop: Workshop): void;
	close(batch: PlannedBatch): void;
	/** Its planning, as a mistake. */
	void(batch: PlannedBatch): void;
}

export interface Workshop {
	readonly item: Pinned;
	readonly step: Pinned;
	readonly station: Code;
}

export interface PlannedRun {
	readonly run: Code;
	readonly batches: readonly PlannedBatch[];
}

export interface PlannedBatch {
	readonly code: Code;
	readonly run: Code;
	/** The last event on it that the next one knows of. */
	head: EventId;
}

const OFFICE = 900;
const BECAUSE = { code: 'reason-1', text: null };
const SCANNERS = [901, 902, 903];
const MINUTE = 60_000;

/** One device's own chain. */
function createChain(number: number) {
	const device = deviceNumber(number);
	let seq = 0;
	let prev: string | null = null;
	let counter = 0;
	return {
		mint: (letter: CodeLetter): Code => mintCode(letter, device, counter++),
		record<Type extends string, Data, About>(
			spec: EventSpec<Type, Data, About>,
			stream: Stream,
			touches: readonly string[],
			data: Data,
			envelope: { readonly now: number; readonly heads?: FloorEvent['heads']; readonly station?: Code }
		): FloorEvent {
			if (!readData(spec, { v: spec.v, data })) throw new Error(`${spec.type} with data of another shape`);
			const sealed = sealEvent({
				f: 1,
				stream,
				type: spec.type,
				v: spec.v,
				touches: [...touches].sort(),
				data: data as FloorEvent['data'],
				hlc: hlc(envelope.now, 0),
				at: wallTime(envelope.now, 60),
				device,
				epoch: '0000e' as Epoch,
				seq: ++seq,
				prev,
				by: [],
				station: envelope.station ?? null,
				machine: null,
				source: envelope.station ? 'wedge' : null,
				heads: envelope.heads ?? {}
			});
			if (!sealed.ok) throw new Error(sealed.error.reason);
			prev = sealed.value.hash;
			return sealed.value.event;
		}
	};
}

/** `start`: milliseconds since 1970 of the first event; the next ones follow in steps of a millisecond. */
export function createOtherDevices(start = Date.now() - 30 * MINUTE): OtherDevices {
	const office = createChain(OFFICE);
	const scanners = SCANNERS.map(createChain);
	let now = start;
	let recorded: FloorEvent[] = [];
	let scans = 0;

	const keep = (event: FloorEvent): FloorEvent => {
		recorded.push(event);
		now += 1;
		return event;
	};
	const define = (letter: CodeLetter, kind: 'item' | 'step' | 'station', changes: object): Pinned => {
		const [spec] = definitions[kind].slice.events;
		if (!spec) throw new Error(`${kind} has no event`);
		const id = office.mint(letter);
		return { id, revision: keep(office.record(spec, 'site', [id], { id, changes }, { now }))._id };
	};
	const change = <Type extends string, Data, About>(
		batch: PlannedBatch,
		spec: EventSpec<Type, Data, About>,
		data: Data,
		station?: Code
	): void => {
		const { run, code, head } = batch;
		const scanner = scanners[scans++ % scanners.length] ?? office;
		const where = { now, heads: { [code]: [head] }, ...(station && { station }) };
		batch.head = keep(scanner.record(spec, runStream(run), [code], data, where))._id;
	};

	return {
		take() {
			const taken = recorded;
			recorded = [];
			return taken;
		},
		workshop(names) {
			const item = define('a', 'item', { name: names.item, unit: 'pcs' });
			const step = define('t', 'step', {
				name: names.step,
				produces: { item: item.id, quantity: quantity('1 pcs') }
			});
			const station = define('s', 'station', { name: names.station, operation: 'init', steps: [step.id] });
			return { item, step, station: station.id as Code };
		},
		run({ item }, count) {
			const run = office.mint('r');
			const each = quantity('50 pcs');
			const line: RunLine = { line: 1, item, each, batches: count, machines: [], flow: null, order: null };
			const about = { run, lines: [line], responsible: null, due: null, priority: null, released: true };
			keep(office.record(RunCreated, 'runs', [run], about, { now }));
			const batches: PlannedBatch[] = [];
			for (let from = 0; from < count; from += PLAN_CHUNK) {
				const makes = Array.from({ length: Math.min(PLAN_CHUNK, count - from) }, (): Make => ({
					batch: office.mint('b'),
					item,
					quantity: each,
					smallest: '1',
					second: null,
					grade: 'firsts',
					place: null,
					machine: null
				}));
				const codes = makes.map(({ batch }) => batch as Code);
				const planned = office.record(
					BatchesPlanned,
					runStream(run),
					[run, ...codes],
					{ run, line: 1, makes },
					{ now }
				);
				keep(planned);
				batches.push(...codes.map((code) => ({ code, run, head: planned._id })));
			}
			return { run, batches };
		},
		initialise(batch, { step, station }) {
			const { run, code } = batch;
			change(batch, BatchInitialised, { run, batch: code, step, takes: [], uses: [], makes: [] }, station);
		},
		close(batch) {
			const { run, code } = batch;
			change(batch, BatchClosed, { run, batch: code, reason: BECAUSE });
		},
		void(batch) {
			const { run, code, head } = batch;
			change(batch, BatchVoided, { run, batch: code, facts: [head], reason: BECAUSE });
		}
	};
}
