import { baseLocale, overwriteGetLocale, type Locale } from '#paraglide/runtime.js';

/** What `say` says in a language; tests speak English otherwise. */
export function inLocale<Said>(locale: Locale, say: () => Said): Said {
	overwriteGetLocale(() => locale);
	try {
		return say();
	} finally {
		overwriteGetLocale(() => baseLocale);
	}
}
