import { need, needAll, type Need, type Rows } from '../kernel/decider.ts';
import type { DefinitionRow, Pinned } from '../kernel/definition.ts';
import type { EntityId, EventId } from '../kernel/event.ts';
import { threads, type Thread } from '../kernel/thread.ts';
import { runs, type RunRow } from '../run/run.ts';
import { step, type StepRow } from '../step/step.ts';
import { flow } from './flow.ts';
import { stepsOfFlow } from './route.ts';

/**
 * What tells the way of a run's batches. A definition that is still what the run pinned is read from its row; only for one
 * that was revised since its thread is read too.
 */
export function routeNeeds(run: EntityId, rows: Rows): Need[] {
	const plan = rows.get(runs, run);
	return [
		needAll(step.table),
		need(runs, run),
		...(plan ? flowsThatTell(plan).map(({ id }) => need(flow.table, id)) : []),
		...(plan ? revisedSince(plan, rows).map((id) => need(threads, id)) : [])
	];
}

/**
 * The steps that batches of a run's line can go through, by `routeNeeds`. With a flow: its steps as the run pinned them, whatever
 * was revised, archived or added since. Without one: all of the site's, those that the run pinned as it pinned them. In runs from
 * before steps were pinned: as they are now.
 */
export function stepsOfLine(plan: RunRow | undefined, line: number | null | undefined, rows: Rows): StepRow[] {
	const all = rows.all(step.table);
	const route = plan?.lines.find((one) => one.line === line)?.flow ?? null;
	const told = plan && route && flowsThatTell(plan).includes(route) ? rows.get(flow.table, route.id) : undefined;
	const pinned = revisionsOf(plan?.steps ?? []);
	if (pinned.size === 0) return stepsOfFlow(all, told ?? null);
	const members = route && told && asPinned(flow, told, [route.revision], rows).steps;
	return all.flatMap((row) => {
		const revisions = pinned.get(row.id);
		if (revisions === undefined) return route || row.archived ? [] : row;
		return members?.includes(row.id) === false ? [] : asPinned(step, row, revisions, rows);
	});
}

/** The flows that tell a run's steps apart: none where all its lines have the same one, since those are all its steps. */
function flowsThatTell({ lines, steps }: RunRow): readonly Pinned[] {
	const isOne = new Set(lines.map((line) => line.flow?.revision)).size === 1;
	return steps.length > 0 && isOne ? [] : lines.flatMap((line) => line.flow ?? []);
}

/** The row as it was at these revisions; as it is known here while one of them has not arrived. */
function asPinned<Row extends DefinitionRow>(
	{ asOf }: { readonly asOf: (thread: Thread, revisions: readonly EventId[]) => Row | undefined },
	row: Row,
	revisions: readonly EventId[],
	rows: Rows
): Row {
	if (isAsPinned(row, revisions)) return row;
	const thread = rows.get(threads, row.id);
	return (thread && asOf(thread, revisions)) ?? row;
}

/** The definitions whose row is no longer what the run pinned. */
function revisedSince(plan: RunRow, rows: Rows): EntityId[] {
	const pinned = revisionsOf(plan.steps);
	const steps = rows.all(step.table).filter((row) => isRevised(row, pinned.get(row.id)));
	const flows = flowsThatTell(plan).filter(({ id, revision }) => isRevised(rows.get(flow.table, id), [revision]));
	return pinned.size === 0 ? [] : [...steps, ...flows].map(({ id }) => id);
}

const isRevised = (row: DefinitionRow | undefined, pinned: readonly EventId[] | undefined): boolean =>
	row !== undefined && pinned !== undefined && !isAsPinned(row, pinned);

const isAsPinned = ({ heads }: DefinitionRow, pinned: readonly EventId[]): boolean =>
	heads.length === pinned.length && heads.every((head) => pinned.includes(head));

/** A step whose changes had been made apart is pinned once for each of them. */
function revisionsOf(steps: readonly Pinned[]): ReadonlyMap<EntityId, readonly EventId[]> {
	const revisions = new Map<EntityId, EventId[]>();
	for (const { id, revision } of steps) revisions.set(id, [...(revisions.get(id) ?? []), revision]);
	return revisions;
}
