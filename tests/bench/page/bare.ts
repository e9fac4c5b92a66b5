import { batches, type BatchRow } from '#domain/batch/views.ts';
import { item, type ItemRow } from '#domain/item/item.ts';
import type { Table } from '#domain/kernel/table.ts';
import { threads } from '#domain/kernel/thread.ts';
import { progress, type ProgressRow } from '#domain/run/progress.ts';
import { runs } from '#domain/run/run.ts';
import { station, type StationRow } from '#domain/station/station.ts';
import { step, type StepRow } from '#domain/step/step.ts';
import { outboxRow } from '#engine/commit.ts';
import { events, meta, outbox, type Identity } from '#engine/tables.ts';
import type { Contender } from './contender.ts';
import { scanJob } from './scan-job.ts';

const USED = [meta, batches, threads, runs, station.table, step.table, item.table, progress.table, events, outbox];

/**
 * The same scan by hand, on the very tables the product stores its own in: the same rows read and written, in one strict
 * transaction over the stores it needs, everything asked for as early as it can be.
 */
export async function bareIndexedDb(name: string): Promise<Contender> {
	const database = await answer(indexedDB.open(name));
	const names = USED.map((table) => table.name);
	return {
		scan: (command, origin) =>
			new Promise((resolve, reject) => {
				const transaction = database.transaction(names, 'readwrite', { durability: 'strict' });
				transaction.oncomplete = () => resolve();
				transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
				const store = (table: Table<never>): IDBObjectStore => transaction.objectStore(table.name);
				const get = <Row>(table: Table<Row>, key: string) =>
					answer<Row>(store(table as Table<never>).get(key) as IDBRequest<Row>);
				const all = <Row>(table: Table<Row>) =>
					answer<Row[]>(store(table as Table<never>).getAll() as IDBRequest<Row[]>);
				const put = <Row>(table: Table<Row>, row: Row): unknown => store(table as Table<never>).put(row);

				async function work(): Promise<void> {
					const [identity, batch, thread, stations, steps, items] = await Promise.all([
						get(meta, 'identity') as Promise<Identity>,
						get(batches, command.batch),
						get(threads, command.batch),
						all<StationRow>(station.table),
						all<StepRow>(step.table),
						all<ItemRow>(item.table)
					]);
					const group = batch.run ?? '';
					const [run, before] = await Promise.all([get(runs, group), get(progress.table, group)]);
					const reads = { identity, batch, thread, run, stations, steps, items, sum: before };
					const written = scanJob(reads, command, origin);
					put(meta, written.identity);
					put(outbox, outboxRow(written.event, Date.now()));
					put(events, written.event);
					put(threads, written.thread);
					put(batches, written.batch);
					put(progress.table, await marked(store(batches as Table<never>), group, written.sum));
				}
				work().catch(reject);
			})
	};
}

/** The sum with the times of the run's first and last batch, as the indexes tell them. */
async function marked(rows: IDBObjectStore, group: string, sum: ProgressRow): Promise<ProgressRow> {
	const span = IDBKeyRange.bound([group], [group, '\uffff']);
	const found = progress.ends.map(async ({ index, end }) => {
		const cursor = await answer(rows.index(index).openCursor(span, end === 'first' ? 'next' : 'prev'));
		return cursor?.value as BatchRow | undefined;
	});
	return progress.mark(sum, await Promise.all(found));
}

const answer = <Answer>(request: IDBRequest<Answer>): Promise<Answer> =>
	new Promise((resolve, reject) => {
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'));
	});
