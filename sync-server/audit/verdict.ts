/** What is wrong, in words for people. */
export interface Finding {
	readonly kind: FindingKind;
	/** What it concerns: a document, a chain, a line. */
	readonly about: string;
	readonly detail: string;
}

export type FindingKind =
	// what is there is not what was written
	| 'damaged' // the evidence as a whole: a file that was cut off or changed
	| 'unreadable' // a document that is none
	| 'altered' // a document that is not what its id says
	| 'repeated'
	| 'broken' // an event that follows another one than the one before it
	| 'fork' // two events in one place of a chain
	| 'head' // a signed head that does not hold, or says something else than the chain
	| 'receipt' // the same of a receipt
	| 'key' // a key that does not belong there
	// something is missing
	| 'gap'
	| 'end' // the end of a chain
	| 'start' // what an epoch goes on from
	| 'unknown'; // events that others had seen

/** A chain: what one device recorded in one epoch. */
export interface ChainReport {
	readonly device: string;
	readonly epoch: string;
	readonly events: number;
	/** The highest sequence number that is here. */
	readonly last: number;
	/** Up to here the device's signature and the server's receipt prove that all is here; 0 where nothing does. */
	readonly proven: number;
}

export interface AuditReport {
	readonly counts: {
		readonly events: number;
		readonly devices: number;
		readonly texts: number;
		/** Texts that events name and that are not here: erased, or withheld. No fault. */
		readonly textsNotHere: number;
		readonly heads: number;
		readonly receipts: number;
		readonly otherDocuments: number;
	};
	/** The key that receipts were held against; null when there was none. `given`: from outside of the evidence. */
	readonly serverKey: { readonly id: string; readonly given: boolean } | null;
	/** Nothing that is here was changed. */
	readonly integrity: { readonly sound: boolean; readonly findings: readonly Finding[] };
	/**
	 * Nothing is missing. `proven`: every chain ends where its device and the server signed that it does. `not provable`: nothing is
	 * known to be missing, and for some chains, or their last events, nobody has signed.
	 */
	readonly completeness: {
		readonly verdict: 'proven' | 'not provable' | 'incomplete';
		readonly findings: readonly Finding[];
		readonly chains: readonly ChainReport[];
	};
	/** What is no fault and yet worth knowing. */
	readonly remarks: readonly string[];
	/** Findings beyond those that are listed. */
	readonly unlisted: number;
}

/** What an exit code says: 0 for nothing wrong and nothing known to be missing. */
export const isFaultless = ({ integrity, completeness }: AuditReport): boolean =>
	integrity.sound && completeness.verdict !== 'incomplete';
