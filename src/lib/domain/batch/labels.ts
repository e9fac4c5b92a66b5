import type { Code } from '../kernel/code.ts';
import { draft, type Decider, type Draft } from '../kernel/decider.ts';
import type { EntityId } from '../kernel/event.ts';
import { err, ok } from '../kernel/result.ts';
import type { LabelKind, LabelSize } from '../label/format.ts';
import { runStream } from '../run/run.ts';
import { LabelBound, LabelsPrinted, PRINT_CHUNK } from './batch.ts';
import { batchNeeds, batchOf } from './place.ts';
import type { BatchRefusal } from './refusal.ts';

/** The label was lost: the batch gets a second code. The first one still works, should it turn up. */
export interface BindLabel {
	readonly type: 'BindLabel';
	readonly batch: Code;
}

/** Labels are sent to a printer: every print is counted, on the code that it carries. */
export interface PrintLabels {
	readonly type: 'PrintLabels';
	/** The codes on the labels: `label` of the batches' rows. */
	readonly labels: readonly Code[];
	readonly kind: LabelKind;
	readonly size: LabelSize;
	/** Of each label, 1 to 99. */
	readonly copies: number;
}

export const bindLabel: Decider<BindLabel, BatchRefusal> = {
	command: 'BindLabel',
	needs: ({ batch }, rows) => batchNeeds(batch, rows),
	decide(command, rows, moment) {
		const batch = batchOf(command.batch, rows);
		if (!batch?.item) return err({ type: 'BatchUnknown', batch: command.batch });
		if (batch.voided) return err({ type: 'BatchVoid', batch });
		if (batch.run === null) return err({ type: 'BatchWithoutRun', batch });
		const code = moment.mint('b');
		const data = { run: batch.run, batch: batch.id, code };
		return ok([draft(LabelBound, runStream(batch.run), [batch.id, code], data)]);
	}
};

export const printLabels: Decider<PrintLabels, BatchRefusal> = {
	command: 'PrintLabels',
	needs: ({ labels }, rows) => labels.flatMap((label) => batchNeeds(label, rows)),
	decide({ labels, kind, size, copies }, rows) {
		if (labels.length === 0) return err({ type: 'LabelsMissing' });
		const byRun = new Map<EntityId, Code[]>();
		for (const label of new Set(labels)) {
			const run = batchOf(label, rows)?.run;
			if (run === null || run === undefined) return err({ type: 'BatchUnknown', batch: label });
			byRun.set(run, [...(byRun.get(run) ?? []), label]);
		}
		const drafts: Draft[] = [];
		for (const [run, printed] of byRun) {
			for (let from = 0; from < printed.length; from += PRINT_CHUNK) {
				const chunk = printed.slice(from, from + PRINT_CHUNK);
				drafts.push(draft(LabelsPrinted, runStream(run), chunk, { run, labels: chunk, kind, size, copies }));
			}
		}
		return ok(drafts);
	}
};
