import type { NewChild } from '#domain/batch/cut.ts';
import type { Grade } from '#domain/batch/goods.ts';
import type { MergeBatches } from '#domain/batch/merge.ts';
import type { SplitBatch } from '#domain/batch/split.ts';
import type { Code } from '#domain/kernel/code.ts';
import { quantity } from './floor.ts';

export const child = (text: string, changes: Partial<NewChild> = {}): NewChild => ({
	grade: 'firsts',
	quantity: quantity(text),
	label: null,
	reason: null,
	...changes
});

export const waste = (text: string, why = 'torn'): NewChild => child(text, { grade: 'waste', reason: { text: why } });

export const splitAt = (
	station: Code,
	batch: Code,
	children: readonly NewChild[],
	answers: Partial<SplitBatch> = {}
): SplitBatch => ({
	type: 'SplitBatch',
	batch,
	station,
	source: null,
	children,
	closes: null,
	machine: null,
	usual: null,
	...answers
});

export const mergeAt = (
	station: Code,
	batches: readonly Code[],
	answers: Partial<MergeBatches> = {}
): MergeBatches => ({
	type: 'MergeBatches',
	station,
	batches,
	sources: {},
	step: null,
	machine: null,
	usual: null,
	...answers
});

export const swapLabels = (one: Code, other: Code, reason = 'found on the wrong pallet') =>
	({ type: 'SwapLabels', batches: [one, other], reason }) as const;

/** Null leaves the quantity, or the grade, as it is. */
export const correctTo = (batch: Code, amount: string | null, grade: Grade | null = null, reason = 'counted wrong') =>
	({ type: 'CorrectBatch', batch, quantity: amount === null ? null : quantity(amount), grade, reason }) as const;

/** To a blank label that was scanned, else to a new code. */
export const bindLabel = (batch: Code, code: Code | null = null) => ({ type: 'BindLabel', batch, code }) as const;
