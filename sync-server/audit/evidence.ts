import type { Malformed } from '#domain/kernel/event.ts';
import type { Result } from '#domain/kernel/result.ts';
import type { PublicKey } from '#domain/kernel/signature.ts';

/** What an audit looks at, wherever it comes from: a server's files, or an export of them. None of it is believed. */
export interface Evidence {
	/** Documents that are no events, by id; one that stands there twice comes twice. */
	readonly others: () => Iterable<Found>;
	/** Everything else, sorted by what each says of its device, epoch and sequence, then by id. */
	readonly events: () => Iterable<Found>;
	/** Of these the ones that say they are the first of an epoch. */
	readonly firsts: () => Iterable<Found>;
	/** What devices have signed, and what the server has answered: as it stands there. */
	readonly heads: readonly Signed[];
	readonly receipts: readonly Signed[];
	/** The keys that the server was given by its devices. */
	readonly deviceKeys: readonly DeviceKeyEntry[];
	/** Who the server is and what it signs with, as the evidence itself tells. */
	readonly servers: readonly ServerEntry[];
	/** The key that a file was closed with and its signature held against; null for what no file is closed with. */
	readonly sealedBy: PublicKey | null;
	/** What was wrong with the evidence as a whole. */
	readonly damage: readonly string[];
	/** False where names and other personal texts were left out on purpose. */
	readonly hasTexts: boolean;
}

/** A document, or why there is none to be read. */
export interface Found {
	/** Where it stands, for people. */
	readonly place: string;
	readonly document: Result<Readonly<Record<string, unknown>>, Malformed>;
}

export interface Signed {
	readonly statement: unknown;
	readonly signature: unknown;
}

export interface DeviceKeyEntry {
	readonly device: string;
	readonly key: PublicKey;
}

export interface ServerEntry {
	readonly server: string;
	/** Newest first. */
	readonly keys: readonly PublicKey[];
}
