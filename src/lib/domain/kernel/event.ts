import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import * as v from 'valibot';
import { encodeBytes, isBase32 } from './base32.ts';
import { canonicalJson, type Json } from './canonical.ts';
import type { DeviceNumber } from './code.ts';
import { err, ok, type Result } from './result.ts';
import { isHlc, isWallTime, type Hlc } from './timestamp.ts';

/** The id of anything events speak of: a code, or the id of an exception. */
export type EntityId = string;

/** `<stream>:<hlc>:<device><epoch>:<first 16 base 32 characters of the hash>`. */
export type EventId = string;

/** A device's fork mark: random, drawn anew whenever a chain has to start again. */
export type Epoch = string & { readonly __epoch: true };

export const EPOCH_WIDTH = 5;

/**
 * Where an event is filed: one key range in fold order on every store. `site` (definitions, people, devices, holds of wide
 * scope), `runs` (the life of runs: a few events each), `run.<id>` (its batches), `machine.<id>`, `stock.<item>`,
 * `order.<id>`, `device.<id>`, `unfiled` (codes nobody knows yet).
 */
export type Stream = string;

/** The largest event, in bytes of its canonical form. */
export const MAX_EVENT_BYTES = 65_536;

/**
 * What an event says, before it has an id. `f: 1` names this format: the members below, the canonical form and the hash.
 * It can never change once a factory has stored one; a member that a later version adds is kept, hashed and ignored here.
 */
export interface EventBody<Type extends string = string, Data = Json> {
	readonly f: 1;
	readonly stream: Stream;
	/** Past tense, noun first. */
	readonly type: Type;
	/** Schema version of `data` for this type, from 1. */
	readonly v: number;
	/** Everything it concerns, 1 to 128, sorted, so that a reader who does not know the type can still flag them. */
	readonly touches: readonly EntityId[];
	readonly data: Data;
	readonly hlc: Hlc;
	/** Wall time with zone, for people; nothing is ordered by it. */
	readonly at: string;
	readonly device: DeviceNumber;
	readonly epoch: Epoch;
	/** Gapless per device and epoch, from 1. */
	readonly seq: number;
	/** The full hash (64 hex) of this device's previous event, across epochs; null for its very first. */
	readonly prev: string | null;
	/** The operators, none to 16, by id only. */
	readonly by: readonly EntityId[];
	readonly station: EntityId | null;
	readonly machine: EntityId | null;
	/** How it came in: camera, wedge, typed, import; null for what was done on a screen. */
	readonly source: string | null;
	/** For each entity it touches, the last events on it that its author had seen: several, at most 64, when those are concurrent. */
	readonly heads: { readonly [entity: EntityId]: readonly EventId[] };
	/**
	 * Events on what it touches that its author held and could not read, sorted, 1 to 32; absent when there are none. Whoever follows
	 * an event without understanding it did not know what it says.
	 */
	readonly unread?: readonly EventId[];
	/**
	 * What its author knew of the people in `by`: for each the last events on them, sorted; at most 16 in all. Absent when none of
	 * them is defined here, and in events of earlier apps. Not a head: a wrong clock in the office must not reach every scan.
	 */
	readonly rights?: { readonly [person: EntityId]: readonly EventId[] };
	/**
	 * How far its author had seen every chain, by device and epoch: where it takes a right away, what was recorded beyond that did not
	 * know of it.
	 */
	readonly seen?: { readonly [chain: string]: number };
}

/** An immutable fact that happened on the floor, as the document every store holds. */
export interface FloorEvent<Type extends string = string, Data = Json> extends EventBody<Type, Data> {
	readonly _id: EventId;
	readonly _rev: string;
}

export interface Malformed {
	readonly reason: string;
}

export const MAX_TOUCHES = 128;
export const MAX_HEADS = 64;
export const MAX_UNREAD = 32;
export const MAX_OPERATORS = 16;

/**
 * First parts of ids that are no streams: documents beside the events in the same database. A version that does not know one
 * of these kinds leaves its documents alone.
 */
export const RESERVED_PREFIXES: readonly string[] = ['personal', 'signature', 'receipt', 'attachment'];

/** By the id's first part: true for a document that is no event. */
export const isReservedId = (id: string): boolean => RESERVED_PREFIXES.includes(/^[^.:]*/.exec(id)?.[0] ?? '');

const text = (pattern: RegExp) => v.pipe(v.string(), v.regex(pattern));
const base32 = (width: number) =>
	v.pipe(
		v.string(),
		v.check((value) => isBase32(value, width))
	);
const record = v.custom<Record<string, unknown>>(
	(value) => typeof value === 'object' && value !== null && !Array.isArray(value)
);

/** Of codes and exceptions alike. Always with a digit, so that no id is ever a member of `Object.prototype`. */
export const entityIdSchema = text(/^(?=.*[0-9])[0-9a-z][0-9a-z.:-]{0,199}$/);

export const eventIdSchema = v.pipe(
	text(/^[a-z]{1,16}(\.[0-9a-z]{1,32})?:[0-9a-hjkmnp-tv-z]{13}:[0-9a-hjkmnp-tv-z]{8}:[0-9a-hjkmnp-tv-z]{16}$/),
	v.check((id) => !isReservedId(id))
);

export const streamSchema = v.pipe(
	text(/^[a-z]{1,16}(\.[0-9a-z]{1,32})?$/),
	v.check((stream) => !isReservedId(stream))
);

export const deviceNumberSchema = base32(3);

const sequenceSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const chainSchema = base32(3 + EPOCH_WIDTH);

const bodySchema = v.looseObject({
	f: v.literal(1),
	stream: streamSchema,
	type: text(/^[A-Z][A-Za-z]{1,63}$/),
	v: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
	touches: v.pipe(v.array(entityIdSchema), v.minLength(1), v.maxLength(MAX_TOUCHES)),
	data: record,
	hlc: v.pipe(v.string(), v.check(isHlc)),
	at: v.pipe(v.string(), v.check(isWallTime)),
	device: deviceNumberSchema,
	epoch: base32(EPOCH_WIDTH),
	seq: sequenceSchema,
	prev: v.nullable(text(/^[0-9a-f]{64}$/)),
	by: v.pipe(v.array(entityIdSchema), v.maxLength(MAX_OPERATORS)),
	station: v.nullable(entityIdSchema),
	machine: v.nullable(entityIdSchema),
	source: v.nullable(text(/^[a-z]{1,16}$/)),
	heads: record,
	unread: v.exactOptional(v.pipe(v.array(eventIdSchema), v.minLength(1), v.maxLength(MAX_UNREAD))),
	rights: v.exactOptional(record),
	seen: v.exactOptional(record)
});

/** What readers accept in `rights` and `seen`. */
const MAX_RIGHTS = 128;
export const MAX_SEEN = 2048;

const headsSchema = v.pipe(v.array(eventIdSchema), v.minLength(1), v.maxLength(MAX_HEADS));

/**
 * The document of a new event. Refused, and nothing may be recorded, for whatever `readEvent` would refuse: an author never
 * confirms what its readers cannot read.
 */
export function sealEvent<Type extends string, Data>(
	body: EventBody<Type, Data>
): Result<{ readonly event: FloorEvent<Type, Data>; readonly hash: string }, Malformed> {
	const checked = checkBody(body as unknown as Record<string, unknown>);
	if (!checked.ok) return checked;
	const hashed = hashBody(body);
	if (!hashed.ok) return hashed;
	return ok({ event: { _id: hashed.value.id, _rev: hashed.value.rev, ...body }, hash: hashed.value.hash });
}

/** Reads a document from anywhere: another device, a file, this device's own log. Checks form, hash, id, rev and heads; never `data`. */
export function readEvent(document: unknown): Result<FloorEvent, Malformed> {
	if (typeof document !== 'object' || document === null) return err({ reason: 'not an object' });
	const { _id, _rev, ...body } = document as Record<string, unknown>;
	const stray = Object.keys(body).find((name) => name.startsWith('_'));
	if (stray !== undefined) return err({ reason: `unexpected member ${stray}` });
	const checked = checkBody(body);
	if (!checked.ok) return checked;
	const hashed = hashBody(checked.value);
	if (!hashed.ok) return hashed;
	if (_id !== hashed.value.id) return err({ reason: 'the id does not match the content' });
	if (_rev !== hashed.value.rev) return err({ reason: 'the revision does not match the content' });
	return ok(document as FloorEvent);
}

/** The last known events on one of the entities an event touches. */
export const headsOn = (event: FloorEvent, entity: EntityId): readonly EventId[] =>
	Object.hasOwn(event.heads, entity) ? (event.heads[entity] ?? []) : [];

/** The place in the one total order: the id after its stream. */
export const eventKey = (id: EventId): string => id.slice(id.indexOf(':') + 1);

/** Sorts by key; by the whole id where two streams hold equal keys, which only a forger brings about. */
export function compareEvents(a: EventId, b: EventId): number {
	const [keyA, keyB] = [eventKey(a), eventKey(b)];
	if (keyA !== keyB) return keyA < keyB ? -1 : 1;
	return a === b ? 0 : a < b ? -1 : 1;
}

export const eventStamp = (id: EventId): Hlc => eventKey(id).slice(0, 13) as Hlc;

export const eventEpoch = (id: EventId): Epoch => eventKey(id).slice(17, 22) as Epoch;

export const eventStream = (id: EventId): Stream => id.slice(0, id.indexOf(':'));

/** The key range of a stream: from inclusive, to exclusive, under plain text order on every store. */
export const streamRange = (stream: Stream): { readonly from: string; readonly to: string } => ({
	from: `${stream}:`,
	to: `${stream};`
});

/** The full hash (64 hex) of an event that is known to be well formed. */
export function eventHash(event: FloorEvent): string {
	const { _id, _rev, ...body } = event;
	const hashed = hashBody(body);
	if (!hashed.ok) throw new Error(`${_id} ${_rev} has no canonical form`);
	return hashed.value.hash;
}

function hashBody(
	body: EventBody<string, unknown>
): Result<{ readonly hash: string; readonly id: EventId; readonly rev: string }, Malformed> {
	const canonical = canonicalJson(body);
	if (!canonical.ok) return canonical;
	const bytes = utf8ToBytes(canonical.value);
	if (bytes.length > MAX_EVENT_BYTES) return err({ reason: `larger than ${MAX_EVENT_BYTES} bytes` });
	const digest = sha256(bytes);
	const hash = bytesToHex(digest);
	const id = `${body.stream}:${body.hlc}:${body.device}${body.epoch}:${encodeBytes(digest, 16)}`;
	return ok({ hash, id, rev: `1-${hash.slice(0, 32)}` });
}

function checkBody(body: Record<string, unknown>): Result<EventBody, Malformed> {
	const parsed = v.safeParse(bodySchema, body, { abortEarly: true });
	if (!parsed.success) return err({ reason: `malformed ${v.getDotPath(parsed.issues[0]) ?? 'event'}` });
	const { touches, by, prev, seq, hlc, heads, unread = [], rights, seen } = parsed.output;
	if (!isSortedSet(unread)) return err({ reason: 'unread are not sorted and unique' });
	if (!isSortedSet(touches)) return err({ reason: 'touches are not sorted and unique' });
	if (new Set(by).size !== by.length) return err({ reason: 'an operator is named twice' });
	if (prev === null && seq !== 1) return err({ reason: 'prev is missing' });
	for (const [entity, known] of Object.entries(heads)) {
		if (!touches.includes(entity)) return err({ reason: `heads of ${entity}, which it does not touch` });
		if (!v.is(headsSchema, known)) return err({ reason: `malformed heads of ${entity}` });
		if (!isSortedSet(known)) return err({ reason: `heads of ${entity} are not sorted and unique` });
		// Strictly before: a head's key lies below its follower's, so one pass in key order closes what an author knew.
		if (known.some((head) => eventStamp(head) >= hlc)) {
			return err({ reason: `a head of ${entity} is not before it` });
		}
	}
	if (rights && !isRights(rights)) return err({ reason: 'malformed rights' });
	if (seen && !isSeen(seen)) return err({ reason: 'malformed seen' });
	return ok(body as unknown as EventBody);
}

const isRights = (rights: Record<string, unknown>): boolean =>
	isSized(rights, MAX_RIGHTS) &&
	Object.entries(rights).every(
		([entity, known]) => v.is(entityIdSchema, entity) && v.is(headsSchema, known) && isSortedSet(known)
	);

const isSeen = (seen: Record<string, unknown>): boolean =>
	isSized(seen, MAX_SEEN) &&
	Object.entries(seen).every(([chain, seq]) => v.is(chainSchema, chain) && v.is(sequenceSchema, seq));

const isSized = (members: object, most: number): boolean => {
	const count = Object.keys(members).length;
	return count > 0 && count <= most;
};

const isSortedSet = (values: readonly string[]): boolean =>
	values.every((value, index) => index === 0 || (values[index - 1] ?? '') < value);
