import { getLocale, type Locale } from '#paraglide/runtime.js';

/** English without a region would write dates the American way; a floor reads day before month. */
const REGIONS: Readonly<Record<Locale, string>> = { en: 'en-GB', de: 'de-DE' };

/** One formatter a language, made when it is first asked for: making one is slow, using it is not. */
export function regional<Formatter>(make: (region: string) => Formatter): () => Formatter {
	const made = new Map<Locale, Formatter>();
	return () => {
		const locale = getLocale();
		const known = made.get(locale) ?? make(REGIONS[locale]);
		made.set(locale, known);
		return known;
	};
}
