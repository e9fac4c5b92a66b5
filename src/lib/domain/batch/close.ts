import type { Code } from '../kernel/code.ts';
import { draft, need, type Decider } from '../kernel/decider.ts';
import { err, ok } from '../kernel/result.ts';
import { threads } from '../kernel/thread.ts';
import { runStream } from '../run/run.ts';
import {
	BatchClosed,
	BatchesPlanned,
	BatchesTransformed,
	BatchInitialised,
	BatchVoided,
	type Transformed
} from './batch.ts';
import type { BatchRefusal } from './refusal.ts';
import { batches } from './views.ts';

export interface CloseBatch {
	readonly type: 'CloseBatch';
	readonly batch: Code;
	readonly reason: string;
}

export interface VoidBatch {
	readonly type: 'VoidBatch';
	readonly batch: Code;
	readonly reason: string;
}

export const closeBatch: Decider<CloseBatch, BatchRefusal> = {
	command: 'CloseBatch',
	needs: ({ batch }) => [need(batches, batch)],
	decide({ batch: id, reason }, rows, moment) {
		const batch = rows.get(batches, id);
		if (!batch) return err({ type: 'BatchUnknown', batch: id });
		if (batch.voided) return err({ type: 'BatchVoid', batch });
		if (batch.state === 'closed') return err({ type: 'BatchAlreadyClosed', batch });
		if (batch.state !== 'open') return err({ type: 'BatchNotOpen', batch });
		if (batch.run === null) return err({ type: 'BatchWithoutRun', batch });
		if (reason.trim() === '') return err({ type: 'ReasonMissing' });
		const data = { run: batch.run, batch: id, reason: { code: null, text: moment.personal(reason.trim()) } };
		return ok([draft(BatchClosed, runStream(batch.run), [id], data)]);
	}
};

/**
 * Names the making and every scan known to stand on it, so that only what its author did not know is left for a lead. What
 * has gone on as something else is not made void under it.
 */
export const voidBatch: Decider<VoidBatch, BatchRefusal> = {
	command: 'VoidBatch',
	roles: ['lead', 'quality', 'planner', 'admin'],
	needs: ({ batch }) => [need(batches, batch), need(threads, batch)],
	decide({ batch: id, reason }, rows, moment) {
		const batch = rows.get(batches, id);
		if (!batch?.item) return err({ type: 'BatchUnknown', batch: id });
		if (batch.voided) return err({ type: 'BatchVoid', batch });
		if (batch.lastUse) return err({ type: 'UndoBlocked', batch, by: batch.lastUse, chain: [] });
		if (batch.run === null) return err({ type: 'BatchWithoutRun', batch });
		if (reason.trim() === '') return err({ type: 'ReasonMissing' });
		const known = rows.get(threads, id)?.facts ?? [];
		const facts = known
			.filter(
				({ type, data }) =>
					type === BatchesPlanned.type ||
					type === BatchInitialised.type ||
					(type === BatchesTransformed.type && (data as Transformed | null)?.make)
			)
			.map((fact) => fact.id);
		const data = { run: batch.run, batch: id, facts, reason: { code: null, text: moment.personal(reason.trim()) } };
		return ok([draft(BatchVoided, runStream(batch.run), [id], data)]);
	}
};
