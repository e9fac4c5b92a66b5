import type { Code } from '../kernel/code.ts';
import { draft, type Decider } from '../kernel/decider.ts';
import type { Quantity } from '../kernel/quantity.ts';
import { err, ok } from '../kernel/result.ts';
import { runStream } from '../run/run.ts';
import { BatchCorrected } from './batch.ts';
import type { Grade } from './goods.ts';
import { measured } from './measured.ts';
import { batchNamed, batchNeeds } from './place.ts';
import type { BatchRefusal } from './refusal.ts';

/** What was made or planned is another quantity or grade than was recorded. It changes no batch that was made of it since. */
export interface CorrectBatch {
	readonly type: 'CorrectBatch';
	readonly batch: Code;
	/** Of what was made, taken parts included; null when it stays. */
	readonly quantity: Quantity | null;
	/** Null when it stays. */
	readonly grade: Grade | null;
	readonly reason: string;
}

export const correctBatch: Decider<CorrectBatch, BatchRefusal> = {
	command: 'CorrectBatch',
	needs: ({ batch }, rows) => batchNeeds(batch, rows),
	decide({ batch: code, quantity, grade, reason }, rows, moment) {
		const batch = batchNamed(code, rows);
		if (!batch?.item || !batch.quantity) return err({ type: 'BatchUnknown', batch: code });
		if (batch.voided) return err({ type: 'BatchVoid', batch });
		if (quantity !== null) {
			const count = measured(quantity, batch.quantity);
			if (!count.ok) return count;
		}
		const newQuantity = quantity && isSame(quantity, batch.quantity) ? null : quantity;
		const newGrade = grade === batch.grade ? null : grade;
		if (newQuantity === null && newGrade === null) return err({ type: 'NothingToCorrect', batch });
		if (reason.trim() === '') return err({ type: 'ReasonMissing' });
		const because = { code: null, text: moment.personal(reason.trim()) };
		const data = { run: batch.run, batch: batch.id, quantity: newQuantity, grade: newGrade, reason: because };
		return ok([draft(BatchCorrected, runStream(batch.run), [batch.id], data)]);
	}
};

const isSame = (one: Quantity, other: Quantity): boolean => one.amount === other.amount && one.unit === other.unit;
