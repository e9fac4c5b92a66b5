import type { PageLanguage } from '../http/page.ts';
import type { Format } from './health-texts.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const BYTE_UNITS = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** In the zone of this machine, which is named: whoever reads may sit elsewhere. */
export function healthFormat(language: PageLanguage, now: number): Format {
	const region = language === 'de' ? 'de-DE' : 'en-GB';
	const times = new Intl.DateTimeFormat(region, { dateStyle: 'medium', timeStyle: 'short' });
	const zone = new Intl.DateTimeFormat(region, { hour: '2-digit', timeZoneName: 'short' });
	const days = new Intl.DateTimeFormat(region, { dateStyle: 'long' });
	const counts = new Intl.NumberFormat(region, { maximumFractionDigits: 0 });
	const ages = new Intl.RelativeTimeFormat(region, { numeric: 'auto' });
	const zoneName = (at: number): string =>
		zone.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';

	return {
		count: counts.format,
		bytes(bytes) {
			let [value, unit] = [bytes / 1_000, 0];
			while (value >= 1_000 && unit < BYTE_UNITS.length - 1) [value, unit] = [value / 1_000, unit + 1];
			const digits = value < 10 && unit > 0 ? 1 : 0;
			const style = { style: 'unit', unit: BYTE_UNITS[unit] ?? 'byte', maximumFractionDigits: digits } as const;
			return new Intl.NumberFormat(region, style).format(value);
		},
		time: (at) => `${times.format(at)} ${zoneName(at)}`,
		day: days.format,
		ago(at) {
			const { value, unit } = inUnits(at - now);
			return ages.format(value, unit);
		},
		span(milliseconds) {
			const { value, unit } = inUnits(Math.abs(milliseconds));
			return new Intl.NumberFormat(region, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
		}
	};
}

function inUnits(milliseconds: number): {
	readonly value: number;
	readonly unit: 'second' | 'minute' | 'hour' | 'day';
} {
	const size = Math.abs(milliseconds);
	if (size < MINUTE) return { value: Math.round(milliseconds / 1_000), unit: 'second' };
	if (size < 2 * HOUR) return { value: Math.round(milliseconds / MINUTE), unit: 'minute' };
	if (size < 2 * DAY) return { value: Math.round(milliseconds / HOUR), unit: 'hour' };
	return { value: Math.round(milliseconds / DAY), unit: 'day' };
}
