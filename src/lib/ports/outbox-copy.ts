/** A document of the outbox: an event or a personal text, by its id. */
export interface CopiedDocument {
	readonly _id: string;
}

/**
 * A second home for what the server has not acknowledged yet: the only data that exists once. Written after the tick and
 * outside the scan's transaction: `keep` and `drop` never reject, since their failure must not fail a scan.
 */
export interface OutboxCopy {
	readonly keep: (documents: readonly CopiedDocument[]) => Promise<void>;
	readonly drop: (ids: readonly string[]) => Promise<void>;
	/** @throws StoreTrouble when the copy cannot be read */
	readonly all: () => Promise<readonly CopiedDocument[]>;
	readonly close: () => void;
}
