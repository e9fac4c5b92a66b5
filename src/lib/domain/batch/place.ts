import { routeNeeds, stepsOfLine } from '../flow/pinned.ts';
import { item, materialsIn } from '../item/item.ts';
import type { Code } from '../kernel/code.ts';
import { need, needAll, type Need, type Rows } from '../kernel/decider.ts';
import type { EntityId } from '../kernel/event.ts';
import type { Quantity } from '../kernel/quantity.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { runs } from '../run/run.ts';
import { station, type StationOperation, type StationRow } from '../station/station.ts';
import { expectedUse, step, type StepRow } from '../step/step.ts';
import type { Use } from './goods.ts';
import type { Objections, Unusual } from './leave.ts';
import { measured } from './measured.ts';
import type { BatchRefusal } from './refusal.ts';
import { batches, type BatchRow } from './views.ts';

/** Where a batch is scanned, and what the operator answered to the station's questions. */
export interface ScannedAt extends Unusual {
	readonly batch: Code;
	readonly station: Code;
	/** The operator's answer when several steps are possible here. */
	readonly step: Code | null;
	/** The machine the operator chose for this station; null: as planned. */
	readonly machine: Code | null;
	/** The machine last named at this station: where nothing was planned it saves asking again. */
	readonly usual: Code | null;
	/** What was counted, where it is another quantity than planned or expected. */
	readonly counted?: Counted | null;
}

export interface Counted {
	readonly quantity: Quantity;
	readonly reason: string;
}

/** What every scan at a station looks at, beside its batches. */
export const siteNeeds = (run: EntityId | null | undefined, rows: Rows): Need[] => [
	needAll(station.table),
	needAll(step.table),
	needAll(item.table),
	...(run ? routeNeeds(run, rows) : [])
];

/** The batch that the label with this code is on: after an exchange the one found under it, of a second label the one it was bound to. */
export function batchOf(code: EntityId, rows: Rows): BatchRow | undefined {
	const row = rows.get(batches, code);
	return row && batchNamed(row.swapped ?? row.id, rows);
}

/** The batch with this id, whatever label it carries; what was found to be the same as another one is that one. */
export function batchNamed(id: EntityId, rows: Rows): BatchRow | undefined {
	const row = rows.get(batches, id);
	return row?.boundTo ? rows.get(batches, row.boundTo) : row;
}

/** Of the batch that the label is on, and of the one with this id. */
export function batchNeeds(code: EntityId, rows: Rows): Need[] {
	const row = rows.get(batches, code);
	const bearer = row?.swapped ? rows.get(batches, row.swapped) : row;
	return [code, row?.swapped, row?.boundTo, bearer?.boundTo].flatMap((id) => (id ? [need(batches, id)] : []));
}

/** The steps that the batch can go through, as its run pinned them. */
export const stepsFor = ({ run, line }: BatchRow, rows: Rows): StepRow[] =>
	stepsOfLine(run === null ? undefined : rows.get(runs, run), line, rows);

/** The stations of one kind where one of the steps can be recorded. */
export const stationsFor = (operation: StationOperation, steps: readonly StepRow[], rows: Rows): StationRow[] =>
	rows
		.all(station.table)
		.filter(
			(here) => !here.archived && here.operation === operation && steps.some(({ id }) => here.steps.includes(id))
		);

/** The station by its code, when it is one that works. */
export function findStation(id: Code, rows: Rows): Result<StationRow, BatchRefusal> {
	const here = rows.all(station.table).find((one) => one.id === id);
	return here && !here.archived ? ok(here) : err({ type: 'StationUnknown', station: id });
}

/** The run a batch belongs to, when its batches may be scanned; null where a lead lets one without a run pass. */
export function openRun(batch: BatchRow, rows: Rows, objections?: Objections): Result<EntityId | null, BatchRefusal> {
	const { run } = batch;
	const plan = run === null ? undefined : rows.get(runs, run);
	const refusal: BatchRefusal | null =
		run === null
			? { type: 'BatchWithoutRun', batch }
			: plan?.cancelled
				? { type: 'RunIsCancelled', run }
				: plan?.created && !plan.released
					? { type: 'RunNotReleased', run }
					: null;
	return refusal && (objections?.stands(refusal) ?? true) ? err(refusal) : ok(run);
}

/** Why what was counted cannot be recorded; null when it can. */
export function countedRefusal({ quantity, reason }: Counted, expected: Quantity): BatchRefusal | null {
	const count = measured(quantity, expected);
	if (!count.ok) return count.error;
	return reason.trim() === '' ? { type: 'ReasonMissing' } : null;
}

/** The step the operator named, or the only one; otherwise the operator has to say. */
export function chooseStep(candidates: readonly StepRow[], answer: Code | null): Result<StepRow, BatchRefusal> {
	const chosen = candidates.length === 1 ? candidates[0] : candidates.find(({ id }) => id === answer);
	return chosen ? ok(chosen) : err({ type: 'ChooseStep', steps: candidates });
}

/** The only machine here, or the first of the preferred ones that stands here; otherwise the operator has to say. */
export function chooseMachine(
	{ machines }: StationRow,
	preferred: readonly (EntityId | null)[]
): Result<EntityId | null, BatchRefusal> {
	if (machines.length <= 1) return ok(machines[0] ?? null);
	const chosen = preferred.find((id) => id !== null && machines.includes(id));
	return chosen ? ok(chosen) : err({ type: 'ChooseMachine', machines });
}

/** What a step takes of batches, beside the materials it uses up. */
export const partsOf = ({ consumes }: StepRow, rows: Rows): StepRow['consumes'] => {
	const materials = materialsIn(rows.all(item.table));
	return consumes.filter((input) => !materials.has(input.item));
};

/** Materials are booked as planned; what was really used corrects it beside. */
export function expectedUses({ consumes, produces }: StepRow, made: Quantity, rows: Rows): Use[] {
	if (!produces || produces.quantity.kind !== made.kind) return [];
	const materials = materialsIn(rows.all(item.table));
	return consumes
		.filter((input) => materials.has(input.item))
		.map((input) => ({ item: input.item, lot: null, quantity: expectedUse(input, produces, made), basis: 'planned' }));
}
