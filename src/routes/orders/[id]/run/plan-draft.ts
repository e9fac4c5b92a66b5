import type { FlowRow } from '#domain/flow/flow.ts';
import { stepsMaking, stepsOfFlow } from '#domain/flow/route.ts';
import { isCode } from '#domain/kernel/code.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import {
	add,
	compare,
	divide,
	formatRational,
	inBaseUnits,
	ONE,
	rational,
	scale,
	wireValue,
	ZERO,
	type Quantity
} from '#domain/kernel/quantity.ts';
import { err, ok, type Result } from '#domain/kernel/result.ts';
import type { LineFigures } from '#domain/order/figures.ts';
import { dueOf, priorityOf } from '#domain/order/urgency.ts';
import type { GenerateRuns, OrderedRun } from '#domain/order/generate.ts';
import type { Wanted } from '#domain/order/order.ts';
import type { OrderLine, OrderRow } from '#domain/order/views.ts';
import { startsOf, wayTo, worthOf, worthTogether, type Way } from '#domain/order/way.ts';
import { inBatches } from '#domain/run/amounts.ts';
import type { RunLine, RunRow } from '#domain/run/run.ts';
import { writeDecimal } from '#domain/unit/print.ts';
import { findUnit, quantityIn, rounded } from '#domain/unit/unit.ts';
import {
	emptyLine,
	readLine,
	type DraftContext,
	type DraftFault,
	type LineDraft
} from '../../../runs/new/run-draft.ts';

/** What is planned for one line of an order: one or several lines of a run, as typed. */
export interface OrderLinePlan {
	/** The order's line. */
	readonly line: number;
	/** So much of it is to come of the run. */
	readonly goal: Wanted;
	/** Whether it is planned at all. */
	readonly on: boolean;
	readonly drafts: readonly LineDraft[];
}

export interface OrderPlanDraft {
	readonly lines: readonly OrderLinePlan[];
	/** One run for all lines, or one a line. */
	readonly runs: 'together' | 'apart';
	readonly responsible: string;
	/** Null: what the lines of each run say. */
	readonly due: string | null;
	readonly priority: string | null;
}

/** What the plan is made from, beside the order. */
export interface PlanContext extends DraftContext {
	readonly materials: ReadonlySet<EntityId>;
	/** All runs that this device holds: what was planned last for an item is offered again. */
	readonly runs: readonly RunRow[];
}

/** The whole order as it would be planned now: what is short of each line, in batches as they were last time. */
export function planOf(order: OrderRow, figures: readonly LineFigures[], context: PlanContext): OrderPlanDraft {
	const lines = order.lines.flatMap((line): OrderLinePlan[] => {
		const short = figures.find((one) => one.line === line.line)?.short ?? ZERO;
		if (line.wanted === null || line.dropped) return [];
		const isShort = compare(short, ZERO) > 0;
		const amount = isShort ? formatRational(short) : line.wanted.quantity.amount;
		const goal = { item: line.wanted.item, quantity: rounded({ ...line.wanted.quantity, amount }, 'up') };
		return [{ line: line.line, goal, on: isShort, drafts: draftsFor(goal, line.line, context) }];
	});
	const latest = lines.flatMap(({ drafts }) => drafts.flatMap(({ item }) => lastPlanned(item, context)?.run ?? []))[0];
	return { lines, runs: 'together', responsible: latest?.responsible ?? '', due: null, priority: null };
}

/** Keys of a line's drafts stay apart from those of other lines. */
const KEYS_A_LINE = 1_000;

function draftsFor(goal: Wanted, line: number, context: PlanContext): LineDraft[] {
	const drafts = startsOf(wayOf(goal, context)).flatMap(({ item, quantity }) => {
		const last = lastPlanned(item, context);
		return inUsualBatches(quantity, last?.line.each ?? null).map(({ batches, each }) => ({
			item,
			...written(each, item, context),
			batches: String(batches),
			typed: ['batches', 'each'] as const,
			machines: last?.line.machines ?? [],
			flow: last?.line.flow?.id ?? ''
		}));
	});
	return drafts.map((draft, index) => ({ ...emptyLine(line * KEYS_A_LINE + index), ...draft }));
}

/** As fields show it: a third of a dozen has no decimals, but four pieces have. */
function written(each: Quantity, item: EntityId, { items }: PlanContext): Pick<LineDraft, 'each' | 'unit'> {
	const decimal = writeDecimal(wireValue(each.amount));
	if (decimal !== undefined) return { each: decimal, unit: each.unit };
	const unit = findUnit(items.find(({ id }) => id === item)?.unit ?? '');
	if (unit === undefined) return { each: '', unit: each.unit };
	return { each: writeDecimal(divide(inBaseUnits(each), unit.ratio)) ?? '', unit: unit.name };
}

/** By the flow that it was planned with last, or the only one that makes it. */
function wayOf(goal: Wanted, context: PlanContext): Way {
	const flow = lastPlanned(goal.item, context)?.line.flow?.id ?? onlyFlowMaking(goal.item, context)?.id;
	const route = context.flows.find(({ id }) => id === flow) ?? null;
	return wayTo(goal, stepsOfFlow(context.steps, route), context.materials);
}

function onlyFlowMaking(item: EntityId, { flows, steps }: PlanContext): FlowRow | undefined {
	const making = new Set<string>(stepsMaking(steps, item).map(({ id }) => id));
	const [flow, other] = flows.filter((one) => one.steps.some((step) => making.has(step)));
	return other === undefined ? flow : undefined;
}

function lastPlanned(
	item: string,
	{ runs }: PlanContext
): { readonly run: RunRow; readonly line: RunLine } | undefined {
	const [latest] = runs
		.flatMap((run) =>
			run.lines
				.filter((line) => line.item.id === item)
				.slice(0, 1)
				.map((line) => ({ run, line }))
		)
		.sort((a, b) => timeOf(b.run) - timeOf(a.run));
	return latest;
}

const timeOf = ({ created }: RunRow): number => (created ? Date.parse(created.at) : 0);

/** All in one where there is no usual size that fits. */
function inUsualBatches(
	quantity: Quantity,
	usual: Quantity | null
): readonly { readonly batches: number; readonly each: Quantity }[] {
	if (usual?.kind !== quantity.kind) return [{ batches: 1, each: rounded(quantity, 'up') }];
	const { batches, rest } = inBatches(quantity, usual);
	return [...(batches > 0 ? [{ batches, each: usual }] : []), ...(rest ? [{ batches: 1, each: rest }] : [])];
}

export interface PlanFault extends DraftFault {
	/** The order's line; `line` is the index among its drafts. */
	readonly orderLine: number;
}

/** The command that the plan stands for, or everything that is in the way. A plan without any line is an empty list of runs. */
export function readPlan(
	order: OrderRow,
	draft: OrderPlanDraft,
	context: PlanContext
): Result<GenerateRuns, readonly PlanFault[]> {
	const faults: PlanFault[] = [];
	const planned: { readonly line: OrderLine; readonly lines: OrderedRun['lines']; readonly covers: Quantity }[] = [];
	for (const plan of draft.lines.filter(({ on }) => on)) {
		const line = order.lines.find((one) => one.line === plan.line);
		if (line === undefined) continue;
		const lines = plan.drafts.flatMap((one, index): OrderedRun['lines'][number][] => {
			const { item, unit, amounts, flow, faults: wrong } = readLine(one, context);
			faults.push(...wrong.map((fault) => ({ orderLine: plan.line, line: index, fault })));
			if (wrong.length > 0 || !item || !unit || !amounts) return [];
			const machines = one.machines.filter(isCode);
			const each = quantityIn(unit, amounts.each);
			return [
				{ item: item.id, each, batches: amounts.batches, machines, flow: flow?.id ?? null, orderLine: plan.line }
			];
		});
		planned.push({ line, lines, covers: coveredBy(plan.goal, lines, context) });
	}
	if (faults.length > 0) return err(faults);
	const groups = draft.runs === 'apart' ? planned.map((one) => [one]) : planned.length > 0 ? [planned] : [];
	const runs = groups.map((group): OrderedRun => {
		const own = group.map(({ line }) => line);
		return {
			lines: group.flatMap(({ lines }) => lines),
			covers: group.map(({ line, covers }) => ({ line: line.line, quantity: covers })),
			responsible: isCode(draft.responsible) ? draft.responsible : null,
			due: draft.due === null ? dueOf(own) : draft.due || null,
			priority: draft.priority === null ? priorityOf(own) : draft.priority === '' ? null : Number(draft.priority),
			released: true
		};
	});
	return ok({ type: 'GenerateRuns', order: order.id, runs });
}

/** How much of the goal the batches are expected to become; all of it where they are not on a way to it that is known. */
function coveredBy(goal: Wanted, lines: OrderedRun['lines'], context: PlanContext): Quantity {
	const way = wayOf(goal, context);
	const share = worthTogether(way, (item) =>
		lines
			.filter((line) => line.item === item)
			.map(({ each, batches }) => worthOf(way, { item, quantity: scale(each, rational(BigInt(batches))) }))
			.reduce(add, ZERO)
	);
	return share.n === 0n || compare(share, ONE) > 0 ? goal.quantity : scale(goal.quantity, share);
}

/** Of the lines that are planned, unless somebody said otherwise. */
export const dueIn = (order: OrderRow, draft: OrderPlanDraft): string =>
	draft.due ?? dueOf(plannedLines(order, draft)) ?? '';

export function priorityIn(order: OrderRow, draft: OrderPlanDraft): string {
	const own = priorityOf(plannedLines(order, draft));
	return draft.priority ?? (own === null ? '' : String(own));
}

const plannedLines = (order: OrderRow, { lines }: OrderPlanDraft): OrderLine[] =>
	order.lines.filter(({ line }) => lines.some((plan) => plan.on && plan.line === line));
