import fc from 'fast-check';
import { batch } from '#domain/batch/fold.ts';
import { eventSpecOf } from '#domain/catalog.ts';
import { changesBy } from '#domain/decision/changes.ts';
import { choicesFor } from '#domain/decision/choices.ts';
import { deviceNumber, codeKind, isCode, mintCode, type Code } from '#domain/kernel/code.ts';
import type { Change } from '#domain/kernel/decision.ts';
import {
	compareEvents,
	sealEvent,
	type EntityId,
	type Epoch,
	type EventId,
	type FloorEvent,
	type Stream
} from '#domain/kernel/event.ts';
import { emptyThread, type Thread } from '#domain/kernel/thread.ts';
import { exception, type Exception } from '#domain/kernel/view.ts';
import { hlc, wallTime, type Hlc } from '#domain/kernel/timestamp.ts';
import { NOBODY_WITHDRAWN } from '#domain/kernel/withdrawn.ts';
import { ScanNoted } from '#domain/note/note.ts';
import { runStream } from '#domain/run/run.ts';
import { addEvent } from '#engine/project.ts';
import { anyBatch, anyClaim, oneIn, PEOPLE, type Claim, type DrawnChange } from './forged-claims.ts';

/** What no screen records: events that are sound as documents and say whatever they like, and how they come in. */
export interface ForgedHistory {
	/** In the order of their forging, without the lost ones that others may still name. */
	readonly log: readonly FloorEvent[];
	/** All of the log in any order, some of it again. */
	readonly pages: readonly (readonly FloorEvent[])[];
}

interface Forgery {
	readonly claim: Claim;
	readonly device: number;
	/** Dated to the start of the history, before most of what was forged earlier. */
	readonly isBackdated: boolean;
	/** What it pretends to have seen of what it touches. */
	readonly saw: 'nothing' | 'first' | 'last' | 'last two' | 'everything';
	/** In the form that older versions wrote. */
	readonly isOlder: boolean;
	/** It held events that it could not read. */
	readonly unread: readonly number[];
	/** It does not touch the first of what it speaks of. */
	readonly isSilent: boolean;
	/** What it touches beside what it speaks of. */
	readonly stranger: EntityId | null;
	/** Its data is of no known shape. */
	readonly isGarbled: boolean;
	readonly isLost: boolean;
	readonly by: readonly Code[];
	/** What it pretends to have known of those who recorded it. */
	readonly knew: 'nothing' | 'first' | 'last' | 'everything';
	/** How far it pretends to have seen each device; null where it does not say. */
	readonly seen: readonly number[] | null;
	/** Its place among the others when it comes in. */
	readonly arrives: number;
	/** Null when it comes in once. */
	readonly arrivesAgain: number | null;
}

const DEVICES = 3;
const START = Date.UTC(2027, 0, 15, 8);

const anyForgery: fc.Arbitrary<Forgery> = fc.record({
	claim: anyClaim,
	device: fc.integer({ min: 1, max: DEVICES }),
	isBackdated: oneIn(5),
	saw: fc.constantFrom('nothing', 'first', 'last', 'last two', 'everything', 'everything'),
	isOlder: oneIn(2),
	unread: fc.oneof(
		{ weight: 12, arbitrary: fc.constant([]) },
		{ weight: 1, arbitrary: fc.array(fc.nat(30), { minLength: 1, maxLength: 2 }) }
	),
	isSilent: oneIn(12),
	stranger: fc.oneof({ weight: 11, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: anyBatch }),
	isGarbled: oneIn(25),
	isLost: oneIn(16),
	by: fc.subarray([...PEOPLE]),
	knew: fc.constantFrom('nothing', 'first', 'last', 'everything'),
	seen: fc.option(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: DEVICES }), { freq: 2 }),
	arrives: fc.nat(1000),
	arrivesAgain: fc.option(fc.nat(1000), { freq: 2 })
});

/** Under thirty events on seven batches: a family of nearly everything, with each oddity a few times in a hundred. */
export const forgedHistories: fc.Arbitrary<ForgedHistory> = fc
	.record({
		forgeries: fc.array(anyForgery, { minLength: 3, maxLength: 28, size: 'max' }),
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
	readonly data: object;
	readonly stream: Stream;
	/** What it speaks of. */
	readonly about: readonly EntityId[];
}

/** Undefined where it would speak of other events and there are none. */
function write(claim: Claim, earlier: readonly FloorEvent[]): Written | undefined {
	const named = (place: number): FloorEvent | undefined => earlier[place % Math.max(earlier.length, 1)];
	const batchesOf = (parts: readonly { readonly batch: EntityId }[]) => parts.map(({ batch: id }) => id);
	const filed = (run: EntityId | null, data: object, about: readonly EntityId[]): Written => ({
		type: claim.type,
		data,
		stream: runStream(run),
		about
	});
	const noted = (places: readonly number[]) => {
		// Mostly a noted scan, where there is one, so that several records answer it; anything else is a forger's word.
		const scans = earlier.filter(({ type }) => type === ScanNoted.type);
		const notes = places.flatMap((place) => scans[place % Math.max(scans.length, 1)] ?? named(place) ?? []);
		const answers = notes.length === 0 ? {} : { notes: [...new Set(notes.map(({ _id }) => _id))] };
		return { answers, touched: notes.flatMap(({ touches }) => touches.filter(isBatch)) };
	};
	switch (claim.type) {
		case 'PersonDefined':
			return { type: claim.type, data: claim.data, stream: 'site', about: [claim.data.id] };
		case 'DeviceRevoked':
			return { type: claim.type, data: claim.data, stream: 'site', about: [claim.data.device] };
		case 'BatchesPlanned': {
			const { run, makes } = claim.data;
			return filed(run, claim.data, [...(run ? [run] : []), ...batchesOf(makes)]);
		}
		case 'BatchInitialised': {
			const { answers, touched } = noted(claim.notes);
			return filed(claim.data.run, { ...claim.data, ...answers }, [claim.data.batch, ...touched]);
		}
		case 'BatchesTransformed': {
			const { answers, touched } = noted(claim.notes);
			const { run, takes, makes } = claim.data;
			return filed(run, { ...claim.data, ...answers }, [...batchesOf([...takes, ...makes]), ...touched]);
		}
		case 'LabelBound':
			return filed(claim.data.run, claim.data, [claim.data.batch, claim.data.code]);
		case 'LabelsPrinted':
			return filed(claim.data.run, claim.data, claim.data.labels);
		case 'LabelsSwapped': {
			const { run, labels } = claim.data;
			return filed(run, claim.data, [...batchesOf(labels), ...labels.map(({ code }) => code)]);
		}
		case 'HoldPlaced':
		case 'HoldReleased':
			return filed(claim.data.run, claim.data, [claim.data.hold, ...claim.data.covers]);
		case 'ScanNoted':
			return filed(null, claim.data, [claim.data.code, claim.data.output]);
		case 'TouchedElsewhere':
			return filed(claim.data.run, claim.data, claim.data.batches);
		case 'BatchVoided': {
			const { run, batch: id } = claim;
			const standing = earlier.filter(({ touches }) => touches.includes(id));
			const facts = claim.facts.flatMap(
				(place) => (standing[place % (standing.length + 1)] ?? named(place))?._id ?? []
			);
			return filed(run, { run, batch: id, facts, reason: REASON }, [id]);
		}
		case 'FactUndone': {
			const { run, on } = claim;
			const fact = named(claim.fact);
			return fact && filed(run, { run, fact: fact._id }, on ?? fact.touches);
		}
		case 'ExceptionResolved':
			return decide(claim, earlier, named);
		default:
			return filed(claim.data.run, claim.data, [claim.data.batch]);
	}
}

const REASON = { code: 'r1', text: null };
const isBatch = (entity: EntityId): boolean => isCode(entity) && codeKind(entity) === 'batch';

/** A lead's word on an exception, as the screen would have it or not. */
function decide(
	{ type, run, nth, choice, to, quantity, nonsense }: Extract<Claim, { readonly type: 'ExceptionResolved' }>,
	earlier: readonly FloorEvent[],
	named: (place: number) => FloorEvent | undefined
): Written | undefined {
	if (earlier.length === 0) return undefined;
	const family = nonsense ? [] : threadsOf(earlier);
	const standing = batch.fold(family, NOBODY_WITHDRAWN).flatMap(({ exceptions }) => exceptions);
	const [raised, changes] =
		nonsense || standing.length === 0 ? invented() : settled(standing[nth % standing.length] as Exception);
	const facts = changes.flatMap((change) => ('fact' in change ? [change.fact] : []));
	const anchors = earlier
		.filter(({ _id }) => facts.includes(_id) || raised.events.includes(_id))
		.flatMap(({ touches }) => touches.filter(isBatch));
	const data = { run, exception: raised.id, changes, reason: REASON };
	return {
		type,
		data,
		stream: runStream(run),
		about: [raised.id, raised.entity, ...changes.flatMap(batchesIn), ...anchors]
	};

	function settled(one: Exception): [Exception, readonly Change[]] {
		const choices = choicesFor(one, family);
		const chosen = choices[choice % choices.length] ?? { choice: 'keep' };
		return [one, changesBy(chosen, { quantity, to }) ?? []];
	}

	function invented(): [Exception, readonly Change[]] {
		const {
			rule,
			entity,
			losing,
			changes: drawn
		} = nonsense ?? { rule: 'taken', entity: to, losing: nth, changes: [] };
		const about = exception(rule, entity, named(losing)?._id ?? '', []);
		return [about, drawn.flatMap((change) => meant(change, named) ?? [])];
	}
}

function meant(change: DrawnChange, named: (place: number) => FloorEvent | undefined): Change | undefined {
	if (change.change === 'same') return change;
	const fact = named(change.fact)?._id;
	return fact === undefined ? undefined : { ...change, fact };
}

const batchesIn = (change: Change): EntityId[] =>
	Object.entries(change).flatMap(([member, value]) =>
		['batch', 'as', 'from', 'to'].includes(member) && typeof value === 'string' ? [value] : []
	);

/** What these events say of each batch, read as the engine reads it. */
export function threadsOf(events: readonly FloorEvent[]): Thread[] {
	const working = { threads: new Map<EntityId, Thread>(), changed: new Set<EntityId>() };
	for (const event of events) addEvent(working, event);
	const known = [...new Set(events.flatMap(({ touches }) => touches))].filter(isBatch).sort();
	return known.map((entity) => working.threads.get(entity) ?? emptyThread(entity));
}

/** The document: sound in itself, so that every device stores it. */
function seal(forgery: Forgery, { type, data, stream, about }: Written, earlier: readonly FloorEvent[]): FloorEvent {
	const place = earlier.length;
	const device = deviceNumber(forgery.device);
	const milliseconds = START + (forgery.isBackdated ? 0 : place * 10);
	const stamp = hlc(milliseconds, place);
	const touches = touchesOf(forgery, about);
	const seq = earlier.filter((event) => event.device === device).length + 1;
	const spec = eventSpecOf(type);
	const unread = forgery.unread.flatMap((at) => earlier[at % Math.max(earlier.length, 1)]?._id ?? []);
	const sealed = sealEvent({
		f: 1,
		stream,
		type,
		v: (forgery.isOlder ? spec?.earlier?.[0]?.v : undefined) ?? spec?.v ?? 1,
		touches,
		data: (forgery.isGarbled ? {} : data) as FloorEvent['data'],
		hlc: stamp,
		at: wallTime(milliseconds, 60),
		device,
		epoch: 'zzzzz' as Epoch,
		seq,
		prev: seq === 1 ? null : 'a'.repeat(64),
		by: forgery.by,
		station: mintCode('s', deviceNumber(1), forgery.device),
		machine: null,
		source: null,
		heads: headsOf(forgery, touches, stamp, earlier),
		...(unread.length === 0 ? {} : { unread: [...new Set(unread)].sort() }),
		...rightsOf(forgery, earlier),
		...(forgery.seen && { seen: seenBy(forgery.seen) })
	});
	if (!sealed.ok) throw new Error(sealed.error.reason);
	return sealed.value.event;
}

function rightsOf({ by, knew }: Forgery, earlier: readonly FloorEvent[]): Pick<FloorEvent, 'rights'> {
	const rights = by.flatMap((person) => {
		const about = earlier.filter(({ touches }) => touches.includes(person)).map(({ _id }) => _id);
		const known = { nothing: [], first: about.slice(0, 1), last: about.slice(-1), everything: about }[knew];
		return known.length > 0 ? [[person, [...new Set(known)].sort()] as const] : [];
	});
	return rights.length > 0 ? { rights: Object.fromEntries(rights) } : {};
}

const seenBy = (seen: readonly number[]): Record<string, number> =>
	Object.fromEntries(seen.map((seq, index) => [`${deviceNumber(index + 1)}zzzzz`, seq]));

function touchesOf({ isSilent, stranger }: Forgery, about: readonly EntityId[]): EntityId[] {
	const spoken = [...new Set(about)];
	const touched = isSilent && spoken.length > 1 ? spoken.slice(1) : spoken;
	return [...new Set(stranger === null ? touched : [...touched, stranger])].sort();
}

function headsOf({ saw }: Forgery, touches: readonly EntityId[], stamp: Hlc, earlier: readonly FloorEvent[]) {
	const heads: Record<EntityId, readonly EventId[]> = {};
	for (const entity of touches) {
		const before = earlier.filter((event) => event.touches.includes(entity) && event.hlc < stamp);
		const inOrder = before.map(({ _id }) => _id).sort(compareEvents);
		const followed = new Set(before.flatMap((event) => event.heads[entity] ?? []));
		const seen = {
			nothing: [],
			first: inOrder.slice(0, 1),
			last: inOrder.slice(-1),
			'last two': inOrder.slice(-2),
			everything: inOrder.filter((id) => !followed.has(id))
		};
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
