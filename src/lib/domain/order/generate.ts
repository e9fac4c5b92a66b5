import * as v from 'valibot';
import { inChunks } from '../kernel/chunks.ts';
import type { Code } from '../kernel/code.ts';
import { draft, need, type Decider, type Draft } from '../kernel/decider.ts';
import { quantitySchema, type Quantity } from '../kernel/quantity.ts';
import { ok } from '../kernel/result.ts';
import { planNeeds, planRun, type NewLine, type PlanRefusal, type RunPlan } from '../run/plan.ts';
import { ORDER_ROLES, refused } from './change.ts';
import { LINE_CHUNK, orderStream, RunGenerated, type Covered, type OrderStatus } from './order.ts';
import { orders, type OrderRow } from './views.ts';

/** One or several runs that fulfil lines of an estimate, all of them or none. */
export interface GenerateRuns {
	readonly type: 'GenerateRuns';
	readonly order: Code;
	readonly runs: readonly OrderedRun[];
}

export interface OrderedRun extends Omit<RunPlan, 'lines'> {
	/** `orderLine`: the one that the batches of it become. */
	readonly lines: readonly (NewLine & { readonly orderLine: number })[];
	/** How much of each line is to come of the run, in the unit of the line: one entry for each line that `lines` name. */
	readonly covers: readonly { readonly line: number; readonly quantity: Quantity }[];
}

/** More would not fit into one record of the order. */
export const MAX_GENERATED_RUNS = 50;

export type GenerateRefusal =
	| PlanRefusal
	| ({ readonly feature: 'order' } & (
			| { readonly type: 'OrderUnknown'; readonly order: Code }
			| { readonly type: 'OrderIncomplete'; readonly order: Code }
			/** Runs are generated from an estimate. */
			| { readonly type: 'NotAnEstimate'; readonly order: Code; readonly status: OrderStatus }
			| { readonly type: 'NoRuns' }
			| { readonly type: 'TooManyRuns'; readonly most: number }
			/** It is dropped, or there is none of this number. */
			| { readonly type: 'OrderLineGone'; readonly line: number }
			| { readonly type: 'CoverWrong'; readonly line: number }
	  ));

export const generateRuns: Decider<GenerateRuns, GenerateRefusal> = {
	command: 'GenerateRuns',
	roles: ORDER_ROLES,
	needs: ({ order, runs }) => [need(orders, order), ...runs.flatMap(planNeeds)],
	decide({ order: id, runs }, rows, moment) {
		const order = rows.get(orders, id);
		if (!order?.created) return refused({ type: 'OrderUnknown', order: id });
		if (order.waiting) return refused({ type: 'OrderIncomplete', order: id });
		if (order.status !== 'estimate') return refused({ type: 'NotAnEstimate', order: id, status: order.status });
		if (runs.length === 0) return refused({ type: 'NoRuns' });
		if (runs.length > MAX_GENERATED_RUNS) return refused({ type: 'TooManyRuns', most: MAX_GENERATED_RUNS });
		const drafts: Draft[] = [];
		for (const plan of runs) {
			const fault = coverFault(plan, order);
			if (fault) return refused(fault);
			const planned = planRun(plan, rows, moment, (line) => ({ id, line: plan.lines[line - 1]?.orderLine ?? 0 }));
			if (!planned.ok) return planned;
			const { run } = planned.value;
			drafts.push(...planned.value.drafts);
			for (const lines of inChunks(coveredBy(plan, order), LINE_CHUNK)) {
				drafts.push(draft(RunGenerated, orderStream(id), [id, run], { order: id, run, lines }));
			}
		}
		return ok(drafts);
	}
};

function coverFault({ lines, covers }: OrderedRun, order: OrderRow) {
	for (const { orderLine } of lines) {
		if (!order.lines.some(({ line, wanted, dropped }) => line === orderLine && wanted && !dropped)) {
			return { type: 'OrderLineGone' as const, line: orderLine };
		}
		if (covers.filter(({ line }) => line === orderLine).length !== 1) {
			return { type: 'CoverWrong' as const, line: orderLine };
		}
	}
	for (const { line, quantity } of covers) {
		const wanted = order.lines.find((one) => one.line === line)?.wanted;
		const isNamed = lines.some(({ orderLine }) => orderLine === line);
		if (!isNamed || !v.is(quantitySchema, quantity) || quantity.kind !== wanted?.quantity.kind) {
			return { type: 'CoverWrong' as const, line };
		}
	}
	return null;
}

const coveredBy = ({ lines, covers }: OrderedRun, order: OrderRow): Covered[] =>
	covers
		.toSorted((a, b) => a.line - b.line)
		.flatMap(({ line, quantity }): Covered[] => {
			const wanted = order.lines.find((one) => one.line === line)?.wanted;
			const runLines = lines.flatMap(({ orderLine }, index) => (orderLine === line ? [index + 1] : []));
			return wanted ? [{ line, runLines, covers: { item: wanted.item, quantity } }] : [];
		});
