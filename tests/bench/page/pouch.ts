import PouchDB from 'pouchdb';
import type { BatchRow } from '#domain/batch/views.ts';
import type { ItemRow } from '#domain/item/item.ts';
import type { Thread } from '#domain/kernel/thread.ts';
import type { ProgressRow } from '#domain/run/progress.ts';
import type { RunRow } from '#domain/run/run.ts';
import type { StationRow } from '#domain/station/station.ts';
import type { StepRow } from '#domain/step/step.ts';
import type { Identity } from '#engine/tables.ts';
import type { Contender } from './contender.ts';
import { scanJob } from './scan-job.ts';

/** A view's row as a document. */
interface ViewDocument<Row> {
	readonly _id: string;
	readonly _rev?: string;
	readonly row: Row;
}

/** A batch as one document: its facts beside the row folded from them. */
export interface BatchWithThread {
	readonly batch: BatchRow;
	readonly thread: Thread;
}

/** The rows that the scans of the bench need. */
export interface PouchViews {
	readonly identity: Identity;
	readonly stations: readonly StationRow[];
	readonly steps: readonly StepRow[];
	readonly items: readonly ItemRow[];
	readonly runs: readonly RunRow[];
	readonly sums: readonly ProgressRow[];
	readonly batches: readonly BatchWithThread[];
}

export interface PouchContender extends Contender {
	readonly addEvents: (events: readonly object[]) => Promise<void>;
	readonly addViews: (views: PouchViews) => Promise<void>;
}

const CHUNK = 1_000;

/**
 * The same scan on PouchDB with its `idb` adapter, kindly: it reads the definitions the rule looks at and no others, has no
 * outbox, since its replicator remembers what was sent, keeps a batch's facts and row in one document and a sum that needs no
 * index, and writes all four documents by one `bulkDocs`, though that is no transaction. It has no strict durability.
 */
export function pouchIdb(name: string): PouchContender {
	const database = new PouchDB(name, { adapter: 'idb' });

	const store = async (documents: readonly object[], newEdits = true): Promise<void> => {
		for (let from = 0; from < documents.length; from += CHUNK) {
			const chunk = documents.slice(from, from + CHUNK);
			const answers = await database.bulkDocs(chunk, { new_edits: newEdits });
			const failed = answers.find(({ error }) => error !== undefined);
			if (failed) throw new Error(`PouchDB did not store: ${JSON.stringify(failed)}`);
		}
	};
	const documentsOf = (rows: readonly { readonly id: string }[]): ViewDocument<unknown>[] =>
		rows.map((row) => ({ _id: `view:${row.id}`, row }));
	const read = <Row>(id: string) => database.get(`view:${id}`) as Promise<ViewDocument<Row>>;
	const rowsAt = async <Row>(ids: readonly string[]): Promise<Row[]> =>
		(await Promise.all(ids.map((id) => read<Row>(id)))).map(({ row }) => row);

	return {
		addEvents: (events) => store(events, false),
		async addViews({ identity, stations, steps, items, runs, sums, batches }) {
			await store([
				{ _id: 'view:identity', row: identity },
				...documentsOf([...stations, ...steps, ...items, ...runs]),
				...sums.map((row) => ({ _id: `view:progress:${row.id}`, row })),
				...batches.map((row) => ({ _id: `view:${row.batch.id}`, row }))
			]);
		},
		async scan(command, origin) {
			const [identity, before, [place]] = await Promise.all([
				read<Identity>('identity'),
				read<BatchWithThread>(command.batch),
				rowsAt<StationRow>([command.station])
			]);
			const { batch, thread } = before.row;
			const [run, sum, steps] = await Promise.all([
				read<RunRow>(batch.run ?? ''),
				read<ProgressRow>(`progress:${batch.run}`),
				rowsAt<StepRow>(place?.steps ?? [])
			]);
			const making = steps.find(({ produces }) => produces?.item === batch.item?.id);
			const items = await rowsAt<ItemRow>(making?.consumes.map((input) => input.item) ?? []);
			const reads = { identity: identity.row, batch, thread, run: run.row, sum: sum.row };
			const definitions = { stations: place ? [place] : [], steps, items };
			const written = scanJob({ ...reads, ...definitions }, command, origin);
			const { _rev, ...event } = written.event;
			const { at } = written.event;
			const marked = {
				...written.sum,
				started: written.sum.started ?? at,
				completed: written.sum.created === 0 ? at : null
			};
			await store([
				event,
				{ ...identity, row: written.identity },
				{ ...before, row: { batch: written.batch, thread: written.thread } },
				{ ...sum, row: marked }
			]);
		}
	};
}
