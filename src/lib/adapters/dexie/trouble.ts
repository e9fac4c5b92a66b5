import Dexie from 'dexie';
import { StoreTrouble } from '#ports/store.ts';

/** What these names mean is that the connection, or the storage process behind it, went away. */
const LOST: ReadonlySet<string> = new Set([
	Dexie.errnames.DatabaseClosed,
	Dexie.errnames.InvalidState,
	Dexie.errnames.OpenFailed,
	// WebKit's "Connection to Indexed Database server lost" and Chromium's "Internal error opening backing store".
	Dexie.errnames.Unknown
]);

/** A failure and, from the outside in, what it was caused by. */
function* causes(error: unknown): Generator<Error> {
	if (!(error instanceof Error)) return;
	yield error;
	yield* causes((error as { readonly inner?: unknown }).inner);
	for (const failure of (error as { readonly failures?: readonly unknown[] }).failures ?? []) yield* causes(failure);
}

/** Whether the storage failed, as opposed to the work that used it. */
const isOfStorage = (error: unknown): boolean => error instanceof Dexie.DexieError || error instanceof DOMException;

/**
 * A failure of the storage as the port names it; anything else is the work's own and stays what it is.
 *
 * @param lost whether the connection was lost meanwhile: the browser then says no more than that the transaction was aborted
 */
export function troubleOf(error: unknown, lost: boolean): unknown {
	for (const cause of causes(error)) if (cause instanceof StoreTrouble) return cause;
	if (!isOfStorage(error)) return error;
	for (const cause of causes(error))
		if (cause.name === Dexie.errnames.QuotaExceeded) return new StoreTrouble('full', error);
	for (const cause of causes(error)) if (LOST.has(cause.name)) return new StoreTrouble('closed', error);
	return new StoreTrouble(lost ? 'closed' : 'failed', error);
}

export const isLost = (trouble: unknown): boolean => trouble instanceof StoreTrouble && trouble.kind === 'closed';
