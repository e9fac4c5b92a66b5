import { events, meta, outbox, quarantine, type Account, type QuarantineRow } from '#engine/tables.ts';
import type { Reader } from '#ports/store.ts';
import { readShown, type ShownRecord } from './sync-words.ts';

/** Rows of each list at most; the rest is counted. */
export const MOST = 50;

export interface WaitingRecord extends ShownRecord {
	readonly id: string;
	/** Milliseconds since 1970: since when it waits. */
	readonly since: number;
}

export interface KeptDocument {
	readonly row: QuarantineRow;
	readonly shown: ShownRecord;
}

export interface SyncLists {
	/** Oldest first. */
	readonly waiting: readonly WaitingRecord[];
	readonly refused: readonly KeptDocument[];
	readonly received: readonly KeptDocument[];
	readonly receivedCount: number;
	readonly refusedCount: number;
	readonly account: Account | undefined;
}

export async function readSync(reader: Reader): Promise<SyncLists> {
	const rows = await reader.range(outbox, { index: 'since', limit: MOST });
	const logged = await reader.getMany(
		events,
		rows.map(({ event }) => event)
	);
	const [refused, received] = [await kept(reader, 'refused'), await kept(reader, 'received')];
	return {
		waiting: rows.map(({ event, since }, index) => ({ ...logged[index], id: event, since })),
		refused: refused.rows,
		refusedCount: refused.count,
		received: received.rows,
		receivedCount: received.count,
		account: (await reader.get(meta, 'account')) as Account | undefined
	};
}

async function kept(reader: Reader, direction: QuarantineRow['direction']) {
	const span = { index: 'direction', from: direction, to: `${direction}\u0000` };
	const rows = await reader.range(quarantine, { ...span, limit: MOST });
	return {
		rows: rows.map((row) => ({ row, shown: readShown(row.document) })),
		count: await reader.count(quarantine, span)
	};
}
