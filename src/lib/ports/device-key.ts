import type { PublicKey, Signature } from '#domain/kernel/signature.ts';

/**
 * The one key pair of this browser, with which its device vouches for what it sent.
 *
 * What every adapter guarantees:
 * - The pair is made once, by whichever call needs it first, and is the same for every tab and worker, and after every restart,
 *   until it is renewed or its storage is emptied. Two tabs that ask at once get the same one.
 * - The private half never leaves the adapter: no method hands it out, and where the platform can it is kept so that no
 *   script can export it.
 * - Nothing rejects. A browser without crypto (a page that came over plain http from another computer) or with a storage
 *   that fails has no key: then the answer is null, and everything goes on without signatures.
 *
 * Never to be awaited inside a transaction of the store: signing is foreign to it.
 */
export interface DeviceKey {
	/** The public half; makes the pair when there is none yet. */
	readonly publicKey: () => Promise<PublicKey | null>;
	/** A new pair in place of the one before, and its public half: once an enrolment, so that a number never shares a key. */
	readonly renew: () => Promise<PublicKey | null>;
	/** Signs the bytes as they are. The key is told with it, so that the two always belong together. */
	readonly sign: (bytes: Uint8Array) => Promise<Signed | null>;
	/** Whether `key` made `signature` over `bytes`: any key, not only this device's. False, never an error, for what cannot be checked. */
	readonly verify: (key: PublicKey, bytes: Uint8Array, signature: Signature) => Promise<boolean>;
}

export interface Signed {
	readonly key: PublicKey;
	readonly signature: Signature;
}
