import {
	BatchClosed,
	BatchCorrected,
	BatchesPlanned,
	BatchesTransformed,
	BatchInitialised,
	BatchVoided,
	FactUndone,
	type BatchesPlannedData,
	type BatchesTransformedData,
	type BatchInitialisedData,
	type BatchVoidedData,
	type FactUndoneData
} from '#domain/batch/batch.ts';
import { batches, type BatchRow } from '#domain/batch/views.ts';
import { eventSpecOf } from '#domain/catalog.ts';
import { HoldPlaced, HoldReleased, type HoldPlacedData } from '#domain/hold/hold.ts';
import { ExceptionResolved, type ExceptionResolvedData } from '#domain/kernel/decision.ts';
import { compareEvents, type EntityId, type EventId, type FloorEvent } from '#domain/kernel/event.ts';
import {
	add,
	compare,
	inBaseUnits,
	multiply,
	wireValue,
	ZERO,
	type Quantity,
	type Rational
} from '#domain/kernel/quantity.ts';
import { knowledgeOf, threads, type Knows, type Thread } from '#domain/kernel/thread.ts';
import { exceptions, readData, type Exception, type ExceptionRule } from '#domain/kernel/view.ts';
import type { Snapshot } from '#adapters/memory/memory-store.ts';
import type { Harm, Violation } from './violation.ts';

/*
 * What the floor's rules promise, looked up in the log and held against the rows: written down a second time, without the fold,
 * so that a mistake that every replica makes alike is found as well.
 */

/** An event whose data this version reads. */
interface Told<Data> {
	readonly event: FloorEvent;
	readonly data: Data;
}

/** The log and the rows of one replica, sorted for looking things up. */
interface Floor {
	readonly log: readonly FloorEvent[];
	readonly rows: ReadonlyMap<EntityId, BatchRow>;
	readonly threads: readonly Thread[];
	readonly raised: readonly Exception[];
	readonly inits: readonly Told<BatchInitialisedData>[];
	readonly transformed: readonly Told<BatchesTransformedData>[];
	readonly planned: readonly Told<BatchesPlannedData>[];
	readonly decisions: readonly Told<ExceptionResolvedData>[];
	readonly undos: readonly Told<FactUndoneData>[];
	/** Events that some void or undo names, in force or not. */
	readonly revoked: ReadonlySet<EventId>;
	/** Events that a lead's decision is about. */
	readonly decided: ReadonlySet<EventId>;
	/** Noted scans that several records name. */
	readonly recordedTwice: ReadonlySet<EventId>;
}

export function checkRules(snapshot: Snapshot, log: readonly FloorEvent[]): Violation[] {
	const floor = read(snapshot, log);
	return [
		...checkThreads(floor),
		...checkScans(floor),
		...checkMade(floor),
		...checkQuantities(floor),
		...checkTaken(floor),
		...checkCounted(floor),
		...checkHolds(floor),
		...checkDecisions(floor),
		...checkUndos(floor)
	];
}

const violation = (harm: Harm, check: string, detail: string): Violation => ({ harm, check, detail });

function read(snapshot: Snapshot, log: readonly FloorEvent[]): Floor {
	const told = <Data>({ type }: { readonly type: string }): Told<Data>[] =>
		log
			.filter((event) => event.type === type)
			.flatMap((event) => {
				const known = readData(eventSpecOf(type), event);
				return known ? [{ event, data: known.data as Data }] : [];
			});
	const inits = told<BatchInitialisedData>(BatchInitialised);
	const transformed = told<BatchesTransformedData>(BatchesTransformed);
	const undos = told<FactUndoneData>(FactUndone);
	const decisions = told<ExceptionResolvedData>(ExceptionResolved);
	const notes = [...inits, ...transformed].flatMap(({ data }) => data.notes ?? []);
	return {
		log,
		rows: new Map((snapshot[batches.name] as readonly BatchRow[]).map((row) => [row.id, row])),
		threads: snapshot[threads.name] as readonly Thread[],
		raised: snapshot[exceptions.name] as readonly Exception[],
		inits,
		transformed,
		planned: told(BatchesPlanned),
		decisions,
		undos,
		revoked: new Set([
			...undos.map(({ data }) => data.fact),
			...told<BatchVoidedData>(BatchVoided).flatMap(({ data }) => data.facts)
		]),
		decided: new Set(
			decisions.flatMap(({ data }) => [
				losingIn(data.exception),
				...data.changes.flatMap((change) => ('fact' in change ? [change.fact] : []))
			])
		),
		recordedTwice: new Set(notes.filter((note, index) => notes.indexOf(note) !== index))
	};
}

/** An exception's id names the rule, the batch and the event that loses. */
const losingIn = (exception: EntityId): EventId => exception.split(':').slice(2).join(':');

/** Nobody said a word about it but its author, so it has to stand as it was recorded. */
const isUndisputed = ({ revoked, decided, recordedTwice }: Floor, { event, data }: Told<Noting>): boolean =>
	!revoked.has(event._id) && !decided.has(event._id) && !(data.notes ?? []).some((note) => recordedTwice.has(note));

interface Noting {
	readonly notes?: readonly EventId[];
}

const losingBy = ({ raised }: Floor, rules?: readonly ExceptionRule[]): ReadonlySet<EventId> =>
	new Set(raised.filter(({ rule }) => !rules || rules.includes(rule)).flatMap(({ events }) => events[0] ?? []));

/** Whatever an event touches knows of it. */
function checkThreads({ log, threads: known }: Floor): Violation[] {
	const facts = new Map(known.map((thread) => [thread.entity, new Set(thread.facts.map(({ id }) => id))]));
	return log.flatMap(({ _id, touches }) =>
		touches
			.filter((entity) => !facts.get(entity)?.has(_id))
			.map((entity) => violation('lost', 'an event stands with all that it touches', `${_id} and ${entity}`))
	);
}

/** Nobody's scan is silently overwritten: it shows, repeats what shows, is taken back, or waits for a lead's decision. */
function checkScans(floor: Floor): Violation[] {
	const raised = losingBy(floor);
	return floor.inits
		.filter((init) => isUndisputed(floor, init) && !raised.has(init.event._id))
		.flatMap(({ event, data }) => {
			const shown = meantBy(floor, data.batch)?.began;
			const repeats = shown?.station === event.station && shown.step?.id === data.step.id;
			return shown?.event === event._id || repeats
				? []
				: [violation('lost', 'no scan is silently overwritten', event._id)];
		});
}

/** Two codes that a lead found to be one batch. */
function meantBy({ rows }: Floor, batch: EntityId): BatchRow | undefined {
	const row = rows.get(batch);
	return row?.boundTo ? rows.get(row.boundTo) : row;
}

/** What was made and nobody took back is there. */
function checkMade(floor: Floor): Violation[] {
	const raised = losingBy(floor);
	const found: Violation[] = [];
	for (const fact of floor.transformed) {
		const { _id } = fact.event;
		if (!isUndisputed(floor, fact)) continue;
		for (const { batch } of fact.data.makes) {
			const row = floor.rows.get(batch);
			if (row?.boundTo) continue;
			if (row?.voided) found.push(violation('lost', 'no move is taken back by nobody', `${batch} of ${_id}`));
			else if (row?.began?.event !== _id && !raised.has(_id)) {
				found.push(violation('lost', 'what a move made is shown', `${batch} of ${_id}`));
			}
		}
	}
	return found;
}

/** A batch is as much as was recorded, whatever was corrected about what it was made of; and a split or a merge makes what it takes. */
function checkQuantities(floor: Floor): Violation[] {
	const found: Violation[] = [];
	const named = floor.log.filter(({ type }) => type === BatchCorrected.type).flatMap(({ touches }) => touches);
	// Where two codes turned out to be one batch, a correction of either is one of it; a lead may find that one was about another batch.
	const meant = floor.decisions.flatMap(({ data }) =>
		data.changes.flatMap((change) => (change.change === 'relink' ? [change.to] : []))
	);
	const corrected = new Set([...named, ...meant].flatMap((batch) => [batch, floor.rows.get(batch)?.boundTo ?? batch]));
	const makings = [...floor.planned, ...floor.transformed];
	const makers = Map.groupBy(
		makings.flatMap((fact) => fact.data.makes.map((make) => ({ fact, make }))),
		({ make }) => make.batch
	);
	for (const [batch, all] of makers) {
		const [only] = all;
		const shown = floor.rows.get(batch);
		if (all.length > 1 || !only || !shown?.quantity || corrected.has(batch)) continue;
		if (floor.decided.has(only.fact.event._id)) continue;
		if (JSON.stringify(shown.quantity) !== JSON.stringify(only.make.quantity)) {
			found.push(violation('lost', 'what was made is shown as it was recorded', batch));
		}
	}
	for (const { event, data } of floor.transformed) {
		if (data.step !== null) continue;
		const [made, taken] = [sumOf(data.makes), sumOf(data.takes)];
		if (compare(made, taken) !== 0)
			found.push(violation('doubled', 'a split or a merge makes what it takes', event._id));
	}
	return found;
}

const sumOf = (parts: readonly { readonly quantity: Quantity }[]): Rational =>
	parts.reduce((sum, { quantity }) => add(sum, inBaseUnits(quantity)), ZERO);

/** The rules by which a take counts for less than it says, or for more than there was, with a lead hearing of it. */
const DISPUTES: readonly ExceptionRule[] = ['taken', 'over', 'code', 'cycle', 'corrected', 'standing'];

/** All that was taken of a batch was there, but for what a lead hears of. */
function checkTaken(floor: Floor): Violation[] {
	const disputed = losingBy(floor, DISPUTES);
	const taken = new Map<EntityId, Rational>();
	for (const fact of floor.transformed) {
		if (!isUndisputed(floor, fact) || disputed.has(fact.event._id)) continue;
		for (const { batch, quantity } of fact.data.takes) {
			taken.set(batch, add(taken.get(batch) ?? ZERO, inBaseUnits(quantity)));
		}
	}
	return [...taken].flatMap(([batch, sum]) => {
		const row = floor.rows.get(batch);
		if (!row?.quantity || row.voided || row.boundTo) return [];
		const isThere = compare(sum, inBaseUnits(row.quantity)) <= 0;
		return isThere ? [] : [violation('doubled', 'nobody takes what is not there without a lead hearing of it', batch)];
	});
}

/** What counts of all that was made of a batch is no more than what counts of the batch. */
function checkCounted(floor: Floor): Violation[] {
	const beyond = new Set(
		[...floor.raised.map(({ id }) => id), ...floor.decisions.map(({ data }) => data.exception)].flatMap((id) => {
			const [rule, batch = ''] = id.split(':');
			return rule === 'over' || rule === 'corrected' ? [batch] : [];
		})
	);
	const counted = new Map<EntityId, Rational>();
	for (const fact of floor.transformed) {
		const [take, ...others] = fact.data.takes;
		const made = fact.data.makes.map(({ batch }) => floor.rows.get(batch));
		const child = made.find((row) => row?.began?.event === fact.event._id && !row.voided && !row.boundTo);
		if (!take || others.length > 0 || !child || !isUndisputed(floor, fact)) continue;
		const share = multiply(inBaseUnits(take.quantity), wireValue(child.share));
		counted.set(take.batch, add(counted.get(take.batch) ?? ZERO, share));
	}
	return [...counted].flatMap(([batch, sum]) => {
		const row = floor.rows.get(batch);
		if (!row?.quantity || row.boundTo || beyond.has(batch)) return [];
		const most = multiply(inBaseUnits(row.quantity), wireValue(row.share));
		return compare(sum, most) <= 0 ? [] : [violation('doubled', 'what is disputed does not count', batch)];
	});
}

/** A hold stands on what it was placed on and on what comes of that, until somebody releases it there. */
function checkHolds(floor: Floor): Violation[] {
	const holding = (type: string): FloorEvent[] => floor.log.filter((event) => event.type === type);
	const pairs = (events: readonly FloorEvent[]): string[] =>
		events.flatMap(({ data }) => {
			const { hold, covers } = data as unknown as HoldPlacedData;
			return covers.map((entity) => `${hold} ${entity}`);
		});
	const released = new Set(pairs(holding(HoldReleased.type)));
	const cyclic = losingBy(floor, ['cycle']);
	// one that a lead spoke of may stand on another batch by now
	const placed = holding(HoldPlaced.type).filter(({ _id }) => !floor.decided.has(_id));
	const expected = new Set(pairs(placed));
	for (const { id, parents, began, voided } of floor.rows.values()) {
		if (voided || began === null || cyclic.has(began.event) || floor.decided.has(began.event)) continue;
		for (const parent of parents) {
			for (const hold of floor.rows.get(parent)?.holds ?? []) expected.add(`${hold} ${id}`);
		}
	}
	return [...expected].flatMap((pair) => {
		const [hold = '', batch = ''] = pair.split(' ');
		const row = floor.rows.get(batch);
		if (!row || row.boundTo || released.has(pair) || row.holds.includes(hold)) return [];
		return [violation('lost', 'a hold stands on all that comes of a batch', pair)];
	});
}

/** What the counting decision says holds, and nothing else: of those that do not know of each other the smallest key. */
function checkDecisions(floor: Floor): Violation[] {
	const byException = Map.groupBy(floor.decisions, ({ data }) => data.exception);
	const knows = knowledgeOf(floor.threads.filter(({ entity }) => byException.has(entity)));
	const counting = new Map<EventId, Told<ExceptionResolvedData>>();
	for (const all of byException.values()) {
		const latest = all.filter(({ event }) => !all.some((other) => knows(other.event._id, event._id)));
		const [first] = latest.sort((a, b) => compareEvents(a.event._id, b.event._id));
		if (first) counting.set(first.event._id, first);
	}
	const decided = new Map(floor.decisions.map((one) => [one.event._id, one]));
	const found: Violation[] = [];
	for (const { id, voided } of floor.rows.values()) {
		const by = voided && decided.get(voided.event);
		if (!by) continue;
		const isItsWord = by.data.changes.some(({ change }) => change === 'void');
		if (!counting.has(by.event._id) || !isItsWord) {
			found.push(violation('broken', 'nothing is void by a decision that does not say so', `${id} by ${by.event._id}`));
		}
	}
	const spokenOf = floor.decisions.flatMap(({ data }) =>
		data.changes.flatMap((change) => ('fact' in change ? [change.fact] : []))
	);
	for (const { event, data } of counting.values()) {
		for (const change of data.changes) {
			if (change.change !== 'void' || change.batch !== null) continue;
			if (spokenOf.filter((fact) => fact === change.fact).length > 1) continue;
			const fact = floor.transformed.find((one) => one.event._id === change.fact);
			for (const { batch } of fact?.data.makes ?? []) {
				const row = floor.rows.get(batch);
				if (row?.began?.event === change.fact && !row.voided && !row.boundTo) {
					found.push(violation('lost', 'what a lead made void is void', `${batch} by ${event._id}`));
				}
			}
		}
	}
	return found;
}

/** The newest first: nobody takes a record back while something stands on it that their device has. */
function checkUndos(floor: Floor): Violation[] {
	const knows: Knows = knowledgeOf(floor.threads);
	const heldBy = holdingsIn(floor.log);
	const uses = new Map<EntityId, EventId[]>();
	const use = (batch: EntityId, event: EventId): void => void uses.set(batch, [...(uses.get(batch) ?? []), event]);
	for (const { event, data } of floor.transformed) for (const { batch } of data.takes) use(batch, event._id);
	for (const { _id, type, touches } of floor.log) {
		if (type === BatchClosed.type) for (const batch of touches) use(batch, _id);
	}
	const made = new Map<EventId, readonly EntityId[]>([
		...floor.inits.map(({ event, data }) => [event._id, [data.batch]] as const),
		...floor.transformed.map(({ event, data }) => [event._id, data.makes.map(({ batch }) => batch)] as const)
	]);
	const makers = Map.groupBy([...made.values()].flat(), (batch) => batch);
	const found: Violation[] = [];
	for (const { event, data } of floor.undos) {
		// of a code that was made twice its users took what the other made, perhaps
		const alone = (made.get(data.fact) ?? []).filter((batch) => makers.get(batch)?.length === 1);
		const standing = alone.flatMap((batch) => uses.get(batch) ?? []);
		const held = standing.length > 0 ? heldBy(event) : new Set<EventId>();
		for (const one of standing) {
			if (one === data.fact || !held.has(one) || floor.decided.has(one)) continue;
			const isGone = floor.undos.some((other) => other.data.fact === one && knows(event._id, other.event._id));
			if (!isGone) found.push(violation('broken', 'what is newest is taken back first', `${one} by ${event._id}`));
		}
	}
	return found;
}

/**
 * What the device of an event's author certainly had by then: what it had made itself, and what it named as heads. Not all that is
 * reachable through these: events come in any order, and a device may have a later one without one before it.
 */
function holdingsIn(log: readonly FloorEvent[]): (event: FloorEvent) => ReadonlySet<EventId> {
	const byHash = new Map(log.map((event) => [event._rev.slice(2), event]));
	return (event) => {
		const held = new Set<EventId>();
		for (
			let at: FloorEvent | undefined = event;
			at;
			at = at.prev === null ? undefined : byHash.get(at.prev.slice(0, 32))
		) {
			held.add(at._id);
			for (const head of Object.values(at.heads).flat()) held.add(head);
		}
		return held;
	};
}
