import type { Unit } from '#domain/unit/unit.ts';
import { rational, type Rational } from '#domain/kernel/quantity.ts';
import type { AmountField } from '#domain/run/amounts.ts';
import { m } from '#paraglide/messages.js';
import { amountText, unitText } from '#state/words/quantity.ts';
import type { LineFault } from './run-draft.ts';

/** Which field of a line a fault is shown beside. */
export type LineField = AmountField | 'item';

export function faultField(fault: LineFault): LineField {
	switch (fault.type) {
		case 'ItemMissing':
			return 'item';
		case 'BatchesNotWhole':
		case 'BatchesTooMany':
			return 'batches';
		case 'TotalNotDivisible':
			return 'total';
		default:
			return fault.field;
	}
}

const MISSING: Readonly<Record<AmountField, () => string>> = {
	batches: m.runs_fault_missing_batches,
	each: m.runs_fault_missing_each,
	total: m.runs_fault_missing_total
};

/** A fault in words that say what would be right. */
export function faultWords(fault: LineFault, unit: Unit | undefined): string {
	const inUnit = (amount: Rational): string => `${amountText(amount)}\u00a0${unitText(unit?.name ?? '')}`.trim();
	switch (fault.type) {
		case 'ItemMissing':
			return m.runs_fault_item();
		case 'AmountMissing':
			return MISSING[fault.field]();
		case 'AmountUnreadable':
			return m.runs_fault_unreadable();
		case 'AmountNotPositive':
			return m.runs_fault_not_positive();
		case 'BatchesNotWhole':
			return m.runs_fault_not_whole();
		case 'BatchesTooMany':
			return m.runs_fault_too_many({ most: amountText(rational(BigInt(fault.most))) });
		case 'TotalNotDivisible':
			return m.runs_fault_not_divisible({
				ways: [fault.below, fault.above]
					.filter((amounts) => amounts !== null)
					.map(({ batches, total }) => m.runs_fault_way({ count: batches, total: inUnit(total) }))
					.join(', ')
			});
		case 'TooFine':
			return m.runs_fault_too_fine({ smallest: inUnit(fault.smallest) });
	}
}
