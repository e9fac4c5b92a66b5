import type { PlanEffect } from '#domain/order/effect.ts';
import type { Wanted } from '#domain/order/order.ts';
import type { OrderDifference } from '#domain/order/views.ts';
import { m } from '#paraglide/messages.js';
import { quantityText } from '#state/words/quantity.ts';
import { dayText } from '#state/words/time.ts';
import { sentences, type NameOf } from '#state/words/words.ts';
import { statusText } from './order-words.ts';

/** `500 → 600 pcs`: what the order says otherwise than when the run was planned. */
export function differenceText(difference: OrderDifference, nameOf: NameOf): string {
	switch (difference.field) {
		case 'wanted':
			return wantedText(difference.line, difference.from, difference.to, nameOf);
		case 'requested':
		case 'promised': {
			const days = { line: difference.line, from: dayOrNone(difference.from), to: dayOrNone(difference.to) };
			return difference.field === 'requested' ? m.orders_differs_requested(days) : m.orders_differs_promised(days);
		}
		case 'priority':
			return m.orders_differs_priority({
				line: difference.line,
				from: difference.from ?? m.orders_none(),
				to: difference.to ?? m.orders_none()
			});
		case 'dropped':
			return difference.to
				? m.orders_differs_dropped({ line: difference.line })
				: m.orders_differs_wanted_again({ line: difference.line });
		case 'status':
			return m.orders_differs_status({ from: statusText(difference.from), to: statusText(difference.to) });
	}
}

function wantedText(line: number, from: Wanted | null, to: Wanted | null, nameOf: NameOf): string {
	const isSameItem = from !== null && from.item === to?.item;
	const text = (wanted: Wanted | null): string =>
		wanted === null
			? m.orders_none()
			: isSameItem
				? quantityText(wanted.quantity)
				: `${quantityText(wanted.quantity)} ${nameOf(wanted.item)}`;
	return m.orders_differs_wanted({ line, from: text(from), to: text(to) });
}

const dayOrNone = (day: string | null): string => (day === null ? m.orders_none() : dayText(day));

/** What applying does, beforehand: `Adds 2 batches of 50 pcs.` */
export function effectText({ lines, run }: PlanEffect): string {
	const adds = lines.flatMap((line) => line.adds);
	const voids = lines.reduce((count, line) => count + line.voids.length, 0);
	return sentences(
		...adds.flatMap(({ batches, each, rest }) => [
			batches > 0 && m.orders_effect_adds({ count: batches, each: quantityText(each) }),
			rest && m.orders_effect_adds({ count: 1, each: quantityText(rest) })
		]),
		voids > 0 && m.orders_effect_voids({ count: voids }),
		...lines.flatMap(({ stays }) => (stays ? [m.orders_effect_stays({ quantity: quantityText(stays) })] : [])),
		run.due !== undefined && m.orders_effect_due({ day: dayOrNone(run.due) }),
		run.priority !== undefined && m.orders_effect_priority({ priority: run.priority ?? m.orders_none() })
	);
}
