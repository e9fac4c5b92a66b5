import { GRADES, type Grade } from '#domain/batch/goods.ts';
import type { BatchRow } from '#domain/batch/views.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import {
	add,
	compare,
	divide,
	inBaseUnits,
	multiply,
	ONE,
	parseRational,
	subtract,
	wireValue,
	ZERO,
	type Quantity,
	type Rational
} from '#domain/kernel/quantity.ts';
import type { OrderLine, OrderRow } from '#domain/order/views.ts';
import type { RunRow } from '#domain/run/run.ts';
import { expectedUse, type StepRow } from '#domain/step/step.ts';

/** A run that fulfils lines of the order, with all its batches. */
export interface FulfillingRun {
	readonly run: RunRow;
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

type IsMaterial = (item: EntityId) => boolean;

export const figuresOf = (
	order: OrderRow,
	runs: readonly FulfillingRun[],
	isMaterial: IsMaterial
): readonly LineFigures[] => order.lines.map((line) => lineFigures(order.id, line, runs, isMaterial));

function lineFigures(
	order: EntityId,
	{ line, wanted, dropped }: OrderLine,
	runs: readonly FulfillingRun[],
	isMaterial: IsMaterial
): LineFigures {
	const made: Record<Grade, Rational> = { firsts: ZERO, seconds: ZERO, waste: ZERO };
	const none = { line, unit: null, ordered: ZERO, inRuns: ZERO, made, waiting: ZERO, atSteps: [], short: ZERO };
	if (wanted === null) return none;
	const unit = wanted.quantity;
	const ordered = dropped ? ZERO : wireValue(unit.amount);
	let [inRuns, waiting, coming] = [ZERO, ZERO, ZERO];
	const atSteps = new Map<EntityId, AtStep>();
	for (const { run, batches, stepsOf } of runs) {
		const runLines = run.lines.filter((one) => one.order?.id === order && one.order.line === line);
		const [first] = runLines;
		if (first === undefined) continue;
		const numbers = new Set(runLines.map((one) => one.line));
		const way = wayTo(wanted.item, unit, stepsOf(first.line), isMaterial);
		const live = batches.filter(
			(row) => row.line !== null && numbers.has(row.line) && row.voided === null && row.boundTo === null && row.item
		);
		const left = live.filter(({ closed }) => closed?.how !== 'used');
		const underway = left.filter(({ grade, state }) => grade === 'firsts' && state !== 'closed');
		for (const grade of GRADES) {
			const goods = left.filter((row) => row.grade === grade && (grade !== 'firsts' || isMade(row, wanted.item)));
			made[grade] = add(
				made[grade],
				sum(goods, (row) => way.worthOf(row, row.remaining))
			);
		}
		const planned = live.filter(({ origin }) => origin === 'planned');
		inRuns = add(
			inRuns,
			way.becomes(planned, ({ quantity }) => quantity)
		);
		waiting = add(
			waiting,
			way.becomes(
				underway.filter(({ state }) => state === 'created'),
				({ remaining }) => remaining
			)
		);
		coming = add(
			coming,
			way.becomes(underway, ({ remaining }) => remaining)
		);
		for (const row of underway) {
			const step = row.state === 'open' ? row.began?.step?.id : undefined;
			if (step === undefined) continue;
			const { batches: count, amount } = atSteps.get(step) ?? { batches: 0, amount: ZERO };
			atSteps.set(step, { step, batches: count + 1, amount: add(amount, way.worthOf(row, row.remaining)) });
		}
	}
	const missing = subtract(subtract(ordered, made.firsts), coming);
	return {
		line,
		unit,
		ordered,
		inRuns,
		made,
		waiting,
		atSteps: [...atSteps.values()].sort((a, b) => compare(b.amount, a.amount)),
		short: compare(missing, ZERO) < 0 ? ZERO : missing
	};
}

const isMade = ({ state, item }: BatchRow, wanted: EntityId): boolean => state === 'closed' && item?.id === wanted;

const sum = (rows: readonly BatchRow[], amountOf: (row: BatchRow) => Rational): Rational =>
	rows.reduce((total, row) => add(total, amountOf(row)), ZERO);

interface Way {
	/** So much of what is ordered a batch is expected to become by itself; what is not on the way becomes nothing. */
	readonly worthOf: (row: BatchRow, quantity: Quantity | null) => Rational;
	/** The same of many: where parts are put together, the one that there is least of decides. */
	readonly becomes: (rows: readonly BatchRow[], quantityOf: (row: BatchRow) => Quantity | null) => Rational;
}

/** Reckons back from what is ordered, step by step, how much of each part it takes. */
function wayTo(item: EntityId, unit: Quantity, steps: readonly StepRow[], isMaterial: IsMaterial): Way {
	/** Base units of a part that one of the ordered unit takes. */
	const needs = new Map<EntityId, Rational>();
	const partsOf = new Map<EntityId, readonly EntityId[]>();
	function walk(part: EntityId, needed: Quantity, way: readonly EntityId[]): void {
		needs.set(part, add(needs.get(part) ?? ZERO, inBaseUnits(needed)));
		const making = steps.find(({ produces }) => produces?.item === part && produces.quantity.kind === needed.kind);
		if (!making?.produces || way.includes(part)) return;
		const { produces } = making;
		const parts = making.consumes.filter((input) => !isMaterial(input.item));
		partsOf.set(
			part,
			parts.map((input) => input.item)
		);
		for (const input of parts) walk(input.item, expectedUse(input, produces, needed), [...way, part]);
	}
	walk(item, { ...unit, amount: '1' }, []);

	const worthOf: Way['worthOf'] = (row, quantity) => {
		const need = row.item ? needs.get(row.item.id) : undefined;
		return need && quantity ? multiply(divide(inBaseUnits(quantity), need), shareOf(row)) : ZERO;
	};
	return {
		worthOf,
		becomes(rows, quantityOf) {
			const byItem = Map.groupBy(rows, (row) => row.item?.id);
			const of = (part: EntityId, way: readonly EntityId[]): Rational => {
				const own = sum(byItem.get(part) ?? [], (row) => worthOf(row, quantityOf(row)));
				const parts = way.includes(part) ? [] : (partsOf.get(part) ?? []);
				const [least] = parts.map((one) => of(one, [...way, part])).sort(compare);
				return add(own, least ?? ZERO);
			};
			return of(item, []);
		}
	};
}

/** How much of a batch is beyond dispute. */
const shareOf = ({ share }: BatchRow): Rational => parseRational(share) ?? ONE;
