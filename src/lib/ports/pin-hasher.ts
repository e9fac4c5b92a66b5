import type { Result } from '#domain/kernel/result.ts';

/**
 * Turns a PIN into what it is checked by, and checks it, on the device and without a network. Slow on purpose: whoever got hold of
 * a verifier has a million PINs to try.
 */
export interface PinHasher {
	/**
	 * A verifier with a salt of its own, in the PHC string form: `$pbkdf2-sha256$i=600000$<salt>$<hash>`, both in base64 without
	 * padding.
	 */
	readonly hash: (pin: string) => Promise<Result<string, PinTrouble>>;
	/** Whether the PIN is the one. How long it takes does not depend on how much of it is right. */
	readonly matches: (pin: string, verifier: string) => Promise<Result<boolean, PinTrouble>>;
}

export type PinTrouble =
	/** A browser gives cryptography to a secure origin only: HTTPS, or this machine itself. */
	| { readonly type: 'CryptoMissing' }
	/** Made by a newer version in a way that this one does not know, or damaged. */
	| { readonly type: 'VerifierUnknown' };
