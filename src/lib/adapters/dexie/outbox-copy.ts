import Dexie from 'dexie';
import type { OutboxCopy } from '#ports/outbox-copy.ts';
import { troubleOf } from './trouble.ts';

export interface OutboxCopyOptions {
	/** Of the store whose outbox this copies: the copy is the database `<name>-copy`. */
	readonly name: string;
	/** Hears of what could not be kept or dropped, which nobody else does: there is then no second copy. */
	readonly trouble?: (error: unknown) => void;
}

export interface DexieOutboxCopy extends OutboxCopy {
	readonly close: () => void;
}

/**
 * The second copy in a database of its own, so that a store that broke does not take it along. Relaxed: the strict write is the
 * store's, and waiting for the disk twice would buy nothing. `keep` and `drop` never reject; `all` throws StoreTrouble when
 * the copy cannot be read, since an unreadable copy is no empty one. A lost connection is opened again by the next call.
 */
export function createOutboxCopy({ name, trouble }: OutboxCopyOptions): DexieOutboxCopy {
	const database = new Dexie(`${name}-copy`, {
		chromeTransactionDurability: 'relaxed',
		cache: 'disabled',
		addons: []
	});
	database.version(1).stores({ documents: '_id' });
	const documents = database.table<{ readonly _id: string }, string>('documents');
	let closed = false;

	const perform = async <Answer>(action: () => PromiseLike<Answer>): Promise<Answer> => {
		try {
			// After a failure Dexie opens nothing again by itself.
			if (!closed) await database.open();
			return await action();
		} catch (error) {
			throw troubleOf(error, true);
		}
	};
	const attempt = async (action: () => PromiseLike<unknown>): Promise<void> => {
		await perform(action).catch((error: unknown) => trouble?.(error));
	};

	return {
		keep: (kept) => attempt(() => documents.bulkPut(kept)),
		drop: (ids) => attempt(() => documents.bulkDelete(ids as string[])),
		all: () => perform(() => documents.toArray()),
		close: () => {
			closed = true;
			database.close();
		}
	};
}
