import type { Grade } from '../batch/goods.ts';
import type { BatchRow } from '../batch/views.ts';
import type { EntityId } from '../kernel/event.ts';
import { add, compare, multiply, subtract, wireValue, ZERO, type Quantity, type Rational } from '../kernel/quantity.ts';
import { partOf, standsForGoods, thereOf, type GoodsPart } from '../run/goods.ts';
import type { RunRow } from '../run/run.ts';
import type { StepRow } from '../step/step.ts';
import type { OrderLine, OrderRow } from './views.ts';
import { wayTo, worthOf, worthTogether, type Way } from './way.ts';

/** A run that fulfils lines of the order, with all its batches. */
export interface FulfillingRun {
	readonly run: RunRow;
	/** In the order of their codes. */
	readonly batches: readonly BatchRow[];
	/** The way that batches of one of its lines go. */
	readonly stepsOf: (line: number) => readonly StepRow[];
}

/** Batches that are at a step now. */
export interface AtStep {
	readonly step: EntityId;
	readonly batches: number;
	readonly amount: Rational;
}

/**
 * How far a line of an order is. All amounts are exact and in the unit that the line is ordered in: of a batch on the way to what is
 * ordered so much counts as it is expected to become, allowances included.
 */
export interface LineFigures {
	readonly line: number;
	/** What gives all amounts their unit; null while only later changes of the line have arrived. */
	readonly unit: Quantity | null;
	readonly ordered: Rational;
	/** Planned batches that are not void. */
	readonly inRuns: Rational;
	/** Firsts at the end of their way; seconds and waste wherever they are. */
	readonly made: Readonly<Record<Grade, Rational>>;
	/** Planned and not started. */
	readonly waiting: Rational;
	/** Firsts on their way, by the step they are at, the fullest first. */
	readonly atSteps: readonly AtStep[];
	/** Ordered, and neither made nor to be expected of what is planned and on its way. Never below zero. */
	readonly short: Rational;
}

export const figuresOf = (
	{ id, lines }: OrderRow,
	runs: readonly FulfillingRun[],
	materials: ReadonlySet<EntityId>
): readonly LineFigures[] => lines.map((line) => lineFigures(id, line, runs, materials));

function lineFigures(
	order: EntityId,
	{ line, wanted, dropped }: OrderLine,
	runs: readonly FulfillingRun[],
	materials: ReadonlySet<EntityId>
): LineFigures {
	if (wanted === null) {
		const made = { firsts: ZERO, seconds: ZERO, waste: ZERO };
		return { line, unit: null, ordered: ZERO, inRuns: ZERO, made, waiting: ZERO, atSteps: [], short: ZERO };
	}
	const { item, quantity: unit } = wanted;
	const ordered = dropped ? ZERO : wireValue(unit.amount);
	const ofRuns = runs.flatMap(({ run, batches, stepsOf }): RunFigures[] => {
		const own = run.lines.filter((one) => one.order?.id === order && one.order.line === line);
		const [first] = own;
		if (first === undefined) return [];
		const numbers = new Set(own.map((one) => one.line));
		const rows = batches.filter((row) => row.line !== null && numbers.has(row.line));
		const way = wayTo({ item, quantity: { ...unit, amount: '1' } }, stepsOf(first.line), materials);
		return [runFigures(rows, item, way)];
	});
	const total = (of: (figures: RunFigures) => Rational): Rational => ofRuns.map(of).reduce(add, ZERO);
	const firsts = total((one) => one.firsts);
	const missing = subtract(
		subtract(ordered, firsts),
		total((one) => one.coming)
	);
	return {
		line,
		unit,
		ordered,
		inRuns: total((one) => one.planned),
		made: { firsts, seconds: total((one) => one.seconds), waste: total((one) => one.waste) },
		waiting: total((one) => one.waiting),
		atSteps: atSteps(ofRuns.flatMap((one) => one.underway)),
		short: compare(missing, ZERO) < 0 ? ZERO : missing
	};
}

interface RunFigures extends Readonly<Record<Grade, Rational>> {
	readonly planned: Rational;
	readonly waiting: Rational;
	/** Waiting, or on its way. */
	readonly coming: Rational;
	readonly underway: readonly { readonly step: EntityId; readonly amount: Rational }[];
}

function runFigures(rows: readonly BatchRow[], wanted: EntityId, way: Way): RunFigures {
	const goods = Map.groupBy(rows.filter(standsForGoods), partOf);
	const inPart = (part: GoodsPart): readonly BatchRow[] => goods.get(part) ?? [];
	const there = (row: BatchRow): Rational => countedOf(way, row, thereOf(row));
	const alone = (some: readonly BatchRow[]): Rational => some.map(there).reduce(add, ZERO);
	const together = (some: readonly BatchRow[], amountOf: (row: BatchRow) => Rational): Rational => {
		const byItem = Map.groupBy(some, (row) => row.item?.id);
		return worthTogether(way, (item) => (byItem.get(item) ?? []).map(amountOf).reduce(add, ZERO));
	};
	const planned = rows.filter(({ origin, voided, boundTo }) => origin === 'planned' && !voided && boundTo === null);
	return {
		planned: together(planned, (row) => countedOf(way, row, row.quantity)),
		firsts: alone(inPart('firsts').filter(({ item }) => item?.id === wanted)),
		seconds: alone(inPart('seconds')),
		waste: alone(inPart('waste')),
		waiting: together(inPart('created'), there),
		coming: together([...inPart('created'), ...inPart('inProcess')], there),
		underway: inPart('inProcess').flatMap((row) =>
			row.item && row.began?.step ? [{ step: row.began.step.id, amount: there(row) }] : []
		)
	};
}

/** Without what is disputed of it. */
const countedOf = (way: Way, { item, share }: BatchRow, quantity: Quantity | null): Rational =>
	item && quantity ? multiply(worthOf(way, { item: item.id, quantity }), wireValue(share)) : ZERO;

const atSteps = (underway: RunFigures['underway']): AtStep[] =>
	[...Map.groupBy(underway, ({ step }) => step)]
		.map(([step, here]) => ({
			step,
			batches: here.length,
			amount: here.map(({ amount }) => amount).reduce(add, ZERO)
		}))
		.sort((a, b) => compare(b.amount, a.amount));
