import type { Code } from '../kernel/code.ts';
import { draft, type Decider, type Need, type Rows } from '../kernel/decider.ts';
import type { EntityId } from '../kernel/event.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { runStream } from '../run/run.ts';
import { TouchedElsewhere } from './batch.ts';
import { LabelsSwapped } from './label-facts.ts';
import { bearersOf, descendantNeeds } from './bearer.ts';
import { batchNeeds, batchOf } from './place.ts';
import type { BatchRefusal } from './refusal.ts';
import { batches, type BatchRow } from './views.ts';

/** Two batches were found to carry each other's labels. The labels stay where they are: from here on each code leads to its bearer. */
export interface SwapLabels {
	readonly type: 'SwapLabels';
	/** The codes on the two labels. */
	readonly batches: readonly [Code, Code];
	readonly reason: string;
}

export const swapLabels: Decider<SwapLabels, BatchRefusal> = {
	command: 'SwapLabels',
	needs: (command, rows) => command.batches.flatMap((code) => labelNeeds(code, rows)),
	decide(command, rows, moment) {
		const [one, other] = [labelledBy(command.batches[0], rows), labelledBy(command.batches[1], rows)];
		if (!one.ok) return one;
		if (!other.ok) return other;
		const [first, second] = [one.value, other.value];
		if (leadToOne(first.batch, second.batch, rows)) return err({ type: 'LabelsOfOneBatch', batch: first.batch });
		if (command.reason.trim() === '') return err({ type: 'ReasonMissing' });

		const { run } = first.batch;
		const data = {
			run,
			labels: [
				{ batch: first.batch.id, code: second.paper },
				{ batch: second.batch.id, code: first.paper }
			],
			reason: { code: null, text: moment.personal(command.reason.trim()) }
		};
		const stream = runStream(run);
		const [ours, theirs] = [first, second].map(({ batch, paper }) => [...new Set([batch.id, paper])]);
		const swap = draft(LabelsSwapped, stream, [...(ours ?? []), ...(theirs ?? [])], data);
		if (second.batch.run === run || theirs === undefined) return ok([swap]);
		const elsewhere = { run: second.batch.run, stream, batches: theirs, made: [] };
		return ok([swap, draft(TouchedElsewhere, runStream(second.batch.run), theirs, elsewhere)]);
	}
};

interface Labelled {
	/** The code on the paper. */
	readonly paper: EntityId;
	/** The batch as it stood when it came under this label. */
	readonly batch: BatchRow;
}

/** What was made under the label of something earlier has no paper with its own code. */
function paperOf(code: Code, rows: Rows): EntityId {
	const batch = batchOf(code, rows);
	return batch?.origin === 'made' && batch.id === code ? batch.label : code;
}

function labelNeeds(code: Code, rows: Rows): Need[] {
	const paper = paperOf(code, rows);
	return [...batchNeeds(code, rows), ...batchNeeds(paper, rows), ...descendantNeeds(batchOf(paper, rows), rows)];
}

/** The batch that the label was printed for or bound to; or what kept it where that became one with others, or several. */
function labelledBy(code: Code, rows: Rows): Result<Labelled, BatchRefusal> {
	const paper = paperOf(code, rows);
	const printedFor = batchOf(paper, rows);
	if (!printedFor?.item) return err({ type: 'BatchUnknown', batch: code });
	let batch = printedFor;
	const way = new Set([printedFor]);
	for (const at of way) {
		const next = at.children
			.map((child) => rows.get(batches, child))
			.find((child) => child && !child.voided && child.label === paper);
		if (next === undefined) break;
		if (!goesOnWhole(next)) batch = next;
		way.add(next);
	}
	return batch.voided ? err({ type: 'BatchVoid', batch }) : ok({ paper, batch });
}

/** It is the same goods under the same label: what is said about the label of its source is true of it. */
const goesOnWhole = ({ began, parents }: BatchRow): boolean =>
	(began?.operation === 'move' || began?.operation === 'rework') && parents.length === 1;

/** Whether they have become one batch since. */
function leadToOne(one: BatchRow, other: BatchRow, rows: Rows): boolean {
	const [[first, ...more], [second, ...others]] = [bearersOf(one, rows), bearersOf(other, rows)];
	return first !== undefined && first.id === second?.id && more.length === 0 && others.length === 0;
}
