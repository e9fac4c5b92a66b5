import { deciderOf, definitions, eventSpecOf, slicesOf, type Command } from '#domain/catalog.ts';
import type { BatchRow } from '#domain/batch/views.ts';
import { batches } from '#domain/batch/views.ts';
import { encodeBytes } from '#domain/kernel/base32.ts';
import { codeKind, deviceNumber, mintCode, type Code } from '#domain/kernel/code.ts';
import type { Draft, Moment, Rows } from '#domain/kernel/decider.ts';
import { eventKey, sealEvent, type EntityId, type Epoch, type FloorEvent } from '#domain/kernel/event.ts';
import { personalRef, SALT_WIDTH, sealPersonal, type PersonalText } from '#domain/kernel/personal.ts';
import { parseRational, ZERO } from '#domain/kernel/quantity.ts';
import { headsOf } from '#domain/kernel/thread.ts';
import { advanceClock, stampAfter, wallTime, ZERO_HLC, type Hlc } from '#domain/kernel/timestamp.ts';
import { readData } from '#domain/kernel/view.ts';
import { NOBODY_WITHDRAWN } from '#domain/kernel/withdrawn.ts';
import { findUnit, quantityIn } from '#domain/unit/unit.ts';
import type { Origin } from '#engine/commit.ts';
import { addEvent, type Working } from '#engine/project.ts';
import type { Identity } from '#engine/tables.ts';
import { createSeededRandom } from '../contract/seeded-random.ts';

export interface SiteOptions {
	readonly seed: number;
	/** Events until the runs that nobody scanned. */
	readonly events: number;
	/** Numbers of the devices that made them: the first one plans, all of them scan. */
	readonly devices: readonly number[];
	/** Runs at the end whose batches wait for their first scan. */
	readonly untouchedRuns?: number;
	/** Milliseconds since 1970 of the first event. */
	readonly start?: number;
}

const BATCHES_A_RUN = 50;

const STATIONS = 10;
const PEOPLE = 12;
const OPEN_RUNS = 8;
/** 2026-03-02T06:00:00Z. */
const MONDAY = Date.UTC(2026, 2, 2, 6);

/**
 * The log of a site at work, in the order it came about: what is made where and by whom, then runs of 50 batches, eight at a
 * time, whose batches are initialised by one device or another. The product's own rules decide every fact, so each one is as
 * valid as they are. A personal text comes before the event that names it. Made while it is asked for: nothing of a finished
 * run is kept.
 */
export function* generateSite(options: SiteOptions): Generator<FloorEvent | PersonalText> {
	const { seed, events, devices, untouchedRuns = 0, start = MONDAY } = options;
	const chance = createSeededRandom(seed);
	const below = (count: number): number => Math.floor(chance() * count);
	const chains = devices.map((device) => newIdentity(device));
	const working: Working['threads'] = new Map();
	const tables = new Map<string, Map<string, unknown>>();
	const rowsOf = (table: string): Map<string, unknown> =>
		tables.get(table) ?? tables.set(table, new Map()).get(table) ?? new Map();
	const rows: Rows = {
		get: <Row>(table: { readonly name: string }, key: string) => rowsOf(table.name).get(key) as Row | undefined,
		all: <Row>(table: { readonly name: string }) => [...rowsOf(table.name).values()] as readonly Row[]
	};
	let now = start;
	let made = 0;

	/** What a device records at a command: the texts, then the events. */
	function record(chain: number, command: Command, origin: Origin): readonly (FloorEvent | PersonalText)[] {
		now += 50 + below(2_000);
		let identity = chains[chain] ?? newIdentity(0);
		let { counter } = identity;
		const texts: PersonalText[] = [];
		const moment: Moment = {
			now,
			mint: (letter) => mintCode(letter, identity.device, counter++),
			personal(text) {
				const salt = encodeBytes(
					Uint8Array.from({ length: 17 }, () => below(256)),
					SALT_WIDTH
				);
				const sealed = sealPersonal(text, salt);
				if (!sealed.ok) throw new Error(sealed.error.reason);
				texts.push(sealed.value);
				return personalRef(sealed.value);
			}
		};
		const decided = deciderOf(command).decide(command, rows, moment);
		if (!decided.ok) throw new Error(`${command.type} was refused: ${JSON.stringify(decided.error)}`);
		identity = { ...identity, counter };
		const recorded = decided.value.map((draft) => {
			const sealed = sealDraft(identity, draft, working, now, origin);
			identity = sealed.identity;
			addEvent({ threads: working, changed: new Set() }, sealed.event);
			for (const entity of draft.touches) fold(entity);
			return sealed.event;
		});
		chains[chain] = identity;
		made += recorded.length;
		return [...texts, ...recorded];
	}

	function fold(entity: EntityId): void {
		const thread = working.get(entity);
		if (thread === undefined) return;
		for (const slice of slicesOf(codeKind(entity as Code))) {
			const [folded] = slice.fold([thread], NOBODY_WITHDRAWN);
			if (folded) rowsOf(slice.table.name).set(entity, folded.row);
		}
	}

	const touched = (recorded: readonly (FloorEvent | PersonalText)[]): Code => {
		const event = recorded.at(-1);
		if (!event || !('touches' in event)) throw new Error('nothing was recorded');
		return event.touches[0] as Code;
	};

	const { item, machine, person, station, step } = definitions;
	const inOffice: Origin = { by: [], source: null };
	const people: Code[] = [];
	const products: { readonly item: Code; readonly station: Code; readonly machines: readonly Code[] }[] = [];
	const define = function* (command: Command): Generator<FloorEvent | PersonalText, Code> {
		const recorded = record(0, command, inOffice);
		yield* recorded;
		return touched(recorded);
	};
	for (let index = 1; index <= PEOPLE; index++) {
		people.push(yield* define({ ...person.define(null, {}), personal: { name: `Person ${index}` } }));
	}
	for (let index = 1; index <= STATIONS; index++) {
		const machines: Code[] = [];
		const steps: Code[] = [];
		const makes: Code[] = [];
		for (const side of ['left', 'right']) {
			machines.push(yield* define(machine.define(null, { name: `Press ${index} ${side}` })));
			const steel = yield* define(
				item.define(null, { name: `Sheet ${index} ${side}`, nature: 'material', unit: 'kg' })
			);
			const product = yield* define(
				item.define(null, { name: `Bracket ${index} ${side}`, sku: `BR-${index}-${side}` })
			);
			makes.push(product);
			steps.push(
				yield* define(
					step.define(null, {
						name: `Press bracket ${index} ${side}`,
						consumes: [{ item: steel, quantity: quantity('1/5', 'kg'), allowance: '1/20' }],
						produces: { item: product, quantity: quantity('1', 'pcs') }
					})
				)
			);
		}
		const here = yield* define(station.define(null, { name: `Pressing ${index}`, operation: 'init', steps, machines }));
		for (const product of makes) products.push({ item: product, station: here, machines });
	}

	const createRun = function* (): Generator<FloorEvent | PersonalText, { batches: Code[]; station: Code }> {
		const product = products[below(products.length)];
		if (!product) throw new Error('nothing is made here');
		const line = {
			item: product.item,
			each: quantity('50', 'pcs'),
			batches: BATCHES_A_RUN,
			machines: product.machines
		};
		const recorded = record(
			0,
			{
				type: 'CreateRun',
				lines: [{ ...line, flow: null }],
				responsible: people[below(people.length)] ?? null,
				due: '2026-03-31',
				priority: 3,
				released: true
			},
			inOffice
		);
		yield* recorded;
		const planned = recorded.flatMap((event) => ('touches' in event && event.touches.length > 1 ? event.touches : []));
		return { batches: planned.filter((id) => rowsOf(batches.name).has(id)) as Code[], station: product.station };
	};
	const open: { batches: Code[]; station: Code }[] = [];
	while (made < events) {
		const running = open[below(OPEN_RUNS)];
		if (!running) {
			open.push(yield* createRun());
			continue;
		}
		const batch = running.batches.shift();
		if (batch === undefined) {
			open.splice(open.indexOf(running), 1);
			continue;
		}
		const { machine: planned } = rowsOf(batches.name).get(batch) as BatchRow;
		const answers = { step: null, machine: planned as Code | null, usual: null };
		yield* record(
			below(devices.length),
			{ type: 'InitialiseBatch', batch, station: running.station, ...answers },
			{ by: [people[below(people.length)] ?? ''], source: 'camera' }
		);
		working.delete(batch);
		rowsOf(batches.name).delete(batch);
	}
	for (let index = 0; index < untouchedRuns; index++) yield* createRun();
}

/** The event of a draft on top of what its device knows, and the device's identity after it. */
export function sealDraft(
	identity: Identity,
	draft: Draft,
	working: Working['threads'],
	now: number,
	{ by, source }: Origin
): { readonly event: FloorEvent; readonly identity: Identity } {
	if (readData(eventSpecOf(draft.type), draft) === undefined)
		throw new Error(`${draft.type} with data of another shape`);
	const known = draft.touches.flatMap((entity) => {
		const thread = working.get(entity);
		return thread && thread.facts.length > 0 ? [[entity, headsOf(thread)] as const] : [];
	});
	const stamps = known.flatMap(([, heads]) => heads.map((head) => eventKey(head).slice(0, 13) as Hlc));
	const { device, epoch, prev } = identity;
	const seq = identity.seq + 1;
	const hlc = stampAfter(now, identity.clock, stamps);
	const { stream, type, v, touches, station, machine } = draft;
	const body = { f: 1, stream, type, v, touches, data: draft.data as FloorEvent['data'], hlc } as const;
	const chain = { at: wallTime(now, 60), device, epoch, seq, prev, by, station, machine, source };
	const sealed = sealEvent({ ...body, ...chain, heads: Object.fromEntries(known) });
	if (!sealed.ok) throw new Error(sealed.error.reason);
	const { event, hash } = sealed.value;
	return { event, identity: { ...identity, seq, prev: hash, clock: advanceClock(now, identity.clock, hlc) } };
}

/** A device before its first event. */
export const newIdentity = (device: number): Identity => ({
	name: 'identity',
	device: deviceNumber(device),
	epoch: '0000a' as Epoch,
	seq: 0,
	prev: null,
	clock: ZERO_HLC,
	counter: 0,
	cloned: false
});

function quantity(amount: string, name: string) {
	const unit = findUnit(name);
	if (!unit) throw new Error(`no unit ${name}`);
	return quantityIn(unit, parseRational(amount) ?? ZERO);
}
