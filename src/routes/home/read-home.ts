import { definitions } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { Role } from '#domain/kernel/role.ts';
import { runs } from '#domain/run/run.ts';
import { events, meta, type Identity } from '#engine/tables.ts';
import type { Reader } from '#ports/store.ts';
import { readCounting } from '#state/own-scans.ts';
import { wallTimeOf } from '#state/words/time.ts';

export interface HomeFigures {
	/** There is a station, and a run to scan something of: until then the first steps lead on. */
	readonly hasWork: boolean;
	/** Of the person who works here; none without one. */
	readonly roles: readonly Role[];
	/** Scans recorded here today that still count, by that person, or by anybody without one; up to `MOST_SCANS` are looked at. */
	readonly scansToday: number;
}

export const MOST_SCANS = 1_000;

export const readHome =
	(person: Code | null, now: number) =>
	async (reader: Reader): Promise<HomeFigures> => ({
		hasWork:
			(await reader.count(definitions.station.table, { limit: 1 })) > 0 && (await reader.count(runs, { limit: 1 })) > 0,
		roles: person === null ? [] : ((await reader.get(definitions.person.table, person))?.roles ?? []),
		scansToday: await countScans(reader, person, wallTimeOf(now).slice(0, 10))
	});

async function countScans(reader: Reader, person: Code | null, today: string): Promise<number> {
	const identity = (await reader.get(meta, 'identity')) as Identity | undefined;
	if (identity === undefined) return 0;
	const { device, epoch } = identity;
	const own = await reader.range(events, {
		index: '[device+epoch+seq]',
		from: [device, epoch, 0],
		to: [device, epoch, Number.MAX_SAFE_INTEGER],
		reverse: true,
		limit: MOST_SCANS
	});
	const scans = own.filter(
		({ at, by, source }) =>
			source !== null && source !== 'import' && at.startsWith(today) && (person === null || by.includes(person))
	);
	return (await readCounting(reader, scans)).length;
}
