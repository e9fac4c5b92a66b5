import { inUnitOf, type Quantity, type Rational } from '#domain/kernel/quantity.ts';
import type { GoodsPart } from '#domain/run/goods.ts';
import { m } from '#paraglide/messages.js';
import { gradeText } from '#state/words/grade.ts';
import { quantityText } from '#state/words/quantity.ts';
import type { AmountPattern } from '#ui/pattern.ts';
import { WHOLE_LIST, writeQuery, type BatchQuery } from './batch-list.ts';

/** How a part is drawn: a letter for grades, and a pattern of its own for each. */
export const PART_SIGNS: Readonly<Record<GoodsPart, { readonly letter: string; readonly pattern: AmountPattern }>> = {
	firsts: { letter: '1', pattern: 'solid' },
	seconds: { letter: '2', pattern: 'stripe' },
	waste: { letter: 'W', pattern: 'dots' },
	inProcess: { letter: '', pattern: 'lines' },
	created: { letter: '', pattern: 'empty' },
	voided: { letter: '', pattern: 'grid' }
};

export function partText(part: GoodsPart): string {
	switch (part) {
		case 'inProcess':
			return m.runs_part_in_process();
		case 'created':
			return m.runs_created();
		case 'voided':
			return m.runs_void();
		default:
			return gradeText(part);
	}
}

/** The list narrowed to the batches of one part. */
export function queryOf(part: GoodsPart): BatchQuery {
	switch (part) {
		case 'firsts':
			return { ...WHOLE_LIST, state: 'closed', grade: 'firsts' };
		case 'inProcess':
			return { ...WHOLE_LIST, state: 'open', grade: 'firsts' };
		case 'created':
		case 'voided':
			return { ...WHOLE_LIST, state: part };
		default:
			return { ...WHOLE_LIST, grade: part };
	}
}

export const addressOf = (path: string, query: BatchQuery): string => `${path}${writeQuery(query)}#batches`;

/** An amount in base units, in the unit of `like`. */
export const amountIn = (inBase: Rational, like: Quantity): string => quantityText(inUnitOf(like, inBase));

/** Its share of the whole, 0 to 1: to draw with, never to reckon with. */
export const shareOfWhole = (part: Rational, whole: Rational): number =>
	whole.n === 0n ? 0 : Number((part.n * whole.d * 1_000_000n) / (part.d * whole.n)) / 1_000_000;
