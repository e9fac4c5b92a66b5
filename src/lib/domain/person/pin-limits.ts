import type { Role } from '../kernel/role.ts';

/** Digits of a PIN. */
export const PIN_LENGTH = 6;

/** Wrong PINs in a row, on one device, before anybody has to wait. */
export const FREE_TRIES = 5;

/** Wrong PINs in a row after which only a lead's or an admin's own PIN frees the person on that device. */
export const MOST_TRIES = 10;

const FIRST_WAIT_MS = 30_000;

/** Whose PIN frees somebody who entered too many wrong ones. */
const FREEING: readonly Role[] = ['lead', 'admin'];

export const mayFree = (roles: readonly Role[]): boolean => roles.some((role) => FREEING.includes(role));

/** How long to wait after so many wrong PINs in a row, in milliseconds: nothing at first, then 30 seconds, doubling. */
export const waitAfter = (failed: number): number =>
	failed < FREE_TRIES ? 0 : FIRST_WAIT_MS * 2 ** (failed - FREE_TRIES);

/** Nobody but a lead or an admin can go on from there. */
export const isShut = (failed: number): boolean => failed >= MOST_TRIES;

export type PinFault = 'length' | 'trivial';

/** Why a PIN cannot be chosen; null for one that can. The first ones that anybody would try are no PINs. */
export function pinFault(pin: string): PinFault | null {
	if (!/^[0-9]{6}$/.test(pin)) return 'length';
	const digits = [...pin].map(Number);
	const steps = new Set(digits.slice(1).map((digit, index) => (digit - (digits[index] ?? 0) + 10) % 10));
	const isSequence = steps.size === 1 && [0, 1, 9].some((step) => steps.has(step));
	const isRepeated = [2, 3].some((width) => pin === pin.slice(0, width).repeat(PIN_LENGTH / width));
	return isSequence || isRepeated ? 'trivial' : null;
}
