import type { Unit } from '#domain/unit/unit.ts';
import { rational } from '#domain/kernel/quantity.ts';
import type { AmountField, Amounts } from '#domain/run/amounts.ts';
import { printAmount } from '#domain/unit/print.ts';
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

const FIELD_NAMES: Readonly<Record<AmountField, string>> = {
	batches: 'how many batches',
	each: 'how much is in a batch',
	total: 'the total'
};

/** A fault in words that say what would be right. */
export function faultWords(fault: LineFault, unit: Unit | undefined): string {
	const name = unit?.name ?? '';
	switch (fault.type) {
		case 'ItemMissing':
			return 'Choose what to make';
		case 'AmountMissing':
			return `Say ${FIELD_NAMES[fault.field]}`;
		case 'AmountUnreadable':
			return 'Write a number, like 12 or 2.5';
		case 'AmountNotPositive':
			return 'It has to be more than nothing';
		case 'BatchesNotWhole':
			return 'Batches are counted whole';
		case 'BatchesTooMany':
			return `A run has ${printAmount(rational(BigInt(fault.most)))} batches at most`;
		case 'TotalNotDivisible':
			return `It does not divide into batches of that size: ${[fault.below, fault.above]
				.filter((amounts) => amounts !== null)
				.map((amounts) => divided(amounts, name))
				.join(', ')}`;
		case 'TooFine':
			return `It comes out finer than ${printAmount(fault.smallest)} ${name}, the smallest that is counted`;
	}
}

const divided = ({ batches, total }: Amounts, unit: string): string =>
	`${batches} ${batches === 1 ? 'batch makes' : 'batches make'} ${printAmount(total)} ${unit}`;
