import { eventKey, isReservedId, readEvent, type FloorEvent } from '#domain/kernel/event.ts';
import type { PersonalText } from '#domain/kernel/personal.ts';
import type { Snapshot } from '#adapters/memory/memory-store.ts';
import { events, outbox, personalTexts, quarantine, type OutboxRow, type QuarantineRow } from '#engine/tables.ts';
import type { WireDocument } from '#ports/peer.ts';
import type { Ledger } from './ledger.ts';
import { compareWith } from './replica.ts';
import { checkRules } from './rules.ts';
import type { Harm, Violation } from './violation.ts';

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
		...checkRules(ending.replicas[0]!.snapshot, log)
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
