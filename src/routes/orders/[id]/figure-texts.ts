import type { Rational } from '#domain/kernel/quantity.ts';
import { formatRational } from '#domain/kernel/quantity.ts';
import { m } from '#paraglide/messages.js';
import { quantityText } from '#state/words/quantity.ts';
import type { NameOf } from '#state/words/words.ts';
import type { LineFigures } from '#domain/order/figures.ts';

/** An amount in the unit of the line; empty while that has not arrived. */
export const amountIn = ({ unit }: LineFigures, amount: Rational): string =>
	unit === null ? '' : quantityText({ ...unit, amount: formatRational(amount) });

/** `Knitting 150 pcs (3 batches)`, the fullest first; what waits to be started comes last. */
export function whereTexts(figures: LineFigures, nameOf: NameOf): readonly string[] {
	const at = figures.atSteps.map(({ step, batches, amount }) =>
		m.orders_at_step({ step: nameOf(step), quantity: amountIn(figures, amount), count: batches })
	);
	return figures.waiting.n > 0n ? [...at, m.orders_waiting({ quantity: amountIn(figures, figures.waiting) })] : at;
}
