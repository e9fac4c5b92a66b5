import { getLocale, overwriteGetLocale, setLocale, type Locale } from '#paraglide/runtime.js';

/** The language of this device: the one chosen here, else the browser's, else English. */
let current = $state<Locale>(getLocale());

// Every message asks for it while it is read, so a new choice redraws all texts in place, and no page loads anew: what
// somebody has half entered stays.
overwriteGetLocale(() => current);

export const locale = {
	get current(): Locale {
		return current;
	}
};

export function chooseLocale(chosen: Locale): void {
	void setLocale(chosen, { reload: false });
	current = chosen;
}

/** Each in its own language, so that whoever landed in a foreign one finds home. */
export const LOCALE_OPTIONS: readonly { readonly value: Locale; readonly label: string }[] = [
	{ value: 'en', label: 'English' },
	{ value: 'de', label: 'Deutsch' }
];
