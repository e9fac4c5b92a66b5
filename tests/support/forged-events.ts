import fc from 'fast-check';
import {
	OPERATIONS,
	type BatchClosedData,
	type BatchesPlannedData,
	type BatchesTransformedData,
	type BatchInitialisedData,
	type LabelBoundData,
	type LabelsPrintedData
} from '#domain/batch/batch.ts';
import type { Make, Take } from '#domain/batch/goods.ts';
import { deviceNumber, mintCode } from '#domain/kernel/code.ts';
import { eventKey, sealEvent, type EntityId, type Epoch, type EventId, type FloorEvent } from '#domain/kernel/event.ts';
import type { Quantity } from '#domain/kernel/quantity.ts';
import { hlc, wallTime, type Hlc } from '#domain/kernel/timestamp.ts';

/** What no screen records: events that are sound as documents and say whatever they like, and how they come in. */
export interface ForgedHistory {
	/** In the order of their forging, without the lost ones that others may still name. */
	readonly log: readonly FloorEvent[];
	/** All of the log in any order, some of it again. */
	readonly pages: readonly (readonly FloorEvent[])[];
}

/** What an event says. Other events are named by their place in the history: it has no ids yet. */
type Claim =
	| { readonly type: 'BatchesPlanned'; readonly data: BatchesPlannedData }
	| { readonly type: 'BatchInitialised'; readonly data: BatchInitialisedData }
	| { readonly type: 'BatchesTransformed'; readonly data: BatchesTransformedData }
	| { readonly type: 'BatchClosed'; readonly data: BatchClosedData }
	| { readonly type: 'LabelBound'; readonly data: LabelBoundData }
	| { readonly type: 'LabelsPrinted'; readonly data: LabelsPrintedData }
	| {
			readonly type: 'BatchVoided';
			readonly run: EntityId;
			readonly batch: EntityId;
			readonly facts: readonly number[];
	  }
	/** `on` null: on what the fact touches, as honest devices do. */
	| {
			readonly type: 'FactUndone';
			readonly run: EntityId;
			readonly fact: number;
			readonly on: readonly EntityId[] | null;
	  };

interface Forgery {
	readonly claim: Claim;
	readonly device: number;
	/** Dated to the start of the history, before most of what was forged earlier. */
	readonly isBackdated: boolean;
	/** What it pretends to have seen of what it touches. */
	readonly saw: 'nothing' | 'first' | 'last' | 'last two';
	/** It does not touch the first of what it speaks of. */
	readonly isSilent: boolean;
	/** What it touches beside what it speaks of. */
	readonly stranger: EntityId | null;
	/** Its data is of no known shape. */
	readonly isGarbled: boolean;
	readonly isLost: boolean;
	/** Its place among the others when it comes in. */
	readonly arrives: number;
	/** Null when it comes in once. */
	readonly arrivesAgain: number | null;
}

const DEVICES = 3;
const START = Date.UTC(2027, 0, 15, 8);
const mint = (letter: 'a' | 'b' | 'm' | 'r' | 's' | 't', counter: number): EntityId =>
	mintCode(letter, deviceNumber(1), counter);
/** Few, so that whatever is drawn is about the same ones. */
const BATCHES = Array.from({ length: 7 }, (_, counter) => mint('b', counter));
const RUNS = [mint('r', 1), mint('r', 2)];
const ITEMS = [mint('a', 1), mint('a', 2)];
/** A code with a wrong check character, and codes of other kinds. */
const NO_BATCHES = ['b000000000', ...ITEMS, ...RUNS];

const revision = 'site:0375d486r0000:00bccccc:kpm3y2tp9fecphfg';
const step = { id: mint('t', 1), revision };
const reason = { code: 'r1', text: null };

const oneIn = (many: number): fc.Arbitrary<boolean> => fc.nat(many - 1).map((drawn) => drawn === many - 1);
const anyRun = fc.constantFrom(...RUNS);
const anyBatch = fc.oneof(
	{ weight: 30, arbitrary: fc.constantFrom(...BATCHES) },
	{ weight: 1, arbitrary: fc.constantFrom(...NO_BATCHES) }
);
const somePlaces = fc.array(fc.nat(30), { maxLength: 2 });

const anyQuantity: fc.Arbitrary<Quantity> = fc
	.record({
		amount: fc.constantFrom('1', '3', '5', '10', '1/2', '7/3'),
		in: fc.oneof(
			{ weight: 15, arbitrary: fc.constant({ unit: 'pcs', kind: 'count' as const, ratio: '1' }) },
			{ weight: 5, arbitrary: fc.constant({ unit: 'dozen', kind: 'count' as const, ratio: '12' }) },
			{ weight: 1, arbitrary: fc.constant({ unit: 'kg', kind: 'mass' as const, ratio: '1000' }) }
		)
	})
	.map(({ amount, in: unit }) => ({ amount, ...unit }));

const anyMake: fc.Arbitrary<Make> = fc.record({
	batch: anyBatch,
	item: fc.constantFrom(...ITEMS.map((id) => ({ id, revision }))),
	quantity: anyQuantity,
	smallest: fc.constantFrom('1', '1/10', '100'),
	second: fc.constant(null),
	grade: fc.constantFrom('firsts', 'waste'),
	place: fc.constant(null),
	machine: fc.constantFrom(null, mint('m', 1))
});

const anyTake: fc.Arbitrary<Take> = fc.record({
	batch: anyBatch,
	item: fc.constantFrom(...ITEMS),
	quantity: anyQuantity,
	extent: fc.constantFrom('part', 'all')
});

/** Of each batch once. */
const some = <Part extends Make | Take>(part: fc.Arbitrary<Part>, minLength: number, maxLength: number) =>
	fc.uniqueArray(part, { selector: ({ batch }) => batch, minLength, maxLength });

const none = fc.constant([]);
const says = <const Type extends string, Data>(type: Type, data: fc.Arbitrary<Data>) =>
	fc.record({ type: fc.constant(type), data });

const anyPlanning = says(
	'BatchesPlanned',
	fc.record({ run: anyRun, line: fc.constant(1), makes: some(anyMake, 1, 3) })
);
const anyStart = says(
	'BatchInitialised',
	fc.record({ run: anyRun, batch: anyBatch, step: fc.constant(step), takes: none, uses: none, makes: none })
);
const anyTransformation = says(
	'BatchesTransformed',
	fc.record({
		run: anyRun,
		operation: fc.constantFrom(...OPERATIONS),
		step: fc.constantFrom(null, step),
		takes: some(anyTake, 1, 2),
		uses: none,
		makes: some(anyMake, 0, 2),
		ends: fc.array(anyBatch, { maxLength: 1 })
	})
);
const anyClose = says('BatchClosed', fc.record({ run: anyRun, batch: anyBatch, reason: fc.constant(reason) }));
const anyBinding = says('LabelBound', fc.record({ run: anyRun, batch: anyBatch, code: anyBatch }));
const anyPrint = says(
	'LabelsPrinted',
	fc.record({
		run: anyRun,
		labels: fc.array(anyBatch, { minLength: 1, maxLength: 2 }),
		kind: fc.constant('tag' as const),
		size: fc.constant('1x1' as const),
		copies: fc.integer({ min: 1, max: 4 })
	})
);
const anyVoid = fc.record({
	type: fc.constant('BatchVoided' as const),
	run: anyRun,
	batch: anyBatch,
	facts: somePlaces
});
const anyUndo = fc.record({
	type: fc.constant('FactUndone' as const),
	run: anyRun,
	fact: fc.nat(30),
	on: fc.option(fc.array(anyBatch, { minLength: 1, maxLength: 2 }), { freq: 2 })
});

const anyForgery: fc.Arbitrary<Forgery> = fc.record({
	claim: fc.oneof(
		{ weight: 3, arbitrary: anyPlanning },
		{ weight: 3, arbitrary: anyStart },
		{ weight: 8, arbitrary: anyTransformation },
		{ weight: 4, arbitrary: anyUndo },
		{ weight: 2, arbitrary: anyVoid },
		{ weight: 1, arbitrary: anyClose },
		{ weight: 1, arbitrary: anyBinding },
		{ weight: 1, arbitrary: anyPrint }
	),
	device: fc.integer({ min: 1, max: DEVICES }),
	isBackdated: oneIn(5),
	saw: fc.constantFrom('nothing', 'first', 'last', 'last two'),
	isSilent: oneIn(12),
	stranger: fc.oneof({ weight: 11, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: anyBatch }),
	isGarbled: oneIn(25),
	isLost: oneIn(16),
	arrives: fc.nat(1000),
	arrivesAgain: fc.option(fc.nat(1000), { freq: 2 })
});

/** Two dozen events at most on seven batches: a family of nearly everything, with each oddity a few times in a hundred. */
export const forgedHistories: fc.Arbitrary<ForgedHistory> = fc
	.record({
		forgeries: fc.array(anyForgery, { minLength: 3, maxLength: 24, size: 'max' }),
		sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 8 })
	})
	.map(({ forgeries, sizes }) => {
		const kept = forge(forgeries).filter(({ forgery }) => !forgery.isLost);
		return { log: kept.map(({ event }) => event), pages: paged(inArrival(kept), sizes) };
	});

interface Forged {
	readonly forgery: Forgery;
	readonly event: FloorEvent;
}

function forge(forgeries: readonly Forgery[]): Forged[] {
	const forged: Forged[] = [];
	for (const forgery of forgeries) {
		const earlier = forged.map(({ event }) => event);
		const written = write(forgery.claim, earlier);
		if (written) forged.push({ forgery, event: seal(forgery, written, earlier) });
	}
	return forged;
}

interface Written {
	readonly type: string;
	readonly data: { readonly run: EntityId | null };
	/** What it speaks of. */
	readonly about: readonly EntityId[];
}

/** Undefined for an undo of nothing. */
function write(claim: Claim, earlier: readonly FloorEvent[]): Written | undefined {
	const named = (place: number): FloorEvent | undefined => earlier[place % Math.max(earlier.length, 1)];
	const batchesOf = (parts: readonly { readonly batch: EntityId }[]) => parts.map(({ batch }) => batch);
	switch (claim.type) {
		case 'BatchesPlanned':
			return { ...claim, about: [claim.data.run, ...batchesOf(claim.data.makes)] };
		case 'BatchesTransformed':
			return { ...claim, about: batchesOf([...claim.data.takes, ...claim.data.makes]) };
		case 'LabelBound':
			return { ...claim, about: [claim.data.batch, claim.data.code] };
		case 'LabelsPrinted':
			return { ...claim, about: claim.data.labels };
		case 'BatchVoided': {
			const { type, run, batch } = claim;
			const facts = claim.facts.flatMap((place) => named(place)?._id ?? []);
			return { type, data: { run, batch, facts, reason } as Written['data'], about: [batch] };
		}
		case 'FactUndone': {
			const { type, run, on } = claim;
			const fact = named(claim.fact);
			return fact && { type, data: { run, fact: fact._id } as Written['data'], about: on ?? fact.touches };
		}
		default:
			return { ...claim, about: [claim.data.batch] };
	}
}

/** The document: sound in itself, so that every device stores it. */
function seal(forgery: Forgery, { type, data, about }: Written, earlier: readonly FloorEvent[]): FloorEvent {
	const place = earlier.length;
	const device = deviceNumber(forgery.device);
	const milliseconds = START + (forgery.isBackdated ? 0 : place * 10);
	const stamp = hlc(milliseconds, place);
	const touches = touchesOf(forgery, about);
	const seq = earlier.filter((event) => event.device === device).length + 1;
	const sealed = sealEvent({
		f: 1,
		stream: `run.${data.run}`,
		type,
		v: 1,
		touches,
		data: (forgery.isGarbled ? {} : data) as FloorEvent['data'],
		hlc: stamp,
		at: wallTime(milliseconds, 60),
		device,
		epoch: 'zzzzz' as Epoch,
		seq,
		prev: seq === 1 ? null : 'a'.repeat(64),
		by: [],
		station: mint('s', forgery.device),
		machine: null,
		source: null,
		heads: headsOf(forgery, touches, stamp, earlier)
	});
	if (!sealed.ok) throw new Error(sealed.error.reason);
	return sealed.value.event;
}

function touchesOf({ isSilent, stranger }: Forgery, about: readonly EntityId[]): EntityId[] {
	const spoken = [...new Set(about)];
	const touched = isSilent && spoken.length > 1 ? spoken.slice(1) : spoken;
	return [...new Set(stranger === null ? touched : [...touched, stranger])].sort();
}

function headsOf({ saw }: Forgery, touches: readonly EntityId[], stamp: Hlc, earlier: readonly FloorEvent[]) {
	const heads: Record<EntityId, readonly EventId[]> = {};
	for (const entity of touches) {
		const before = earlier.filter((event) => event.touches.includes(entity) && event.hlc < stamp);
		const inOrder = before.map(({ _id }) => _id).sort((a, b) => (eventKey(a) < eventKey(b) ? -1 : 1));
		const seen = { nothing: [], first: inOrder.slice(0, 1), last: inOrder.slice(-1), 'last two': inOrder.slice(-2) };
		if (seen[saw].length > 0) heads[entity] = seen[saw].toSorted();
	}
	return heads;
}

function inArrival(forged: readonly Forged[]): FloorEvent[] {
	const arrivals = forged.flatMap(({ forgery: { arrives, arrivesAgain }, event }) =>
		[arrives, arrivesAgain].flatMap((at) => (at === null ? [] : [{ at, event }]))
	);
	return arrivals.sort((a, b) => a.at - b.at).map(({ event }) => event);
}

function paged(arriving: readonly FloorEvent[], sizes: readonly number[]): FloorEvent[][] {
	const pages: FloorEvent[][] = [];
	for (let from = 0; from < arriving.length;) {
		const size = sizes[pages.length % sizes.length] ?? 1;
		pages.push(arriving.slice(from, from + size));
		from += size;
	}
	return pages;
}
