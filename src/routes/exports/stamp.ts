import type { Sheet, Stamp } from '#adapters/sheets/sheet.ts';
import { m } from '#paraglide/messages.js';
import { datedTime, wallTimeOf } from '#state/words/time.ts';
import type { ExportSubject } from './export-offer.ts';

/** When, where and for whom a file is made. Times in milliseconds since 1970. */
export interface Making {
	readonly now: number;
	/** The last contact with the server; null before the first. */
	readonly heard: number | null;
	readonly isDemo: boolean;
	/** The device's number; null where it has none. */
	readonly device: string | null;
	/** Whoever works here, as the reader may know it; empty for nobody. */
	readonly by: string;
}

/** What a file says of itself. It is read where nobody can ask when that was. */
export function stampOf({ what, filters, notes = [] }: ExportSubject, making: Making): Stamp {
	const { now, heard, isDemo, device, by } = making;
	return [
		what,
		filters.length === 0 ? m.exports_all() : m.exports_filters({ filters: filters.join(' · ') }),
		m.exports_data_of({ time: datedTime(now) }) + (isDemo ? '' : ` · ${heardText(heard)}`),
		...(isDemo ? [m.exports_demo()] : []),
		...notes,
		by ? m.exports_by({ who: by, device: device ?? '?' }) : m.exports_by_nobody({ device: device ?? '?' })
	];
}

const heardText = (heard: number | null): string =>
	heard === null ? m.exports_never_heard() : m.exports_heard({ time: datedTime(heard) });

/** In letters: with two such parts, a time and an ending, a name is short enough for every file system. */
const LONGEST_PART = 80;

/** `Runs_2026-11-30_1042.csv`: whatever things are called, a name that every file system takes. */
export function fileName(parts: readonly string[], now: number, format: string): string {
	const wall = wallTimeOf(now);
	const time = `${wall.slice(0, 10)}_${wall.slice(11, 16).replace(':', '')}`;
	const named = parts.map((part) =>
		[...part.replace(/[^\p{L}\p{N}]+/gu, '-')].slice(0, LONGEST_PART).join('').replace(/^-|-$/g, '')
	);
	return `${[...named.filter(Boolean), time].join('_')}.${format}`;
}

/** A workbook's times are of the clock on the wall, and know no zone: which they were stands beside them. */
export function zoneLine(sheets: readonly Sheet[]): Stamp {
	const zones = new Set<string>();
	for (const { columns, rows } of sheets) {
		for (const [index, { kind }] of columns.entries()) {
			if (kind !== 'time') continue;
			for (const row of rows) if (typeof row[index] === 'string') zones.add(row[index].slice(23));
		}
	}
	return zones.size === 0 ? [] : [m.exports_zones({ zones: [...zones].sort().join(', ') })];
}

/**
 * A list of separated values has no place beside its rows: what it says of itself is its last column, so that a row which is cut
 * out still says what it is.
 */
export function stamped(sheet: Sheet, stamp: Stamp): Sheet {
	const text = stamp.join(' · ');
	return {
		...sheet,
		columns: [...sheet.columns, { title: m.exports_column_stamp(), kind: 'text' }],
		rows: sheet.rows.map((row) => [...row, text])
	};
}
