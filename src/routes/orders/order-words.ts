import type { OrderRefusal } from '#domain/order/change.ts';
import type { AnswerRefusal } from '#domain/order/answer.ts';
import type { GenerateRefusal } from '#domain/order/generate.ts';
import { ORDER_STATUSES, type OrderStatus } from '#domain/order/order.ts';
import { isCode, printCode } from '#domain/kernel/code.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import { plainText } from '#domain/kernel/plain-text.ts';
import { m } from '#paraglide/messages.js';
import type { NotDone } from '#state/record.ts';
import type { Mark } from '#state/words/batch.ts';
import { sentences, stop, warning, type Words } from '#state/words/words.ts';

const STATUS_WORDS: Readonly<Record<OrderStatus, () => string>> = {
	estimate: m.orders_status_estimate,
	issued: m.orders_status_issued,
	shipped: m.orders_status_shipped,
	cancelled: m.orders_status_cancelled
};

export const statusText = (status: OrderStatus): string => STATUS_WORDS[status]();

const SHAPES: Readonly<Record<OrderStatus, Mark['shape']>> = {
	estimate: 'circle',
	issued: 'half',
	shipped: 'square',
	cancelled: 'struck'
};

export const statusMark = (status: OrderStatus): Mark => ({
	shape: SHAPES[status],
	word: statusText(status),
	tone: 'neutral'
});

export const statusOptions = () => ORDER_STATUSES.map((value) => ({ value, label: statusText(value) }));

/** `SO-1042`; its code where it has no number, or has not arrived here. */
export const orderName = ({ id, number }: { readonly id: EntityId; readonly number: string }): string =>
	plainText(number) || (isCode(id) ? printCode(id) : id);

type Refusal = Extract<OrderRefusal | GenerateRefusal | AnswerRefusal, { readonly feature: 'order' }>;

/** Why nothing was recorded: a rule of orders, or whatever keeps any command from being recorded. */
export const notDoneWords = ({ words, refusal }: NotDone): Words =>
	refusal && 'feature' in refusal && refusal.feature === 'order' ? orderRefusalWords(refusal) : words;

export function orderRefusalWords(refusal: Refusal): Words {
	const nothing = m.words_nothing_recorded();
	switch (refusal.type) {
		case 'OrderUnknown':
			return stop(
				m.orders_refused_unknown_title(),
				sentences(m.orders_refused_unknown_line({ order: printCode(refusal.order) }), nothing)
			);
		case 'OrderIncomplete':
			return warning(m.orders_refused_incomplete_title(), sentences(m.orders_refused_incomplete_line(), nothing));
		case 'NotAnEstimate':
			return warning(
				m.orders_refused_estimate_title(),
				sentences(m.orders_refused_estimate_line({ status: statusText(refusal.status) }), nothing)
			);
		case 'NumberTooLong':
			return warning(m.orders_refused_number_title(), m.orders_refused_too_long({ most: refusal.most }));
		case 'DateWrong':
			return warning(m.orders_refused_date_title(), nothing);
		case 'NoLines':
			return warning(m.orders_refused_no_lines_title(), nothing);
		case 'TooManyLines':
			return warning(m.orders_refused_lines_title(), m.orders_refused_lines_line({ most: refusal.most }));
		case 'LineWrong':
			return warning(m.orders_refused_line_title({ line: refusal.index + 1 }), nothing);
		case 'OrderEnded':
			return warning(
				m.orders_refused_ended_title({ status: statusText(refusal.status) }),
				sentences(m.orders_refused_ended_line(), nothing)
			);
		case 'StatusWrong':
			return warning(
				m.orders_refused_status_title({ from: statusText(refusal.from), to: statusText(refusal.to) }),
				nothing
			);
		case 'ReasonMissing':
			return warning(m.words_reason_missing_title(), m.words_reason_missing_line());
		case 'NothingChanged':
			return { title: m.words_nothing_changed_title(), line: m.words_nothing_changed_line(), tone: 'neutral' };
		case 'NoRuns':
			return warning(m.orders_refused_no_runs_title(), nothing);
		case 'TooManyRuns':
			return warning(m.orders_refused_runs_title(), m.orders_refused_runs_line({ most: refusal.most }));
		case 'OrderLineGone':
			return warning(m.orders_refused_gone_title({ line: refusal.line }), nothing);
		case 'CoverWrong':
			return warning(m.orders_refused_cover_title({ line: refusal.line }), nothing);
		case 'NotItsRun':
			return stop(m.orders_refused_run_title(), nothing);
		case 'ChangedSince':
			return warning(m.orders_refused_since_title(), m.orders_refused_since_line());
		case 'OtherItem':
			return warning(m.orders_effect_other_item_title(), m.orders_effect_other_item_line({ line: refusal.line }));
		case 'NothingToApply':
			return warning(m.orders_effect_nothing_title(), m.orders_effect_nothing_line());
	}
}
