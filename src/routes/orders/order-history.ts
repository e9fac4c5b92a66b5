import { OrderChangeAnswered, OrderChanged, RunGenerated } from '#domain/order/order.ts';
import type {
	OrderChangeAnsweredData,
	OrderChangedData,
	OrderLineChanges,
	RunGeneratedData
} from '#domain/order/order.ts';
import { printCode, type Code } from '#domain/kernel/code.ts';
import { personalId } from '#domain/kernel/personal.ts';
import type { Reason } from '#domain/kernel/reason.ts';
import { threads, type Fact } from '#domain/kernel/thread.ts';
import { personalTexts } from '#engine/tables.ts';
import { m } from '#paraglide/messages.js';
import type { Reader } from '#ports/store.ts';
import { readSending } from '#state/sending.ts';
import type { Sending } from '#state/words/history.ts';
import { quantityText } from '#state/words/quantity.ts';
import { dayText } from '#state/words/time.ts';
import type { NameOf } from '#state/words/words.ts';
import { eventText } from '../event-text.ts';
import { statusText } from './order-words.ts';

/** One record of an order, and how far it has got. */
export interface OrderFact {
	readonly fact: Fact;
	readonly sending: Sending;
	/** Why, in the person's own words; empty without one. */
	readonly reason: string;
}

/** Everything that was recorded of an order, the newest first. */
export async function readOrderHistory(reader: Reader, order: Code): Promise<readonly OrderFact[]> {
	const facts = ((await reader.get(threads, order))?.facts ?? []).toReversed();
	const sending = await readSending(
		reader,
		facts.map(({ id }) => id)
	);
	const texts = await reader.getMany(
		personalTexts,
		facts.map(({ data }) => {
			const text = (data as { readonly reason?: Reason | null } | null)?.reason?.text;
			return text ? personalId(text) : '';
		})
	);
	return facts.map((fact, index) => ({ fact, sending: sending[index] ?? 'sent', reason: texts[index]?.text ?? '' }));
}

/** What a record says, each thing by itself; what this version cannot read says only what kind of record it is. */
export function saidBy({ type, data }: Fact, nameOf: NameOf): readonly string[] {
	if (data === null) return [eventText(type)];
	switch (type) {
		case OrderChanged.type:
			return changesIn(data as OrderChangedData, nameOf);
		case RunGenerated.type: {
			const { run, lines } = data as RunGeneratedData;
			return lines.map(({ line, covers }) =>
				m.orders_said_generated({
					run: printCode(run as Code),
					line,
					goods: `${quantityText(covers.quantity)} ${nameOf(covers.item)}`
				})
			);
		}
		case OrderChangeAnswered.type: {
			const { run, answer } = data as OrderChangeAnsweredData;
			const named = { run: printCode(run as Code) };
			return [answer === 'apply' ? m.orders_said_applied(named) : m.orders_said_kept(named)];
		}
		default:
			return [eventText(type)];
	}
}

function changesIn({ changes, lines }: OrderChangedData, nameOf: NameOf): readonly string[] {
	const { number, customer, placed, note, status } = changes;
	return [
		...(number ? [m.orders_said_number({ number })] : []),
		...(status ? [m.orders_said_status({ status: statusText(status) })] : []),
		...(customer === undefined ? [] : [m.orders_said_customer()]),
		...(placed === undefined ? [] : [m.orders_said_placed({ day: dayOrNone(placed) })]),
		...(note === undefined ? [] : [m.orders_said_note()]),
		...lines.map(({ line, changes: said }) => {
			// A new line says all its fields; those that say nothing are not worth a word.
			const { wanted, requested, promised, priority, dropped } = said.wanted ? withoutNone(said) : said;
			const parts = [
				...(wanted ? [`${quantityText(wanted.quantity)} ${nameOf(wanted.item)}`] : []),
				...(requested === undefined ? [] : [m.orders_requested_for({ day: dayOrNone(requested) })]),
				...(promised === undefined ? [] : [m.orders_said_promised({ day: dayOrNone(promised) })]),
				...(priority === undefined ? [] : [m.orders_priority_of({ priority: priority ?? m.orders_none() })]),
				...(dropped === undefined ? [] : [dropped ? m.orders_said_dropped() : m.orders_said_wanted_again()])
			];
			return m.orders_said_line({ line, changes: parts.join(', ') });
		})
	];
}

const withoutNone = (said: OrderLineChanges): OrderLineChanges =>
	Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null && value !== false));

const dayOrNone = (day: string | null): string => (day === null ? m.orders_none() : dayText(day));
