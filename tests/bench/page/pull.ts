import type { PeerAccount } from '#adapters/couch/couch-peer.ts';

/** What a worker is asked to bring in, from the server that this page came from. */
export interface PullOrder {
	readonly account: PeerAccount;
	/** The local database's name. */
	readonly database: string;
	/** Whether somebody scans meanwhile: then transactions stay short. */
	readonly scannerOpen: boolean;
}

/** Everything the server had is stored. */
export interface PullReport {
	readonly milliseconds: number;
	/** Documents stored now. */
	readonly documents: number;
}

export interface PullFailure {
	readonly error: string;
}
