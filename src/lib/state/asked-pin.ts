import type { Code } from '#domain/kernel/code.ts';
import type { StoreTroubleKind } from '#ports/store.ts';
import type { PinStanding } from './pin-check.ts';

/** Somebody's PIN is being asked for. */
export interface AskedPin {
	/** Tells it from every other time. */
	readonly number: number;
	readonly person: Code;
	readonly standing: PinStanding;
	/** The one that was just entered is not it. */
	readonly isWrong: boolean;
	/** It is being checked. */
	readonly isBusy: boolean;
	/** Whom the PIN frees, who entered too many wrong ones. */
	readonly frees: Code | null;
	/** For one act, and not to work here. */
	readonly isProof: boolean;
	/** Something else was scanned meanwhile: nothing was recorded. */
	readonly isElsewhere: boolean;
	/** The storage failed: nothing was checked. */
	readonly trouble: StoreTroubleKind | null;
}

/** What a PIN is asked for. */
export type Purpose =
	| { readonly to: 'come'; readonly done: () => void }
	| { readonly to: 'prove'; readonly done: () => void }
	/** Then the one who is freed is asked again. */
	| { readonly to: 'free'; readonly person: Code; readonly then: Purpose };

export const askPin = (number: number, person: Code, standing: PinStanding, purpose: Purpose): AskedPin => ({
	number,
	person,
	standing,
	isWrong: false,
	isBusy: false,
	frees: purpose.to === 'free' ? purpose.person : null,
	isProof: purpose.to === 'prove',
	isElsewhere: false,
	trouble: null
});
