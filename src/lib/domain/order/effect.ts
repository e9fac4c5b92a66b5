import type { BatchRow } from '../batch/views.ts';
import { stepsOfFlow } from '../flow/route.ts';
import type { FlowRow } from '../flow/flow.ts';
import type { Code } from '../kernel/code.ts';
import type { EntityId } from '../kernel/event.ts';
import {
	add,
	compare,
	divide,
	formatRational,
	inBaseUnits,
	multiply,
	scale,
	subtract,
	wireValue,
	ZERO,
	type Quantity,
	type Rational
} from '../kernel/quantity.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { RunChangedData, RunLine, RunRow } from '../run/run.ts';
import type { StepRow } from '../step/step.ts';
import type { Wanted } from './order.ts';
import { roundedUp, startsOf, sumByItem } from './starts.ts';
import type { OrderDifference, OrderLine, OrderRow, OrderRun } from './views.ts';

/** What a run's plan becomes when it follows its order. */
export interface PlanEffect {
	readonly lines: readonly LineEffect[];
	/** What is otherwise than the run has it. */
	readonly run: RunChangedData['changes'];
}

export interface LineEffect {
	readonly line: number;
	readonly adds: readonly Addition[];
	/** Planned batches that nobody has started. */
	readonly voids: readonly Code[];
	/** So much more than is wanted is started already and stays; null: none. */
	readonly stays: Quantity | null;
	/** What the run is to make of the line then; null: nothing. */
	readonly covers: Wanted | null;
}

/** Batches like those of the line of the run, the last one smaller where they do not fit. */
export interface Addition {
	readonly runLine: number;
	readonly batches: number;
	readonly each: Quantity;
	readonly rest: Quantity | null;
}

export type EffectFault =
	/** Another item: what is planned cannot become it. */
	| { readonly type: 'OtherItem'; readonly line: number }
	/** All of it is started: nothing can be taken out of the plan. */
	| { readonly type: 'NothingToApply' };

export interface EffectContext {
	readonly order: OrderRow;
	readonly of: OrderRun;
	readonly run: RunRow;
	/** The run's planned batches, in the order of their codes. */
	readonly batches: readonly BatchRow[];
	readonly steps: readonly StepRow[];
	readonly flows: readonly FlowRow[];
	readonly isMaterial: (item: EntityId) => boolean;
}

/** The same for whoever looks at it beforehand and for the rule. Of an order that is not called off. */
export function effectOf(context: EffectContext): Result<PlanEffect, EffectFault> {
	const { order, of } = context;
	const lines: LineEffect[] = [];
	for (const [line, changed] of Map.groupBy(of.changed, (one) => one.line)) {
		const now = order.lines.find((one) => one.line === line);
		if (now === undefined || !changed.some(({ field }) => field === 'wanted' || field === 'dropped')) continue;
		const before = asBefore(now, changed);
		if (now.wanted?.item !== before.wanted?.item) return err({ type: 'OtherItem', line: now.line });
		const effect = lineEffect(now, before, context);
		if (effect !== null) lines.push(effect);
	}
	const run = runChanges(context);
	const isNothing = Object.keys(run).length === 0 && lines.every(({ adds, voids }) => adds.length + voids.length === 0);
	return isNothing ? err({ type: 'NothingToApply' }) : ok({ lines, run });
}

function asBefore(now: OrderLine, changed: readonly OrderDifference[]): OrderLine {
	return { ...now, ...Object.fromEntries(changed.map(({ field, from }) => [field, from])) };
}

const orderedIn = ({ wanted, dropped }: OrderLine): Rational =>
	wanted === null || dropped ? ZERO : inBaseUnits(wanted.quantity);

function lineEffect(now: OrderLine, before: OrderLine, context: EffectContext): LineEffect | null {
	const { wanted, line } = now;
	const covered = context.of.lines.find((one) => one.line === line);
	const more = subtract(orderedIn(now), orderedIn(before));
	if (wanted === null || more.n === 0n) return null;
	const present = covered ? inBaseUnits(covered.covers.quantity) : ZERO;
	const wish = add(present, more);
	const wished = compare(wish, ZERO) < 0 ? ZERO : wish;
	const change = subtract(wished, present);
	const asWanted = (base: Rational): Wanted | null =>
		base.n <= 0n
			? null
			: {
					item: wanted.item,
					quantity: { ...wanted.quantity, amount: formatRational(divide(base, wireValue(wanted.quantity.ratio))) }
				};
	const size = asWanted(change.n < 0n ? subtract(ZERO, change) : change);
	const runLines = context.run.lines.filter(({ order }) => order?.id === context.order.id && order.line === line);
	if (size === null || runLines.length === 0) return null;
	const needed = runLines.map((runLine) => ({ runLine, quantity: startFor(size, runLine, context) }));
	if (change.n > 0n) {
		const adds = needed.flatMap(({ runLine, quantity }) => (quantity ? [addition(runLine, quantity)] : []));
		return { line, adds, voids: [], stays: null, covers: asWanted(wished) };
	}
	const taken = needed.flatMap(({ runLine, quantity }) => (quantity ? [takenOut(runLine, quantity, context)] : []));
	const share = taken.reduce((most, { left }) => (compare(left, most) > 0 ? left : most), ZERO);
	const stays = share.n === 0n ? null : roundedUp(scale(size.quantity, share));
	const covers = stays === null ? wished : add(wished, inBaseUnits(stays));
	return { line, adds: [], voids: taken.flatMap(({ voids }) => voids), stays, covers: asWanted(covers) };
}

/** How much of the run line's item the way to so much of the order's needs; null where it leads past it. */
function startFor(size: Wanted, { item, flow }: RunLine, { steps, flows, isMaterial }: EffectContext): Quantity | null {
	if (item.id === size.item) return size.quantity;
	const route = flow === null ? null : (flows.find(({ id }) => id === flow.id) ?? null);
	const starts = sumByItem(startsOf(size, stepsOfFlow(steps, route), isMaterial));
	return starts.find((start) => start.item === item.id)?.quantity ?? null;
}

function addition({ line, each }: RunLine, quantity: Quantity): Addition {
	const needed = roundedUp({ ...each, amount: formatRational(divide(inBaseUnits(quantity), wireValue(each.ratio))) });
	const times = divide(wireValue(needed.amount), wireValue(each.amount));
	const batches = Number(times.n / times.d);
	const rest = subtract(wireValue(needed.amount), multiply(wireValue(each.amount), { n: BigInt(batches), d: 1n }));
	return { runLine: line, batches, each, rest: rest.n === 0n ? null : { ...each, amount: formatRational(rest) } };
}

/** Whole batches, the newest first; `left`: which share of the quantity is in batches that are started, or too large. */
function takenOut(
	{ line }: RunLine,
	quantity: Quantity,
	{ batches }: EffectContext
): { readonly voids: readonly Code[]; readonly left: Rational } {
	const voids: Code[] = [];
	const all = inBaseUnits(quantity);
	let left = all;
	for (const row of batches.toReversed()) {
		if (row.line !== line || row.origin !== 'planned' || row.state !== 'created' || row.voided || !row.quantity)
			continue;
		const size = inBaseUnits(row.quantity);
		if (compare(size, left) > 0) continue;
		voids.push(row.id);
		left = subtract(left, size);
	}
	return { voids, left: divide(left, all) };
}

/** The run is due when the first of its lines is, and as urgent as the most urgent of them. */
function runChanges({ order, of, run }: EffectContext): RunChangedData['changes'] {
	const touched = (fields: readonly OrderDifference['field'][]): boolean =>
		of.changed.some(({ field }) => fields.includes(field));
	const lines = order.lines.filter(
		({ line, dropped }) => !dropped && of.lines.some((covered) => covered.line === line)
	);
	const due = dueOf(lines);
	const priority = priorityOf(lines);
	return {
		...(touched(['requested', 'promised']) && due !== run.due ? { due } : {}),
		...(touched(['priority']) && priority !== run.priority ? { priority } : {})
	};
}

/** What was promised counts before what was asked for; the earliest; null where no line says. */
export const dueOf = (lines: readonly Pick<OrderLine, 'promised' | 'requested'>[]): string | null =>
	lines.flatMap(({ promised, requested }) => promised ?? requested ?? []).sort()[0] ?? null;

/** The most urgent; null where no line says. */
export const priorityOf = (lines: readonly Pick<OrderLine, 'priority'>[]): number | null =>
	lines.flatMap(({ priority }) => priority ?? []).sort((a, b) => a - b)[0] ?? null;
