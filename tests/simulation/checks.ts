import {
	BatchesTransformed,
	BatchInitialised,
	BatchVoided,
	FactUndone,
	type BatchInitialisedData,
	type BatchVoidedData,
	type FactUndoneData,
	type Transformed
} from '#domain/batch/batch.ts';
import { batches, type BatchRow } from '#domain/batch/views.ts';
import { eventKey, isReservedId, readEvent, type EventId, type FloorEvent } from '#domain/kernel/event.ts';
import type { PersonalText } from '#domain/kernel/personal.ts';
import { threads, type Thread } from '#domain/kernel/thread.ts';
import { exceptions, type Exception } from '#domain/kernel/view.ts';
import type { Snapshot } from '#adapters/memory/memory-store.ts';
import { events, outbox, personalTexts, quarantine, type OutboxRow, type QuarantineRow } from '#engine/tables.ts';
import type { WireDocument } from '#ports/peer.ts';
import type { Ledger } from './ledger.ts';
import { compareWith } from './replica.ts';

/** What a history may end with: `lost`, `doubled` and `diverged` are what the product promises; `broken` is the rest. */
export type Harm = 'lost' | 'doubled' | 'diverged' | 'broken';

export interface Violation {
	readonly harm: Harm;
	/** The check that found it. */
	readonly check: string;
	readonly detail: string;
}

/** Somewhere that holds everything, and what it holds. */
export interface Replica {
	readonly name: string;
	readonly snapshot: Snapshot;
	/** False for what is made for the comparison only. */
	readonly isDevice: boolean;
}

export interface Ending {
	readonly ledger: Ledger;
	/** Every document of the server, by its change feed. */
	readonly feed: readonly WireDocument[];
	/** The first is the one that the others are held against. */
	readonly replicas: readonly Replica[];
	/** Devices, by number, whose storage was lost: what they recorded and nobody saw a tick for may be gone. */
	readonly forgotten: ReadonlySet<string>;
	readonly faults: readonly string[];
}

export function findViolations(ending: Ending): Violation[] {
	const { ledger, faults, feed } = ending;
	const served = feed.filter(({ _id }) => !ledger.poisoned.has(_id));
	const log = served.filter(({ _id }) => !isReservedId(_id) && !_id.startsWith('_')) as unknown as FloorEvent[];
	const compare = compareWith(ending.replicas[0]!.snapshot, ledger.rotten);
	return [
		...[...ledger.faults, ...faults].map((detail) => violation('broken', 'nothing fails by itself', detail)),
		...checkServer(ending, served, log),
		...checkChains(ending, log),
		...checkKnowledge(ending, log),
		...ending.replicas.flatMap((replica) => checkReplica(ending, replica, log, compare)),
		...checkInitialisations(ending.replicas[0]!.snapshot),
		...checkMoves(ending.replicas[0]!.snapshot)
	];
}

const violation = (harm: Harm, check: string, detail: string): Violation => ({ harm, check, detail });

function checkServer(
	{ ledger, forgotten }: Ending,
	served: readonly WireDocument[],
	log: readonly FloorEvent[]
): Violation[] {
	const found: Violation[] = [];
	const there = new Set(served.map(({ _id }) => _id));
	if (there.size !== served.length) found.push(violation('doubled', 'the feed has each document once', ''));
	for (const id of [...ledger.confirmed.keys(), ...ledger.confirmedTexts]) {
		if (!there.has(id) && !ledger.erased.has(id)) found.push(violation('lost', 'what was ticked is at the server', id));
	}
	for (const [id, { device }] of ledger.unheard) {
		if (!there.has(id) && !forgotten.has(device)) {
			found.push(violation('lost', 'what was committed is at the server', id));
		}
	}
	for (const event of log) {
		const known = ledger.confirmed.get(event._id) ?? ledger.unheard.get(event._id);
		if (known === undefined) found.push(violation('doubled', 'the server has nothing that nobody recorded', event._id));
		else if (known._rev !== event._rev) found.push(violation('lost', 'the server has what was recorded', event._id));
		const read = readEvent(event);
		if (!read.ok) found.push(violation('broken', 'every event is well formed', `${event._id}: ${read.error.reason}`));
	}
	return found;
}

/** Per device and epoch: no number missing, none given twice, and each event names the one before it. */
function checkChains({ ledger, forgotten }: Ending, log: readonly FloorEvent[]): Violation[] {
	const found: Violation[] = [];
	const mayBeGone = new Set([...ledger.unheard.values()].filter(({ device }) => forgotten.has(device)).map(linkOf));
	const places = new Map<string, FloorEvent[]>();
	const hashes = new Map<string, Set<string>>();
	for (const event of log) {
		const place = linkOf(event);
		places.set(place, [...(places.get(place) ?? []), event]);
		hashes.set(event.device, (hashes.get(event.device) ?? new Set()).add(hashIn(event)));
	}
	for (const [place, links] of places) {
		const [{ device, epoch, seq }] = links as [FloorEvent];
		if (links.length > 1 && !ledger.cloned.has(device)) {
			found.push(violation('doubled', 'a sequence number is given once', place));
		}
		const before = linkOf({ device, epoch, seq: seq - 1 });
		if (mayBeGone.has(before)) continue;
		if (seq > 1 && !places.has(before)) {
			found.push(violation('lost', 'sequence numbers have no gap', place));
			continue;
		}
		// An epoch's first event follows whatever this device made last before.
		const named = seq > 1 ? new Set(places.get(before)?.map(hashIn)) : hashes.get(device);
		for (const { prev } of links) {
			if (prev !== null && !named?.has(prev.slice(0, 32))) found.push(violation('broken', 'the chain verifies', place));
		}
	}
	return found;
}

const hashIn = ({ _rev }: FloorEvent): string => _rev.slice(2);

type Link = Pick<FloorEvent, 'device' | 'epoch' | 'seq'>;

const linkOf = ({ device, epoch, seq }: Link): string => `${device} ${epoch} ${seq}`;

/** Whatever an author had seen is here, and lies before what the author made of it. */
function checkKnowledge({ ledger, forgotten }: Ending, log: readonly FloorEvent[]): Violation[] {
	const found: Violation[] = [];
	const there = new Set(log.map(({ _id }) => _id));
	for (const event of log) {
		for (const head of Object.values(event.heads).flat()) {
			const mayBeGone = forgotten.has(ledger.unheard.get(head)?.device ?? '');
			if (!there.has(head) && !mayBeGone)
				found.push(violation('lost', 'every head is there', `${head} of ${event._id}`));
			if (eventKey(head) >= eventKey(event._id)) {
				found.push(violation('broken', 'a head is before its follower', `${head} of ${event._id}`));
			}
		}
	}
	return found;
}

function checkReplica(
	{ ledger, replicas }: Ending,
	{ name, snapshot, isDevice }: Replica,
	log: readonly FloorEvent[],
	compare: (snapshot: Snapshot) => string[]
): Violation[] {
	const found: Violation[] = [];
	const reference = replicas[0]!;
	const held = new Set((snapshot[events.name] as readonly FloorEvent[]).map(({ _id }) => _id));
	for (const { _id } of log)
		if (!held.has(_id)) found.push(violation('lost', 'every event is in every log', `${_id} at ${name}`));
	if (name !== reference.name) {
		for (const detail of compare(snapshot)) {
			found.push(violation('diverged', 'common views are the same', `${name} and ${reference.name}: ${detail}`));
		}
	}
	for (const { _id } of snapshot[personalTexts.name] as readonly PersonalText[]) {
		if (ledger.erased.has(_id)) found.push(violation('broken', 'what was erased is nowhere', `${_id} at ${name}`));
	}
	if (!isDevice) return found;
	const waiting = snapshot[outbox.name] as readonly OutboxRow[];
	if (waiting.length > 0) found.push(violation('lost', 'outboxes are empty', `${name}: ${waiting.length}`));
	return [...found, ...checkQuarantine(ledger, name, snapshot[quarantine.name] as readonly QuarantineRow[], log)];
}

/** Nothing that was not taken goes unseen: refused by the server and not taken later, or received and no event. */
function checkQuarantine(
	ledger: Ledger,
	name: string,
	rows: readonly QuarantineRow[],
	log: readonly FloorEvent[]
): Violation[] {
	const listed = new Set(rows.map(({ id }) => id));
	const there = new Set(log.map(({ _id }) => _id));
	const refused = [...(ledger.refused.get(name) ?? [])].filter((id) => !there.has(id)).map((id) => `refused ${id}`);
	const expected = [...refused, ...ledger.poisoned.values()];
	const known = new Set([...[...(ledger.refused.get(name) ?? [])].map((id) => `refused ${id}`), ...expected]);
	return [
		...expected
			.filter((id) => !listed.has(id))
			.map((id) => violation('lost', 'what was not taken is listed', `${id} at ${name}`)),
		...[...listed]
			.filter((id) => !known.has(id))
			.map((id) => violation('broken', 'nothing sound is quarantined', `${id} at ${name}`))
	];
}

/** Nobody's scan is silently overwritten: it shows, repeats what shows, is void, or waits for a lead's decision. */
function checkInitialisations(snapshot: Snapshot): Violation[] {
	const rows = new Map((snapshot[batches.name] as readonly BatchRow[]).map((row) => [row.id as string, row]));
	const raised = new Set((snapshot[exceptions.name] as readonly Exception[]).map((one) => one.events[0]));
	const found: Violation[] = [];
	for (const { entity, facts } of snapshot[threads.name] as readonly Thread[]) {
		const shown = rows.get(entity)?.began;
		const dead = new Set<EventId>(voidedBy(facts));
		for (const fact of takenBack(facts)) dead.add(fact);
		for (const fact of facts) {
			if (fact.type !== BatchInitialised.type || fact.data === null || dead.has(fact.id)) continue;
			const { step } = fact.data as BatchInitialisedData;
			const repeats = shown?.station === fact.station && shown.step?.id === step.id;
			if (shown?.event !== fact.id && !repeats && !raised.has(fact.id)) {
				found.push(violation('lost', 'no scan is silently overwritten', fact.id));
			}
		}
	}
	return found;
}

const voidedBy = (facts: Thread['facts']): readonly EventId[] =>
	facts.flatMap(({ type, data }) => (type === BatchVoided.type && data ? (data as BatchVoidedData).facts : []));

const takenBack = (facts: Thread['facts']): EventId[] =>
	facts.flatMap(({ type, data }) => (type === FactUndone.type && data ? [(data as FactUndoneData).fact] : []));

/**
 * Nothing counts twice, and no move is silently overruled: of all that took a whole batch at most one is undisputed, and what
 * nobody took back has its output, shown, or void by somebody's word.
 */
function checkMoves(snapshot: Snapshot): Violation[] {
	const rows = new Map((snapshot[batches.name] as readonly BatchRow[]).map((row) => [row.id as string, row]));
	const raised = new Set(
		(snapshot[exceptions.name] as readonly Exception[]).flatMap(({ events: named }) => named[0] ?? [])
	);
	const found: Violation[] = [];
	const known = snapshot[threads.name] as readonly Thread[];
	const voided = new Set(known.flatMap(({ facts }) => voidedBy(facts)));
	for (const { entity, facts } of known) {
		const gone = new Set(takenBack(facts));
		const takes = facts.filter(
			({ type, data }) => type === BatchesTransformed.type && (data as Transformed | null)?.take
		);
		const granted = takes.filter(({ id }) => !gone.has(id) && !raised.has(id));
		if (granted.length > 1) found.push(violation('doubled', 'a batch is moved on once', entity));
		for (const { id, data } of takes) {
			// A code that a copied device made again is another batch's when this one was taken back or made void.
			if (gone.has(id) || voided.has(id)) continue;
			for (const made of (data as Transformed).made) {
				const row = rows.get(made);
				const isShown = row !== undefined && (row.voided !== null || row.began?.event === id || raised.has(id));
				if (!isShown) found.push(violation('lost', 'what a move made is shown', `${made} of ${id}`));
				if (row?.voided?.reason === null) {
					found.push(violation('lost', 'no move is taken back by nobody', id));
				}
			}
		}
	}
	return found;
}
