import type { BatchRow } from '../batch/views.ts';
import type { Code } from '../kernel/code.ts';
import type { EntityId } from '../kernel/event.ts';
import {
	add,
	compare,
	divide,
	inBaseUnits,
	inUnitOf,
	scale,
	subtract,
	ZERO,
	type Quantity,
	type Rational
} from '../kernel/quantity.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { inBatches } from '../run/amounts.ts';
import type { RunChangedData, RunLine } from '../run/run.ts';
import { rounded } from '../unit/unit.ts';
import type { FulfillingRun } from './figures.ts';
import type { Wanted } from './order.ts';
import { dueOf, priorityOf } from './urgency.ts';
import type { OrderDifference, OrderLine, OrderRow, OrderRun } from './views.ts';
import { startsOf, wayTo } from './way.ts';

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

/** What the order's changes mean for a run, for whoever looks at it beforehand and for the rule. */
export type RunEffect =
	| Result<PlanEffect, EffectFault>
	/** The order was called off, and the run goes with it. */
	| 'cancels'
	/** The run is cancelled and makes nothing more. */
	| 'ended';

export interface EffectContext {
	readonly order: OrderRow;
	readonly of: OrderRun;
	readonly fulfilling: FulfillingRun;
	readonly materials: ReadonlySet<EntityId>;
}

export function effectOf(context: EffectContext): RunEffect {
	const { order, of, fulfilling } = context;
	if (fulfilling.run.cancelled) return 'ended';
	if (order.status === 'cancelled') return 'cancels';
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

/** Batches are taken out of the plan: somebody has to say why. */
export const takesOut = (effect: RunEffect): boolean =>
	effect === 'cancels' ||
	(typeof effect === 'object' && effect.ok && effect.value.lines.some(({ voids }) => voids.length > 0));

function asBefore(now: OrderLine, changed: readonly OrderDifference[]): OrderLine {
	return { ...now, ...Object.fromEntries(changed.map(({ field, from }) => [field, from])) };
}

const orderedIn = ({ wanted, dropped }: OrderLine): Rational =>
	wanted === null || dropped ? ZERO : inBaseUnits(wanted.quantity);

function lineEffect(now: OrderLine, before: OrderLine, context: EffectContext): LineEffect | null {
	const { wanted, line } = now;
	const { order, of, fulfilling } = context;
	const covered = of.lines.find((one) => one.line === line);
	const more = subtract(orderedIn(now), orderedIn(before));
	if (wanted === null || more.n === 0n) return null;
	const present = covered ? inBaseUnits(covered.covers.quantity) : ZERO;
	const wish = add(present, more);
	const wished = compare(wish, ZERO) < 0 ? ZERO : wish;
	const change = subtract(wished, present);
	const asWanted = (inBase: Rational): Wanted | null =>
		inBase.n <= 0n ? null : { item: wanted.item, quantity: inUnitOf(wanted.quantity, inBase) };
	const size = asWanted(change.n < 0n ? subtract(ZERO, change) : change);
	const runLines = fulfilling.run.lines.filter((one) => one.order?.id === order.id && one.order.line === line);
	if (size === null || runLines.length === 0) return null;
	const starts = startsIn(size, runLines, context);
	if (change.n > 0n) {
		const adds = starts.flatMap(({ quantity, lines: [first] }) => (first ? [addition(first, quantity)] : []));
		return { line, adds, voids: [], stays: null, covers: asWanted(wished) };
	}
	const taken = starts.map((start) => takenOut(start, fulfilling.batches));
	const share = taken.reduce((most, { left }) => (compare(left, most) > 0 ? left : most), ZERO);
	const stays = share.n === 0n ? null : rounded(scale(size.quantity, share), 'up');
	const covers = stays === null ? wished : add(wished, inBaseUnits(stays));
	return { line, adds: [], voids: taken.flatMap(({ voids }) => voids), stays, covers: asWanted(covers) };
}

/** What the run begins with, and the lines of it that do, so that it becomes what is wanted. */
interface Start {
	readonly quantity: Quantity;
	readonly lines: readonly RunLine[];
}

/** Each by the run's own lines, wherever on the way they begin; what leads past them is no matter of this run. */
function startsIn(size: Wanted, runLines: readonly RunLine[], { fulfilling, materials }: EffectContext): Start[] {
	const byItem = Map.groupBy(runLines, ({ item }) => item.id);
	const steps = fulfilling.stepsOf(runLines[0]?.line ?? 0);
	return startsOf(wayTo(size, steps, materials, new Set(byItem.keys()))).flatMap(({ item, quantity }) => {
		const lines = byItem.get(item);
		return lines ? [{ quantity, lines }] : [];
	});
}

const addition = ({ line, each }: RunLine, quantity: Quantity): Addition => ({
	runLine: line,
	each,
	...inBatches(quantity, each)
});

/** Whole batches, the newest first; `left`: which share of the quantity is in batches that are started, or too large. */
function takenOut(
	{ quantity, lines }: Start,
	batches: readonly BatchRow[]
): { readonly voids: readonly Code[]; readonly left: Rational } {
	const numbers = new Set<number | null>(lines.map(({ line }) => line));
	const voids: Code[] = [];
	const all = inBaseUnits(quantity);
	let left = all;
	for (const row of batches.toReversed()) {
		if (!numbers.has(row.line) || row.origin !== 'planned' || row.state !== 'created' || row.voided || !row.quantity)
			continue;
		const size = inBaseUnits(row.quantity);
		if (compare(size, left) > 0) continue;
		voids.push(row.id);
		left = subtract(left, size);
	}
	return { voids, left: divide(left, all) };
}

/** The run is due when the first of its lines is, and as urgent as the most urgent of them. */
function runChanges({ order, of, fulfilling: { run } }: EffectContext): RunChangedData['changes'] {
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
