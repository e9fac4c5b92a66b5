import type { Draft } from '#domain/kernel/decider.ts';
import { eventSpecOf } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import {
	compareEvents,
	eventKey,
	eventStamp,
	MAX_HEADS,
	MAX_OPERATORS,
	MAX_UNREAD,
	sealEvent,
	type EntityId,
	type EventId,
	type FloorEvent,
	type Malformed
} from '#domain/kernel/event.ts';
import type { PersonalText } from '#domain/kernel/personal.ts';
import { err, ok, type Result } from '#domain/kernel/result.ts';
import { headsOf, threads, type Thread } from '#domain/kernel/thread.ts';
import { advanceClock, isBeyondFollowing, stampAfter, wallTime } from '#domain/kernel/timestamp.ts';
import { readData } from '#domain/kernel/view.ts';
import type { Clock } from '#ports/clock.ts';
import type { Reader, Writer } from '#ports/store.ts';
import { lastOfChains } from './chains.ts';
import { addEvent, loadWorking, writeViews, type Working } from './project.ts';
import { admitOlderFold } from './rebuild.ts';
import { events, meta, outbox, personalTexts, type Identity, type OutboxRow } from './tables.ts';

/** Who recorded something, and how it came in. */
export interface Origin {
	readonly by: readonly EntityId[];
	/** camera, wedge, typed, import; null for what was done on a screen. */
	readonly source: string | null;
	/** Whose PIN was checked at this device, and still counts. */
	readonly verified?: readonly Code[];
}

/**
 * Records this device's own facts: stamps the envelope, appends to log and outbox, folds the views, and moves the device's
 * sequence on, all within the caller's transaction. Nothing is written when a fact is one that readers could not read.
 */
export async function commitDrafts(
	writer: Writer,
	identity: Identity,
	drafts: readonly Draft[],
	texts: readonly PersonalText[],
	origin: Origin,
	clock: Clock
): Promise<Result<readonly FloorEvent[], Malformed>> {
	const working = await loadWorking(
		writer,
		drafts.flatMap(({ touches }) => touches)
	);
	const now = clock.now();
	const at = wallTime(now, clock.offsetMinutes());
	const peoples = await writer.getMany(threads, [...new Set([...origin.by, ...drafts.flatMap(({ by = [] }) => by)])]);
	const seen = drafts.some(({ takesAway }) => takesAway) ? await seenBy(identity, writer) : {};
	const recorded: FloorEvent[] = [];
	let { seq, prev, clock: stamp } = identity;
	for (const draft of drafts) {
		if (readData(eventSpecOf(draft.type), draft) === undefined) {
			return err({ reason: `${draft.type} with data of another shape` });
		}
		const heads = headsFor(working.threads, draft.touches, identity.device);
		const by = [...new Set([...(draft.by ?? []), ...origin.by])].slice(0, MAX_OPERATORS);
		const hlc = stampAfter(now, stamp, Object.values(heads).flat().map(eventStamp));
		seq += 1;
		const sealed = sealEvent({
			f: 1,
			stream: draft.stream,
			type: draft.type,
			v: draft.v,
			touches: draft.touches,
			data: draft.data as FloorEvent['data'],
			hlc,
			at,
			device: identity.device,
			epoch: identity.epoch,
			seq,
			prev,
			by,
			station: draft.station,
			machine: draft.machine,
			source: origin.source,
			heads,
			...unreadOn(working.threads, draft.touches),
			...rightsOf(by, peoples),
			...(draft.takesAway ? seen : {})
		});
		if (!sealed.ok) return sealed;
		prev = sealed.value.hash;
		// The clock ticks with every event, also when it runs ahead of the time of day; heads move it as receiving does.
		stamp = advanceClock(now, stampAfter(now, stamp, []), hlc);
		recorded.push(sealed.value.event);
		addEvent(working, sealed.value.event);
	}
	await writer.put(meta, [{ ...identity, seq, prev, clock: stamp }]);
	await writer.put(personalTexts, texts);
	await writer.put(
		outbox,
		recorded.map((event) => outboxRow(event, now))
	);
	await append(writer, recorded, working);
	return ok(recorded);
}

/**
 * Records what other devices made. `received` are sound events that this store does not hold yet. Merely receiving moves this
 * device's clock by at most five minutes.
 */
export async function commitReceived(
	writer: Writer,
	received: readonly FloorEvent[],
	texts: readonly PersonalText[],
	now: number
): Promise<void> {
	const touched = received.flatMap(({ touches }) => touches);
	const [working, known] = await Promise.all([loadWorking(writer, touched), writer.get(meta, 'identity')]);
	for (const event of received) addEvent(working, event);
	const identity = known as Identity | undefined;
	if (identity !== undefined) {
		const clock = received.reduce((moved, { hlc }) => advanceClock(now, moved, hlc), identity.clock);
		if (clock !== identity.clock) await writer.put(meta, [{ ...identity, clock }]);
	}
	await writer.put(personalTexts, texts);
	await append(writer, received, working);
}

/** Log and views, together or not at all: the only place that writes either. */
async function append(writer: Writer, appended: readonly FloorEvent[], working: Working): Promise<void> {
	await writer.put(events, appended);
	await writeViews(writer, working);
	await admitOlderFold(writer);
}

/**
 * The last known events on each entity. Bounded, so that no crowd of concurrent events makes an entity unrecordable: the
 * greatest keys, and always this device's own. A head left out only makes the new event concurrent with it, which the next
 * one absorbs. A forged one at the end of time leaves no room to follow it.
 */
function headsFor(working: Working['threads'], touches: readonly EntityId[], device: string): FloorEvent['heads'] {
	const most = mostHeads(touches.length);
	const heads: Record<EntityId, readonly EventId[]> = {};
	for (const entity of touches) {
		const thread = working.get(entity);
		const known = thread ? headsOf(thread).filter((head) => !isBeyondFollowing(eventStamp(head))) : [];
		if (known.length === 0) continue;
		const own = known.filter((head) => eventKey(head).slice(14, 17) === device);
		const latest = known.toSorted((a, b) => compareEvents(b, a));
		heads[entity] = known.length <= most ? known : [...new Set([...own, ...latest])].slice(0, most).sort();
	}
	return heads;
}

/** What this code holds about the entities and cannot read: an update may show what it meant. The latest, when there are many. */
function unreadOn(working: Working['threads'], touches: readonly EntityId[]): Pick<FloorEvent, 'unread'> {
	const facts = touches.flatMap((entity) => working.get(entity)?.facts.filter(({ unread }) => unread) ?? []);
	const ids = [...new Set(facts.map(({ id }) => id))].sort(compareEvents).slice(-MAX_UNREAD);
	return ids.length > 0 ? { unread: ids.sort() } : {};
}

/** What is known here of those who record: of each the last event about them, of the first ones several where there is room. */
function rightsOf(by: readonly EntityId[], peoples: readonly (Thread | undefined)[]): Pick<FloorEvent, 'rights'> {
	const known = by.flatMap((person) => {
		const thread = peoples.find((one) => one?.entity === person);
		return thread ? [{ person, heads: headsOf(thread).toSorted((a, b) => compareEvents(b, a)) }] : [];
	});
	if (known.length === 0) return {};
	let room = MAX_OPERATORS - known.length;
	const rights = known.map(({ person, heads }) => {
		const more = Math.min(room, heads.length - 1);
		room -= more;
		return [person, heads.slice(0, 1 + more).sort()];
	});
	return { rights: Object.fromEntries(rights) };
}

/** How far this device has seen every chain. Of its own it knows better than the log, which may hold what somebody forged. */
async function seenBy({ device, epoch, seq }: Identity, reader: Reader): Promise<Pick<FloorEvent, 'seen'>> {
	const seen = { ...(await lastOfChains(reader)), ...(seq > 0 && { [device + epoch]: seq }) };
	return Object.keys(seen).length > 0 ? { seen } : {};
}

/** Heads an event names over all it touches: half of its size limit at the most. */
const MAX_HEADS_IN_ALL = 512;

/** Heads an author names of each entity where an event touches so many. */
export const mostHeads = (touched: number): number =>
	Math.max(1, Math.min(MAX_HEADS / 2, Math.floor(MAX_HEADS_IN_ALL / touched)));

export const outboxRow = ({ _id, device, epoch, seq }: FloorEvent, since: number): OutboxRow => ({
	device,
	epoch,
	seq,
	event: _id,
	since
});
