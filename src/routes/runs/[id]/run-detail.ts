import { batches, progress, runState, type BatchRow, type ProgressRow, type RunState } from '#domain/batch/views.ts';
import type { Code } from '#domain/kernel/code.ts';
import { exceptions, type Exception } from '#domain/kernel/view.ts';
import { runs, type RunRow } from '#domain/run/run.ts';
import { personalTexts } from '#engine/tables.ts';
import { personalId } from '#domain/kernel/personal.ts';
import type { Reader } from '#ports/store.ts';
import type { NameOf } from '#state/words/words.ts';

/** A run as its page shows it. */
export interface RunDetail {
	readonly run: RunRow;
	readonly sum: ProgressRow | undefined;
	readonly state: RunState;
	readonly cancelledBecause: string | null;
	/** What the merge of histories left for a lead, of this run. */
	readonly decisions: readonly Exception[];
}

/** Null: this device knows no such run. */
export async function readRun(reader: Reader, id: Code): Promise<RunDetail | null> {
	const run = await reader.get(runs, id);
	if (run === undefined) return null;
	const sum = await reader.get(progress.table, id);
	const reason = run.cancelled?.reason.text;
	const text = reason && (await reader.get(personalTexts, personalId(reason)));
	return {
		run,
		sum,
		state: runState(sum, run.cancelled !== null),
		cancelledBecause: text?.text ?? null,
		decisions: await reader.range(exceptions, ofRun(id))
	};
}

/** The run's batches in the order of their codes: the order they were planned in. */
export const readBatches =
	(id: Code) =>
	(reader: Reader): Promise<BatchRow[]> =>
		reader.range(batches, ofRun(id));

const ofRun = (id: Code) => ({ index: 'run', from: id, to: `${id}\u0000` });

export const BATCH_FILTERS = ['all', 'created', 'open', 'closed', 'voided', 'disputed'] as const;
export type BatchFilter = (typeof BATCH_FILTERS)[number];

export function passes(filter: BatchFilter, { state, voided, exceptions: raised }: BatchRow): boolean {
	switch (filter) {
		case 'all':
			return true;
		case 'voided':
			return voided !== null;
		case 'disputed':
			return raised.length > 0;
		default:
			return state === filter && voided === null;
	}
}

/** Where a batch is and since when: its machine or station, or the machine it is planned for. */
export function whereabouts(
	{ state, voided, began, closed, machine }: BatchRow,
	nameOf: NameOf
): { readonly place: string; readonly since: string | null } {
	if (voided) return { place: '', since: voided.at };
	const at = began?.machine ?? began?.station ?? null;
	if (state === 'created') return { place: machine === null ? '' : `planned for ${nameOf(machine)}`, since: null };
	return { place: at === null ? '' : nameOf(at), since: closed?.at ?? began?.at ?? null };
}
