import type { SetPinRefusal } from '#domain/person/set-pin.ts';
import { FREE_TRIES, type PinFault } from '#domain/person/pin-limits.ts';
import type { PinTrouble } from '#ports/pin-hasher.ts';
import { m } from '#paraglide/messages.js';
import type { TurnedAway } from '../sign-in.svelte.ts';
import { goneWords, strangerWords } from './scan.ts';
import { storeTroubleWords } from './store.ts';
import { stop, warning, type NameOf, type Words } from './words.ts';

/** The PIN just entered is not it; `failed`: wrong ones in a row. */
export function wrongPinWords(failed: number): Words {
	const left = FREE_TRIES - failed;
	return warning(m.pin_wrong_title(), left > 0 && left < FREE_TRIES - 1 ? m.pin_wrong_left({ count: left }) : '');
}

/** A PIN that cannot be checked here. */
export function pinTroubleWords({ type }: PinTrouble | { readonly type: 'VerifierMissing' }): Words {
	switch (type) {
		case 'VerifierMissing':
			return warning(m.pin_missing_title(), m.pin_missing_line());
		case 'VerifierUnknown':
			return warning(m.pin_unknown_title(), m.pin_unknown_line());
		case 'CryptoMissing':
			return stop(m.pin_crypto_title(), m.pin_crypto_line());
	}
}

/** Why nobody came. */
export function turnedAwayWords(why: TurnedAway, nameOf: NameOf): Words {
	switch (why.type) {
		case 'Locked':
			return stop(m.pin_turned_away_title(), m.pin_turned_away_line());
		case 'Unknown':
			return strangerWords(why.person);
		case 'Left':
			return goneWords(why.person, nameOf);
		case 'StoreTrouble':
			return storeTroubleWords(why.trouble);
	}
}

export function pinFaultText(fault: PinFault | 'twice' | 'same'): string {
	switch (fault) {
		case 'length':
			return m.pin_fault_length();
		case 'trivial':
			return m.pin_fault_trivial();
		case 'twice':
			return m.pin_fault_twice();
		case 'same':
			return m.pin_fault_same();
	}
}

export const pinRefusalWords = ({ type }: SetPinRefusal): Words =>
	type === 'LastAdmin'
		? warning(m.pin_last_admin_title(), m.pin_last_admin_line())
		: stop(m.pin_not_set(), m.pin_not_set_line());

/** `0:29`, `8:00`. */
export function waitText(milliseconds: number): string {
	const seconds = Math.ceil(milliseconds / 1000);
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
