/**
 * What an error of SQLite says about what lies below it. `full`: there was no room, and nothing of the write is left. `failed`:
 * reading or writing went wrong. `damaged`: the file is no sound database. `memory`: there was not enough of it.
 */
export type SqliteFault = 'full' | 'failed' | 'damaged' | 'memory';

const FAULTS: Readonly<Record<number, SqliteFault>> = {
	7: 'memory',
	10: 'failed',
	11: 'damaged',
	13: 'full',
	26: 'damaged'
};

/** SQLITE_IOERR_SHMSIZE: the index of the write-ahead log, which no restart needs, found no room. */
const NO_ROOM_FOR_INDEX = 10 | (19 << 8);

const BUSY = 5;

/** Undefined for an error that is about what was asked, or is none of SQLite's. */
export function faultOf(error: unknown): SqliteFault | undefined {
	const code = resultCode(error);
	if (code === undefined) return undefined;
	return code === NO_ROOM_FOR_INDEX ? 'full' : FAULTS[code & 0xff];
}

export const isSqliteError = (error: unknown): boolean => resultCode(error) !== undefined;

/** Another connection holds the lock. */
export const isBusy = (error: unknown): boolean => ((resultCode(error) ?? 0) & 0xff) === BUSY;

/** SQLite's extended result code; the primary one is its low byte. */
function resultCode(error: unknown): number | undefined {
	if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
	return error.errcode;
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
