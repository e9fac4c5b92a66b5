import { definitions } from '#domain/catalog.ts';
import { runs } from '#domain/run/run.ts';
import { events, meta, type Identity } from '#engine/tables.ts';
import type { Reader } from '#ports/store.ts';
import { wallTimeOf } from '#state/words/time.ts';

export interface HomeFigures {
	readonly hasPeople: boolean;
	readonly hasStation: boolean;
	readonly hasRun: boolean;
	/** Scans that this device recorded today, up to `MOST_SCANS`. */
	readonly scansToday: number;
}

export const MOST_SCANS = 1_000;

export const readHome =
	(now: number) =>
	async (reader: Reader): Promise<HomeFigures> => ({
		hasPeople: (await reader.count(definitions.person.table, { limit: 1 })) > 0,
		hasStation: (await reader.count(definitions.station.table, { limit: 1 })) > 0,
		hasRun: (await reader.count(runs, { limit: 1 })) > 0,
		scansToday: await countScans(reader, wallTimeOf(now).slice(0, 10))
	});

async function countScans(reader: Reader, today: string): Promise<number> {
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
	return own.filter(({ at, source }) => source !== null && source !== 'import' && at.startsWith(today)).length;
}
