import * as v from 'valibot';
import { BatchesPlanned, PLAN_CHUNK } from '../batch/batch.ts';
import type { Make } from '../batch/goods.ts';
import { flow } from '../flow/flow.ts';
import { routeFrom, stepsOfFlow } from '../flow/route.ts';
import { item } from '../item/item.ts';
import { inChunks } from '../kernel/chunks.ts';
import type { Code } from '../kernel/code.ts';
import { draft, need, needAll, type Draft, type Moment, type Need, type Rows } from '../kernel/decider.ts';
import { pin, pinAll, type Pinned } from '../kernel/definition.ts';
import { formatRational, parseRational, type Quantity } from '../kernel/quantity.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { machine } from '../machine/machine.ts';
import { person } from '../person/person.ts';
import { step, type StepRow } from '../step/step.ts';
import { findUnit, quantityIn } from '../unit/unit.ts';
import {
	dueSchema,
	MAX_BATCHES,
	MAX_LINE_MACHINES,
	MAX_LINES,
	MAX_STEPS,
	prioritySchema,
	RunCreated,
	runStream,
	type RunLine
} from './run.ts';

/** A run as somebody plans it. */
export interface RunPlan {
	readonly lines: readonly NewLine[];
	readonly responsible: Code | null;
	/** `2026-11-30`. */
	readonly due: string | null;
	/** 1 (most urgent) to 9. */
	readonly priority: number | null;
	readonly released: boolean;
}

export interface NewLine {
	readonly item: Code;
	readonly each: Quantity;
	readonly batches: number;
	readonly machines: readonly Code[];
	readonly flow: Code | null;
}

export type LineFault = 'item' | 'unit' | 'quantity' | 'batches' | 'machine' | 'machines' | 'flow';

export type PlanRefusal =
	| { readonly type: 'NoLines' }
	| { readonly type: 'TooManyLines'; readonly most: number }
	| { readonly type: 'TooManyBatches'; readonly most: number }
	| { readonly type: 'TooManySteps'; readonly most: number }
	| { readonly type: 'LineWrong'; readonly line: number; readonly fault: LineFault }
	| { readonly type: 'PersonUnknown' }
	| { readonly type: 'DueWrong' }
	| { readonly type: 'PriorityWrong' };

/** What has to be known to plan it. */
export const planNeeds = ({ lines, responsible }: RunPlan): Need[] => [
	needAll(step.table),
	...lines.flatMap((line) => [
		need(item.table, line.item),
		...line.machines.map((id) => need(machine.table, id)),
		...(line.flow === null ? [] : [need(flow.table, line.flow)])
	]),
	...(responsible === null ? [] : [need(person.table, responsible)])
];

/** The run with its number and all its batches: every one has its id and label at once. `orderOf`: what a line, from 1, fulfils. */
export function planRun(
	plan: RunPlan,
	rows: Rows,
	moment: Moment,
	orderOf: (line: number) => RunLine['order'] = () => null
): Result<{ readonly run: Code; readonly drafts: readonly Draft[] }, PlanRefusal> {
	const { responsible, due, priority, released } = plan;
	if (plan.lines.length === 0) return err({ type: 'NoLines' });
	if (plan.lines.length > MAX_LINES) return err({ type: 'TooManyLines', most: MAX_LINES });
	if (responsible !== null && !rows.get(person.table, responsible)) return err({ type: 'PersonUnknown' });
	if (due !== null && !v.is(dueSchema, due)) return err({ type: 'DueWrong' });
	if (priority !== null && !v.is(prioritySchema, priority)) return err({ type: 'PriorityWrong' });
	const lines: RunLine[] = [];
	for (const [index, wanted] of plan.lines.entries()) {
		const line = runLine(wanted, index + 1, rows);
		if (!line.ok) return err({ type: 'LineWrong', line: index + 1, fault: line.error });
		lines.push({ ...line.value, order: orderOf(index + 1) });
	}
	if (lines.reduce((sum, line) => sum + line.batches, 0) > MAX_BATCHES) {
		return err({ type: 'TooManyBatches', most: MAX_BATCHES });
	}
	const steps = pinnedSteps(lines, rows);
	if (steps.length > MAX_STEPS) return err({ type: 'TooManySteps', most: MAX_STEPS });
	const run = moment.mint('r');
	const created = draft(RunCreated, 'runs', [run], { run, lines, responsible, due, priority, released, steps });
	return ok({ run, drafts: [created, ...lines.flatMap((line) => planLine(run, line, () => moment.mint('b')))] });
}

function runLine(wanted: NewLine, line: number, rows: Rows): Result<RunLine, LineFault> {
	const made = rows.get(item.table, wanted.item);
	const unit = findUnit(wanted.each.unit);
	const amount = parseRational(wanted.each.amount);
	const route = wanted.flow === null ? null : rows.get(flow.table, wanted.flow);
	if (!made || made.archived) return err('item');
	if (!unit || unit.kind !== findUnit(made.unit)?.kind) return err('unit');
	if (!amount || amount.n <= 0n) return err('quantity');
	if (!Number.isSafeInteger(wanted.batches) || wanted.batches < 1 || wanted.batches > MAX_BATCHES)
		return err('batches');
	if (!wanted.machines.every((id) => rows.get(machine.table, id))) return err('machine');
	if (wanted.machines.length > MAX_LINE_MACHINES) return err('machines');
	if (route === undefined) return err('flow');
	return ok({
		line,
		item: pin(made),
		each: quantityIn(unit, amount),
		batches: wanted.batches,
		machines: wanted.machines,
		flow: route && pin(route),
		order: null
	});
}

/** The present revisions of all steps that the lines' batches can go through: those of their flows, or the whole way of their items. */
function pinnedSteps(lines: readonly RunLine[], rows: Rows): Pinned[] {
	const all = rows.all(step.table);
	const used = new Set<StepRow>();
	for (const line of lines) {
		const route = line.flow && rows.get(flow.table, line.flow.id);
		const steps = stepsOfFlow(all, route ?? null);
		for (const one of route ? steps : routeFrom(steps, line.item.id)) used.add(one);
	}
	return all.filter((one) => used.has(one)).flatMap(pinAll);
}

/** The batches of a line, each with its own code; several planned machines take turns. `before`: how many it has already. */
export function planLine(
	run: Code,
	{ line, item: made, each, batches: count, machines }: RunLine,
	mint: () => Code,
	before = 0
): Draft[] {
	const smallest = findUnit(each.unit)?.smallest;
	const makes: Make[] = Array.from({ length: count }, (_, index) => ({
		batch: mint(),
		item: made,
		quantity: each,
		smallest: smallest ? formatRational(smallest) : each.amount,
		second: null,
		grade: 'firsts',
		place: null,
		machine: machines[(before + index) % machines.length] ?? null
	}));
	return inChunks(makes, PLAN_CHUNK).map((chunk) => {
		const touches = [run, ...chunk.map(({ batch }) => batch)];
		return draft(BatchesPlanned, runStream(run), touches, { run, line, makes: chunk });
	});
}
