import { inChunks } from '../kernel/chunks.ts';
import { codeKind, isCode, type Code } from '../kernel/code.ts';
import { draft, type Decider, type Draft, type Need, type Rows } from '../kernel/decider.ts';
import type { EntityId } from '../kernel/event.ts';
import { err, ok } from '../kernel/result.ts';
import type { LabelKind, LabelSize } from '../label/format.ts';
import { runStream } from '../run/run.ts';
import { LabelBound, LabelsPrinted, PRINT_CHUNK } from './label-facts.ts';
import { batchNamed, batchNeeds, batchOf } from './place.ts';
import type { BatchRefusal } from './refusal.ts';
import { batches } from './views.ts';

/** The label was lost: the batch gets a second code. The first one still works, should it turn up. */
export interface BindLabel {
	readonly type: 'BindLabel';
	readonly batch: Code;
	/** A pre-printed blank label that was scanned; null: a new code. */
	readonly code: Code | null;
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

/** Labels that no batch has yet: whoever needs one takes it from the stack. */
export interface PrintBlankLabels {
	readonly type: 'PrintBlankLabels';
	/** 1 to 100. Their codes stand in the event, in the order they were minted. */
	readonly count: number;
	readonly kind: LabelKind;
	readonly size: LabelSize;
}

export const bindLabel: Decider<BindLabel, BatchRefusal> = {
	command: 'BindLabel',
	needs: ({ batch, code }, rows) => [...batchNeeds(batch, rows), ...blankNeeds(code, rows)],
	decide(command, rows, moment) {
		const batch = batchNamed(command.batch, rows);
		if (!batch?.item) return err({ type: 'BatchUnknown', batch: command.batch });
		if (batch.voided) return err({ type: 'BatchVoid', batch });
		if (batch.run === null) return err({ type: 'BatchWithoutRun', batch });
		const taken = blankRefusal(command.code, rows);
		if (taken) return err(taken);
		const code = command.code ?? moment.mint('b');
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
			for (const chunk of inChunks(printed, PRINT_CHUNK)) {
				drafts.push(draft(LabelsPrinted, runStream(run), chunk, { run, labels: chunk, kind, size, copies }));
			}
		}
		return ok(drafts);
	}
};

export const printBlankLabels: Decider<PrintBlankLabels, BatchRefusal> = {
	command: 'PrintBlankLabels',
	needs: () => [],
	decide({ count, kind, size }, _rows, moment) {
		if (!Number.isSafeInteger(count) || count < 1 || count > PRINT_CHUNK) {
			return err({ type: 'LabelCountWrong', most: PRINT_CHUNK });
		}
		const labels = Array.from({ length: count }, () => moment.mint('b'));
		return ok([draft(LabelsPrinted, runStream(null), labels, { run: null, labels, kind, size, copies: 1 })]);
	}
};

/** What a blank label is judged by. */
export const blankNeeds = (label: Code | null, rows: Rows): Need[] => (label === null ? [] : batchNeeds(label, rows));

/**
 * Why a label cannot be put on a batch; null when it is blank as far as is known here, or when none was scanned. What is known of a
 * blank one is at most that it was printed, or that it was on a batch whose making was taken back: its paper is used again.
 */
export function blankRefusal(label: Code | null, rows: Rows): BatchRefusal | null {
	if (label === null) return null;
	if (!isCode(label) || codeKind(label) !== 'batch') return { type: 'NotABatchLabel', label };
	const row = rows.get(batches, label);
	const isUndone = row?.voided?.reason === null;
	const isBlank =
		!row || (row.boundTo === null && row.swapped === null && !row.waiting && (row.item === null || isUndone));
	return isBlank ? null : { type: 'LabelTaken', label, on: batchOf(label, rows) ?? row };
}
