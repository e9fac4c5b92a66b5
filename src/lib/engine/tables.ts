import { slices, tallies } from '#domain/catalog.ts';
import type { DeviceNumber } from '#domain/kernel/code.ts';
import type { EntityId, Epoch, EventId, FloorEvent } from '#domain/kernel/event.ts';
import type { PersonalText } from '#domain/kernel/personal.ts';
import type { PublicKey, Signature } from '#domain/kernel/signature.ts';
import type { Head, Receipt } from '#domain/kernel/statement.ts';
import { table, type Table } from '#domain/kernel/table.ts';
import { threads } from '#domain/kernel/thread.ts';
import type { Hlc } from '#domain/kernel/timestamp.ts';
import { exceptions } from '#domain/kernel/view.ts';

/** The log: every event this device holds, in stream and fold order. */
export const events = table<FloorEvent>('events', '_id', ['[device+epoch+seq]']);

/** Names and free text, apart from the events. */
export const personalTexts = table<PersonalText>('personal', '_id');

/** What the server has not acknowledged yet, in the order of its making. */
export interface OutboxRow {
	readonly device: DeviceNumber;
	readonly epoch: Epoch;
	readonly seq: number;
	readonly event: EventId;
	/** Milliseconds since 1970 by this device's clock. */
	readonly since: number;
}

export const outbox = table<OutboxRow>('outbox', '[device+epoch+seq]', ['since']);

/** What was not taken: a document from a peer that is no sound event, or an own one that the server refused. Never dropped. */
export interface QuarantineRow {
	readonly id: string;
	readonly direction: 'received' | 'refused';
	readonly reason: string;
	/** The document as JSON text. */
	readonly document: string;
	/** Milliseconds since 1970 by this device's clock. */
	readonly since: number;
}

export const quarantine = table<QuarantineRow>('quarantine', 'id', ['direction']);

/** Before the id of a document in the quarantine that the server refused. */
export const REFUSED = 'refused ';

/** Who this device is. Read and written in the transaction that records: two tabs never make one sequence number. */
export interface Identity {
	readonly name: 'identity';
	readonly device: DeviceNumber;
	readonly epoch: Epoch;
	/** Of the last event of this epoch; 0 before the first. */
	readonly seq: number;
	/** Full hash of this device's last event, of whichever epoch. */
	readonly prev: string | null;
	readonly clock: Hlc;
	/** Of the next code this device mints. */
	readonly counter: number;
	/** Events under this device's number came back that it never made: another browser uses it (a copied profile). */
	readonly cloned: boolean;
}

/** How this device signs in at the server. */
export interface Account {
	readonly name: 'account';
	readonly user: string;
	readonly password: string;
	readonly roles: readonly string[];
	/** The server's stable id: only its answers count. */
	readonly uuid: string;
	readonly database: string;
	/** With which the server signs its receipts, as told at the enrolment; missing for a server that signs none. */
	readonly serverKey?: PublicKey;
}

/** How far the server's feed has been taken in; moved only in the transaction that holds the data. */
export interface Checkpoint {
	readonly name: 'checkpoint';
	/** The feed's position; during the first sync the one to go on from afterwards. */
	readonly since: string;
	/** Where the first sync stands: the id range it is in and the id to go on from; null when it is done. */
	readonly first: { readonly range: number; readonly from: string } | null;
}

/** How often a person's PIN was tried on this device. It goes nowhere else: each device counts for itself. */
export interface PinTriesRow {
	readonly person: EntityId;
	/** What the PIN was checked by, as a personal text's reference: a new PIN starts with no wrong ones. */
	readonly verifier: string;
	/** Wrong ones in a row; one that is being checked counts as wrong until it is known to be right. */
	readonly failed: number;
	/** Every change of this row there ever was: nobody takes a later state for an earlier one that looks the same. */
	readonly changes: number;
}

export const pinTries = table<PinTriesRow>('pinTries', 'person');

/** How replication fares: what the sync chip shows. Times in milliseconds since 1970. */
export interface SyncStatus {
	readonly name: 'sync';
	readonly phase: 'offline' | 'sending' | 'receiving' | 'idle';
	/** The last exchange that succeeded whole; never a mere attempt. */
	readonly lastSuccess: number | null;
	readonly trouble: { readonly type: string; readonly detail: string } | null;
	/** Documents the server says are still to come. */
	readonly pending: number;
}

/** A head that this device signed, and the server's answer to it. */
export interface Confirmation {
	readonly head: Head;
	readonly signature: Signature;
	readonly receipt: Receipt;
	readonly receiptSignature: Signature;
}

/** What the server has confirmed of this device's chain. */
export interface Confirmed {
	readonly name: 'receipt';
	/** The key its receipts are held against: the one told at the enrolment, else the first that was asked for. */
	readonly serverKey: PublicKey;
	/** The newest one of each epoch and generation, all of them found to be the server's; the newest of all is the last. */
	readonly kept: readonly Confirmation[];
	/**
	 * Why a newer one is not to be had. `ReceiptWrong`: what came is not what that server signs; `ServerKeyOther`: it is signed
	 * with a key that was not told; `KeyOther`: the server has another key of this device. `since` in milliseconds since 1970 by
	 * this device's clock.
	 */
	readonly trouble: { readonly type: 'ReceiptWrong' | 'ServerKeyOther' | 'KeyOther'; readonly since: number } | null;
}

/** Versions of views, by name. */
export type Versions = { readonly [view: string]: number };

/** Which version of each view the rows were folded with. */
export interface FoldVersions {
	readonly name: 'folds';
	readonly versions: Versions;
	/** A rebuild that is under way: what it folds with, and the last event it refolded; null before the first. */
	readonly rebuilding: { readonly versions: Versions; readonly last: EventId | null } | null;
	/** A page that an update left open recorded since, and folded with the older code it still runs. */
	readonly hasOlderRows?: true;
}

export type MetaRow = Identity | Account | Checkpoint | SyncStatus | FoldVersions | Confirmed;

export const meta = table<MetaRow>('meta', 'name');

/** Every table a store holds; adapters derive their schema from this list. */
export const allTables = [
	events,
	personalTexts,
	threads,
	outbox,
	quarantine,
	pinTries,
	meta,
	exceptions,
	...slices.map((slice) => slice.table),
	...tallies.map((tally) => tally.table)
] as unknown as readonly Table<never>[];
