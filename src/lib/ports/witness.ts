import type { PublicKey, Signature } from '#domain/kernel/signature.ts';
import type { Head, Receipt } from '#domain/kernel/statement.ts';
import type { Result } from '#domain/kernel/result.ts';
import type { StopSignal } from './clock.ts';
import type { PeerTrouble } from './peer.ts';

/** What the server said to a signed head. */
export type Confirmation =
	| { readonly type: 'Confirmed'; readonly receipt: Receipt; readonly signature: Signature }
	| { readonly type: 'Absent' } // a server that knows no heads, as an Apache CouchDB is
	| { readonly type: 'KeyUnknown' } // this device has no key there yet
	| { readonly type: 'KeyOther' } // it has another key there
	| { readonly type: 'NotYet' }; // it does not hold the chain up to there

/**
 * The server as the one who confirms what it holds. Beside the replication, which needs none of it: a server without it, or one
 * that says no, stops nothing. Every call is safe to repeat.
 */
export interface Witness {
	/** The keys that the server signs with, newest first; none when it does not sign. */
	readonly keys: (signal: StopSignal) => Promise<Result<readonly PublicKey[], PeerTrouble>>;
	/** Gives the server this device's key, once. False when it has another one, or takes none. */
	readonly register: (key: PublicKey, signal: StopSignal) => Promise<Result<boolean, PeerTrouble>>;
	readonly confirm: (
		head: Head,
		signature: Signature,
		signal: StopSignal
	) => Promise<Result<Confirmation, PeerTrouble>>;
}
