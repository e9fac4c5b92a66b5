import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import * as v from 'valibot';
import { isBase32 } from './base32.ts';
import { canonicalJson } from './canonical.ts';
import type { DeviceNumber } from './code.ts';
import { deviceNumberSchema, EPOCH_WIDTH, type Epoch, type Malformed } from './event.ts';
import { err, ok, type Result } from './result.ts';
import { algorithmSchema, keyIdSchema, type KeyId } from './signature.ts';
import { isWallTime } from './timestamp.ts';

/** One event's place in its device's chain. Its hash stands for everything before it. */
export interface ChainPlace {
	readonly device: DeviceNumber;
	readonly epoch: Epoch;
	readonly seq: number;
	/** The full hash (64 hex) of the event at `seq`. */
	readonly hash: string;
}

/**
 * What is signed: canonical JSON of an object whose `says` names what it is, so that nothing that was signed as one thing is
 * ever taken for another. Neither events nor documents. `f: 1` names the form, which can never change once one was signed; a
 * member that a later version adds is signed, and ignored here.
 */
interface Statement extends ChainPlace {
	readonly f: 1;
	readonly alg: string;
	/** The key it is signed with. */
	readonly key: KeyId;
	/** The server's stable id: to whom a head is said, by whom a receipt. */
	readonly server: string;
}

/** A device says: up to here I recorded and sent. */
export interface Head extends Statement {
	readonly says: 'head';
	/** Wall time with zone, by the device's clock. */
	readonly at: string;
}

/** The server says: up to here I hold this chain without a gap. */
export interface Receipt extends Statement {
	readonly says: 'receipt';
	/** Of the server's data: another one after they were restored from a backup. */
	readonly generation: string;
	/** The hash (64 hex) of the head that it answers. */
	readonly statement: string;
	/** Wall time with zone, by the server's clock. */
	readonly received: string;
}

/** The largest statement, in bytes of its canonical form. */
export const MAX_STATEMENT_BYTES = 4_096;

const text = (pattern: RegExp) => v.pipe(v.string(), v.regex(pattern));
const hash = text(/^[0-9a-f]{64}$/);
const wallTime = v.pipe(v.string(), v.check(isWallTime));
const common = {
	f: v.literal(1),
	alg: algorithmSchema,
	key: keyIdSchema,
	server: text(/^[0-9a-f]{32}$/),
	device: deviceNumberSchema,
	epoch: v.pipe(
		v.string(),
		v.check((value) => isBase32(value, EPOCH_WIDTH))
	),
	seq: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
	hash
};

const headSchema = v.looseObject({ says: v.literal('head'), ...common, at: wallTime });
const receiptSchema = v.looseObject({
	says: v.literal('receipt'),
	...common,
	generation: text(/^[0-9a-z]{1,32}$/),
	statement: hash,
	received: wallTime
});

export const readHead = (value: unknown): Result<Head, Malformed> => read<Head>(headSchema, value);

export const readReceipt = (value: unknown): Result<Receipt, Malformed> => read<Receipt>(receiptSchema, value);

function read<Said>(schema: v.GenericSchema, value: unknown): Result<Said, Malformed> {
	const parsed = v.safeParse(schema, value, { abortEarly: true });
	if (!parsed.success) return err({ reason: `malformed ${v.getDotPath(parsed.issues[0]) ?? 'statement'}` });
	const canonical = canonicalJson(value);
	if (!canonical.ok) return canonical;
	if (utf8ToBytes(canonical.value).length > MAX_STATEMENT_BYTES) {
		return err({ reason: `larger than ${MAX_STATEMENT_BYTES} bytes` });
	}
	return ok(value as Said);
}

/** What is signed: the canonical JSON of the whole statement, as UTF-8. */
export function statementBytes(statement: object): Uint8Array {
	const canonical = canonicalJson(statement);
	if (!canonical.ok) throw new Error(`a statement without canonical form: ${canonical.error.reason}`);
	return utf8ToBytes(canonical.value);
}

export const statementHash = (statement: object): string => bytesToHex(sha256(statementBytes(statement)));

export const placeOf = ({ device, epoch, seq, hash }: ChainPlace): ChainPlace => ({ device, epoch, seq, hash });

export const isSamePlace = (a: ChainPlace, b: ChainPlace): boolean =>
	a.device === b.device && a.epoch === b.epoch && a.seq === b.seq && a.hash === b.hash;
