import { createMemoryStore, type MemoryStore } from '#adapters/memory/memory-store.ts';
import { definitions, slices, tallies, type Command } from '#domain/catalog.ts';
import type { BatchRow } from '#domain/batch/views.ts';
import { batches } from '#domain/batch/views.ts';
import { codeKind, deviceNumber, type Code } from '#domain/kernel/code.ts';
import type { FieldChanges } from '#domain/kernel/definition.ts';
import type { Epoch, FloorEvent } from '#domain/kernel/event.ts';
import type { PersonalText } from '#domain/kernel/personal.ts';
import { parseRational, ZERO } from '#domain/kernel/quantity.ts';
import type { Table } from '#domain/kernel/table.ts';
import { threads } from '#domain/kernel/thread.ts';
import { ZERO_HLC } from '#domain/kernel/timestamp.ts';
import { exceptions, type Exception, type ExceptionRule } from '#domain/kernel/view.ts';
import type { Role } from '#domain/kernel/role.ts';
import type { NewLine } from '#domain/run/plan.ts';
import { progress, runState, type ProgressRow, type RunState } from '#domain/run/progress.ts';
import { runs } from '#domain/run/run.ts';
import type { StationFields } from '#domain/station/station.ts';
import type { StepFields } from '#domain/step/step.ts';
import { findUnit, quantityIn } from '#domain/unit/unit.ts';
import type { Origin } from '#engine/commit.ts';
import { ingest, readIncoming } from '#engine/ingest.ts';
import { foldVersions } from '#engine/rebuild.ts';
import { submit, type Recorded } from '#engine/submit.ts';
import { allTables, events, meta, personalTexts, type Identity } from '#engine/tables.ts';
import type { Clock } from '#ports/clock.ts';
import type { WireDocument } from '#ports/peer.ts';
import type { Random } from '#ports/random.ts';
import { createSeededRandom } from '../contract/seeded-random.ts';

/** 2026-03-02T06:00:00Z, a Monday's early shift. */
export const MONDAY = Date.UTC(2026, 2, 2, 6);

export interface TestClock extends Clock {
	readonly advance: (milliseconds: number) => void;
	readonly set: (milliseconds: number) => void;
}

/** Stands still until it is told to move. One hour east of UTC. */
export function createTestClock(start = MONDAY): TestClock {
	let now = start;
	return {
		now: () => now,
		offsetMinutes: () => 60,
		sleep: () => Promise.resolve(),
		advance: (milliseconds) => (now += milliseconds),
		set: (milliseconds) => (now = milliseconds)
	};
}

export function createTestRandom(seed: number): Random {
	const next = createSeededRandom(seed);
	return { bytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(next() * 256)) };
}

export interface TestFloorOptions {
	/** The number of its enrolment: 1 is `001`. */
	readonly device?: number;
	readonly epoch?: string;
	readonly clock?: TestClock;
	readonly store?: MemoryStore;
}

/** One device: a store in memory, an identity, and the real engine on it. */
export interface TestFloor {
	readonly store: MemoryStore;
	readonly clock: TestClock;
	readonly random: Random;
	/** The answer to a command, whatever it is. A second passes with each. */
	readonly submit: (command: Command, origin?: Origin) => ReturnType<typeof submit>;
	/** What a command recorded; a refusal fails the test. */
	readonly record: (command: Command, origin?: Origin) => Promise<Recorded>;
	/** Why a command was refused; a success fails the test. */
	readonly refusal: (command: Command) => Promise<{ readonly type: string }>;
	/** How many of the documents were new events. */
	readonly receive: (documents: readonly object[]) => Promise<number>;
	/** Everything it holds: events and personal texts. */
	readonly documents: () => Promise<(FloorEvent | PersonalText)[]>;
	readonly rows: <Row>(table: Table<Row>) => Promise<Row[]>;
	readonly row: <Row>(table: Table<Row>, key: string) => Promise<Row | undefined>;
	readonly identity: () => Promise<Identity>;
}

export const NOBODY: Origin = { by: [], source: null };

export async function createTestFloor(options: TestFloorOptions = {}): Promise<TestFloor> {
	const { device = 1, epoch = 'aaaaa', clock = createTestClock() } = options;
	const store = options.store ?? createMemoryStore({ tables: allTables });
	const random = createTestRandom(device);
	const deps = { store, clock, random };
	const enrolled: Identity = {
		name: 'identity',
		device: deviceNumber(device),
		epoch: epoch as Epoch,
		seq: 0,
		prev: null,
		clock: ZERO_HLC,
		counter: 0,
		cloned: false
	};
	await store.write(async (writer) => {
		const known = await writer.get(meta, 'identity');
		await writer.put(meta, [known ?? enrolled, { name: 'folds' as const, versions: foldVersions(), rebuilding: null }]);
	});

	const ask = (command: Command, origin = NOBODY): ReturnType<typeof submit> => {
		clock.advance(1000);
		return submit(deps, command, origin);
	};
	const row = <Row>(table: Table<Row>, key: string) => store.read((reader) => reader.get(table, key));

	return {
		store,
		clock,
		random,
		submit: ask,
		row,
		rows: (table) => store.read((reader) => reader.range(table)),
		async record(command, origin) {
			const answer = await ask(command, origin);
			if (!answer.ok) throw new Error(`${command.type} was refused: ${JSON.stringify(answer.error)}`);
			return answer.value;
		},
		async refusal(command) {
			const answer = await ask(command);
			if (answer.ok) throw new Error(`${command.type} was recorded`);
			return answer.error;
		},
		receive: (documents) => ingest(deps, readIncoming(documents as readonly WireDocument[], clock.now()), null),
		async documents() {
			return store.read(async (reader) => [...(await reader.range(events)), ...(await reader.range(personalTexts))]);
		},
		identity: async () => (await row(meta, 'identity')) as Identity
	};
}

/** Brings everything one device holds to another. */
export async function deliver(from: TestFloor, to: TestFloor): Promise<number> {
	return to.receive(await from.documents());
}

/** Both hold what either held. */
export async function meet(one: TestFloor, other: TestFloor): Promise<void> {
	await deliver(one, other);
	await deliver(other, one);
}

/** The tables that every replica of the same events must hold byte for byte: log, threads, views, exceptions and sums. */
const COMMON: readonly { readonly name: string }[] = [
	events,
	threads,
	exceptions,
	...slices.map((slice) => slice.table),
	...tallies.map((tally) => tally.table)
];

export async function commonTables({ store }: { readonly store: MemoryStore }): Promise<string> {
	const all = await store.snapshot();
	return COMMON.map(({ name }) => `${name}\n${(all[name] ?? []).map(canonicalLine).join('\n')}`).join('\n\n');
}

/** The first rows that two answers of `commonTables` disagree about; empty when they are the same, byte for byte. */
export function differences(one: string, other: string): string[] {
	if (one === other) return [];
	const [ours, theirs] = [one.split('\n'), other.split('\n')];
	const [here, there] = [new Set(ours), new Set(theirs)];
	const only = [
		...ours.filter((row) => !there.has(row)).map((row) => `one: ${row}`),
		...theirs.filter((row) => !here.has(row)).map((row) => `other: ${row}`)
	];
	return only.length > 0 ? only.slice(0, 4) : ['the same rows in another order'];
}

/** A row as text; members sorted, so that only what it says counts. */
const canonicalLine = (row: object): string =>
	JSON.stringify(row, (_name, value: unknown) =>
		typeof value === 'object' && value !== null && !Array.isArray(value)
			? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
			: value
	);

/** `500 pcs`. */
export function quantity(text: string) {
	const [amount = '', name = ''] = text.split(' ');
	const unit = findUnit(name);
	if (!unit) throw new Error(`no unit ${name}`);
	return quantityIn(unit, parseRational(amount) ?? ZERO);
}

/** Definitions, each recorded by its own command; answers its code. */
export function defining({ record }: TestFloor) {
	const made = async (command: Command): Promise<Code> => {
		const { events: recorded } = await record(command);
		return recorded[0]?.touches[0] as Code;
	};
	const { item, step, station, machine, person, flow, device, department } = definitions;
	return {
		item: (name: string, changes: FieldChanges<{ unit: string; nature: 'material' | 'part' | 'product' }> = {}) =>
			made(item.define(null, { name, ...changes })),
		machine: (name: string) => made(machine.define(null, { name })),
		step: (name: string, changes: FieldChanges<StepFields>) => made(step.define(null, { name, ...changes })),
		station: (name: string, changes: FieldChanges<StationFields>) =>
			made(station.define(null, { name, operation: 'init', ...changes })),
		flow: (name: string, steps: readonly Code[] = []) => made(flow.define(null, { name, steps })),
		device: (name: string, number: string) => made({ ...device.define(null, { number }), personal: { name } }),
		department: (name: string, location = '') => made(department.define(null, { name, location })),
		person: (name: string, roles: readonly Role[] = ['operator']) =>
			made({ ...person.define(null, { roles }), personal: { name } })
	};
}

/** The least a floor needs to make something: an item, a step that produces it, and a station that initialises there. */
export async function workshop(floor: TestFloor) {
	const define = defining(floor);
	const item = await define.item('Bracket');
	const step = await define.step('Cut', { produces: { item, quantity: quantity('1 pcs') } });
	const station = await define.station('Saw', { steps: [step] });
	return { item, step, station };
}

/** A mill of three steps, one after the other: knitted at an init station, dyed and finished at move stations. */
export async function mill(floor: TestFloor) {
	const define = defining(floor);
	const [knitted, dyed, sock] = [
		await define.item('Sock, knitted', { nature: 'part' }),
		await define.item('Sock, dyed', { nature: 'part' }),
		await define.item('Sock')
	];
	const one = quantity('1 pcs');
	const through = (from: Code, to: Code) => ({
		consumes: [{ item: from, quantity: one, allowance: null }],
		produces: { item: to, quantity: one }
	});
	const knit = await define.step('Knit', { produces: { item: knitted, quantity: one } });
	const dye = await define.step('Dye', through(knitted, dyed));
	const finish = await define.step('Finish', through(dyed, sock));
	return {
		define,
		items: { knitted, dyed, sock },
		steps: { knit, dye, finish },
		knitting: await define.station('Knitting', { steps: [knit] }),
		dyeing: await define.station('Dyeing', { operation: 'move', steps: [dye] }),
		finishing: await define.station('Finishing', { operation: 'move', steps: [finish] })
	};
}

export const line = (item: Code, batchCount: number, changes: Partial<NewLine> = {}): NewLine => ({
	item,
	each: quantity('50 pcs'),
	batches: batchCount,
	machines: [],
	flow: null,
	...changes
});

export const createRun = (...lines: readonly NewLine[]) =>
	({ type: 'CreateRun', lines, responsible: null, due: null, priority: null, released: true }) as const;

/** Records a run; answers its code and its batches' codes in the order of their planning. */
export async function plan(
	{ record }: TestFloor,
	...lines: readonly NewLine[]
): Promise<{ readonly run: Code; readonly batches: readonly Code[] }> {
	const { events: recorded } = await record(createRun(...lines));
	const touched = recorded.flatMap(({ touches }) => touches as readonly Code[]);
	return {
		run: touched[0] as Code,
		batches: touched.filter((code) => codeKind(code) === 'batch')
	};
}

/** A run of one batch. */
export async function planOne(floor: TestFloor, item: Code, changes: Partial<NewLine> = {}) {
	const { run, batches: planned } = await plan(floor, line(item, 1, changes));
	return { run, batch: planned[0] as Code };
}

export const initialise = (batch: Code, station: Code, answers: { step?: Code; machine?: Code; usual?: Code } = {}) =>
	({ type: 'InitialiseBatch', batch, station, step: null, machine: null, usual: null, ...answers }) as const;

/** At a move station; `scanned` is whatever code is on the label. */
export const moveTo = (
	station: Code,
	scanned: Code,
	answers: { source?: Code; step?: Code; machine?: Code; usual?: Code } = {}
) =>
	({
		type: 'MoveBatch',
		batch: scanned,
		station,
		source: null,
		step: null,
		machine: null,
		usual: null,
		...answers
	}) as const;

/** Takes back what was recorded last about the batch in `recorded`. */
export const undo = ({ events: [event] }: Recorded) =>
	({ type: 'UndoFact', batch: event?.touches[0] as Code, fact: event?._id ?? '' }) as const;

export const closeBatch = (batch: Code, reason = 'done') => ({ type: 'CloseBatch', batch, reason }) as const;
export const voidBatch = (batch: Code, reason = 'wrong') => ({ type: 'VoidBatch', batch, reason }) as const;
export const cancelRun = (run: Code, reason = 'not needed') => ({ type: 'CancelRun', run, reason }) as const;

export async function batchRow({ row }: TestFloor, batch: Code): Promise<BatchRow> {
	const found = await row(batches, batch);
	if (!found) throw new Error(`no row of ${batch}`);
	return found;
}

/** What stands to be decided about an entity. */
export async function exceptionsOf({ rows }: TestFloor, entity: string): Promise<Exception[]> {
	return (await rows(exceptions)).filter((one) => one.entity === entity);
}

/** The same, as which rule and of which events: what did not know, then what it did not know of. */
export async function casesOf(
	floor: TestFloor,
	entity: string
): Promise<(readonly [ExceptionRule, readonly string[]])[]> {
	return (await exceptionsOf(floor, entity)).map(({ rule, events: of }) => [rule, of]);
}

export const progressOf = ({ row }: TestFloor, run: Code): Promise<ProgressRow | undefined> => row(progress.table, run);

export async function runStateOf(floor: TestFloor, run: Code): Promise<RunState> {
	const plannedRun = await floor.row(runs, run);
	return runState(await progressOf(floor, run), Boolean(plannedRun?.cancelled));
}
