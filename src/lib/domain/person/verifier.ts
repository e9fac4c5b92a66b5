/** What a PIN is checked by: PBKDF2 with HMAC-SHA-256. Salt and hash are base64 without padding. */
export interface Verifier {
	readonly rounds: number;
	/** Of 16 bytes. */
	readonly salt: string;
	/** Of 32 bytes. */
	readonly hash: string;
}

/** Neither so few that they hide nothing, nor so many that a kiosk stands still. */
export const LEAST_ROUNDS = 10_000;
export const MOST_ROUNDS = 5_000_000;

const SHAPE = /^\$pbkdf2-sha256\$i=([1-9][0-9]{0,7})\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/;

/** Reads the PHC string form, `$pbkdf2-sha256$i=600000$<salt>$<hash>`; null for anything that no PIN can be checked by here. */
export function parseVerifier(text: string): Verifier | null {
	const [, digits = '', salt = '', hash = ''] = SHAPE.exec(text) ?? [];
	const rounds = Number(digits);
	return rounds >= LEAST_ROUNDS && rounds <= MOST_ROUNDS ? { rounds, salt, hash } : null;
}
