import { batches } from '../batch/views.ts';
import { routeNeeds, stepsOfLine } from '../flow/pinned.ts';
import { item, materialsIn } from '../item/item.ts';
import { inChunks } from '../kernel/chunks.ts';
import type { Code } from '../kernel/code.ts';
import { draft, need, needAll, type Decider, type Draft, type Moment, type Rows } from '../kernel/decider.ts';
import type { EventId } from '../kernel/event.ts';
import type { Reason } from '../kernel/reason.ts';
import { ok, type Result } from '../kernel/result.ts';
import { isSame } from '../kernel/same.ts';
import { cancelling, cancelNeeds, voiding } from '../run/cancel.ts';
import { planLine } from '../run/plan.ts';
import { RunChanged, runs, type RunRow } from '../run/run.ts';
import { ORDER_ROLES, refused } from './change.ts';
import { effectOf, takesOut, type EffectFault, type LineEffect, type PlanEffect } from './effect.ts';
import { MAX_ANSWERED, OrderChangeAnswered, orderStream, type OrderChangeAnsweredData } from './order.ts';
import { orders, type OrderRow, type OrderRun } from './views.ts';

/** What the changes of an order mean for one run: its plan follows, or stays. */
export interface AnswerOrderChange {
	readonly type: 'AnswerOrderChange';
	readonly order: Code;
	readonly run: Code;
	readonly answer: 'apply' | 'keep';
	/** As they were shown: others that came since are not answered unseen. */
	readonly changes: readonly EventId[];
	/** It has to be said where batches are taken out of the plan. */
	readonly reason: string;
}

export type AnswerRefusal = { readonly feature: 'order' } & (
	| EffectFault
	| { readonly type: 'OrderUnknown'; readonly order: Code }
	| { readonly type: 'OrderIncomplete'; readonly order: Code }
	| { readonly type: 'NotItsRun'; readonly run: Code }
	/** Something else is there to answer by now, or nothing. */
	| { readonly type: 'ChangedSince' }
	| { readonly type: 'ReasonMissing' }
);

export const answerOrderChange: Decider<AnswerOrderChange, AnswerRefusal> = {
	command: 'AnswerOrderChange',
	roles: ORDER_ROLES,
	needs: ({ order, run, answer }, rows) => [
		need(orders, order),
		need(runs, run),
		...(answer === 'keep' ? [] : [needAll(item.table), ...routeNeeds(run, rows), ...cancelNeeds(run, rows)])
	],
	decide({ order: id, run: runId, answer, changes, reason }, rows, moment) {
		const order = rows.get(orders, id);
		const run = rows.get(runs, runId);
		if (!order?.created) return refused({ type: 'OrderUnknown', order: id });
		if (order.waiting) return refused({ type: 'OrderIncomplete', order: id });
		const of = order.runs.find((one) => one.run === runId);
		if (!of || !run) return refused({ type: 'NotItsRun', run: runId });
		if (changes.length === 0 || !isSame(of.unanswered, changes)) return refused({ type: 'ChangedSince' });
		const because = reason.trim() === '' ? null : { code: null, text: moment.personal(reason.trim()) };
		const said = { order: id, run: runId, answer, changes, reason: because };
		if (answer === 'keep') return ok(answered(said, []));
		const followed = following(order, of, run, because, rows, moment);
		return followed.ok ? ok([...followed.value.drafts, ...answered(said, followed.value.lines)]) : followed;
	}
};

/** What the run is to make is said once, with the first of the changes. */
const answered = (said: Omit<OrderChangeAnsweredData, 'lines'>, lines: OrderChangeAnsweredData['lines']): Draft[] =>
	inChunks(said.changes, MAX_ANSWERED).map((changes, index) =>
		draft(OrderChangeAnswered, orderStream(said.order), [said.order, said.run], {
			...said,
			changes,
			lines: index === 0 ? lines : []
		})
	);

interface Followed {
	readonly drafts: readonly Draft[];
	readonly lines: OrderChangeAnsweredData['lines'];
}

/** The plan as the order has it now. */
function following(
	order: OrderRow,
	of: OrderRun,
	run: RunRow,
	reason: Reason | null,
	rows: Rows,
	moment: Moment
): Result<Followed, AnswerRefusal> {
	const effect = effectOf({
		order,
		of,
		fulfilling: {
			run,
			batches: rows.all(batches, 'run', run.id),
			stepsOf: (line) => stepsOfLine(run, line, rows)
		},
		materials: materialsIn(rows.all(item.table))
	});
	if (takesOut(effect) && reason === null) return refused({ type: 'ReasonMissing' });
	if (effect === 'ended' || effect === 'cancels') {
		const drafts = effect === 'ended' || reason === null ? [] : cancelling(run.id, rows, reason);
		return ok({ drafts, lines: of.lines.map(({ line }) => ({ line, covers: null })) });
	}
	if (!effect.ok) return refused(effect.error);
	const voids = effect.value.lines.flatMap((line) => line.voids);
	const drafts = [
		...changedRun(effect.value, run),
		...effect.value.lines.flatMap((line) => added(line, run, rows, moment)),
		...(reason === null ? [] : voiding(run.id, voids, rows, reason))
	];
	return ok({ drafts, lines: effect.value.lines.map(({ line, covers }) => ({ line, covers })) });
}

const changedRun = ({ run: changes }: PlanEffect, { id }: RunRow): Draft[] =>
	Object.keys(changes).length === 0 ? [] : [draft(RunChanged, 'runs', [id], { run: id, changes })];

const added = ({ adds }: LineEffect, run: RunRow, rows: Rows, moment: Moment): Draft[] =>
	adds.flatMap(({ runLine, batches: count, each, rest }) => {
		const line = run.lines.find((one) => one.line === runLine);
		if (!line) return [];
		const known = rows.all(batches, 'run', run.id).filter((row) => row.line === runLine && row.origin === 'planned');
		const mint = (): Code => moment.mint('b');
		return [
			...planLine(run.id, { ...line, each, batches: count }, mint, known.length),
			...(rest ? planLine(run.id, { ...line, each: rest, batches: 1 }, mint, known.length + count) : [])
		];
	});
