import type { DeviceNumber } from '#domain/kernel/code.ts';
import type { Epoch } from '#domain/kernel/event.ts';
import type { Result } from '#domain/kernel/result.ts';
import type { StopSignal } from './clock.ts';

/** A document as it travels: an event, a personal text, or whatever else a server may hold. */
export type WireDocument = { readonly _id: string; readonly _rev?: string; readonly _deleted?: boolean };

/** A document the server did not take, and its reason. Every other document of the push is durable there. */
export interface RefusedDocument {
	readonly id: string;
	readonly reason: string;
}

export interface ChangesPage {
	readonly documents: readonly WireDocument[];
	/** Opaque: where to go on. */
	readonly last: string;
	/** How many changes are still to come, as far as the server says. */
	readonly pending: number;
}

export interface RangePage {
	readonly documents: readonly WireDocument[];
	/** True when the page was cut at its limit. */
	readonly more: boolean;
}

/** Why an exchange did not happen. Nothing is lost by any of them; the exchange is tried again. */
export type PeerTrouble =
	| { readonly type: 'Unreachable'; readonly detail: string } // no network, no server, or it fell silent
	| { readonly type: 'Portal'; readonly detail: string } // something answered that is not our server: the network has a login page
	| { readonly type: 'OtherServer'; readonly detail: string } // a CouchDB, but not the one this device enrolled at
	| { readonly type: 'SignedOut'; readonly detail: string } // it does not know this device (any more)
	| { readonly type: 'Revoked'; readonly detail: string } // somebody reported this device lost: it is the site's no more
	| { readonly type: 'Busy'; readonly detail: string; readonly retryAfter: number | null } // try later (seconds)
	| { readonly type: 'TooLarge'; readonly detail: string } // the chunk, not a document: send less at once
	| { readonly type: 'Broken'; readonly detail: string } // our server, but not the answer the protocol promises
	| { readonly type: 'Storage'; readonly detail: string }; // this device could not keep what came

/**
 * The server as a device sees it. Only JSON from the server the device enrolled at counts as an answer. An exchange that is
 * cut anywhere may have happened: every call is safe to repeat.
 */
export interface Peer {
	/** Meets the server and signs in: to be called before a session's other exchanges. */
	readonly open: (signal: StopSignal) => Promise<Result<null, PeerTrouble>>;
	/** Documents arrive as they are (ids and revisions are the author's). Resolves when the server has them on disk. */
	readonly push: (
		documents: readonly object[],
		signal: StopSignal
	) => Promise<Result<readonly RefusedDocument[], PeerTrouble>>;
	/** Documents that came to the server after `since` (`0`: all), at most `limit`; waits for one when `live`. */
	readonly changes: (
		request: { readonly since: string; readonly limit: number; readonly live: boolean },
		signal: StopSignal
	) => Promise<Result<ChangesPage, PeerTrouble>>;
	/** Where the feed stands now. */
	readonly position: (signal: StopSignal) => Promise<Result<string, PeerTrouble>>;
	/** Documents by id, `from` inclusive to `to` exclusive, in id order, at most `limit`. */
	readonly range: (
		request: { readonly from: string; readonly to: string; readonly limit: number },
		signal: StopSignal
	) => Promise<Result<RangePage, PeerTrouble>>;
	/** Which of these documents were deleted at the server; one that it never had is none of them. */
	readonly erased: (ids: readonly string[], signal: StopSignal) => Promise<Result<readonly string[], PeerTrouble>>;
	/** The last sequence number of a device's chain that the server holds; 0 for none. */
	readonly head: (
		chain: { readonly device: DeviceNumber; readonly epoch: Epoch },
		signal: StopSignal
	) => Promise<Result<number, PeerTrouble>>;
}
