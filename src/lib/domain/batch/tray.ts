import { leadsTo, stepsAfter } from '../flow/route.ts';
import type { Code } from '../kernel/code.ts';
import type { Need, Rows } from '../kernel/decider.ts';
import type { EntityId } from '../kernel/event.ts';
import { sumOf, type Quantity } from '../kernel/quantity.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { station, type StationRow } from '../station/station.ts';
import { step, type StepRow } from '../step/step.ts';
import { openBearer, bearersOf, descendantNeeds, type Source } from './bearer.ts';
import { leaveNeeds, objectionsTo, type Objections, type Unusual } from './leave.ts';
import { batchNeeds, batchOf, findStation, openRun, partsOf, siteNeeds, stationsFor, stepsFor } from './place.ts';
import type { BatchRefusal } from './refusal.ts';
import type { BatchRow } from './views.ts';

/** What is collected at a station to become one batch. */
export interface Tray extends Unusual {
	readonly station: Code;
	/** The scanned codes, in the order of scanning. */
	readonly batches: readonly Code[];
	/** The batch that the operator chose where a label stands for several, by scanned code. */
	readonly sources: { readonly [scanned: string]: Code };
}

/** One of them: all that is left of it would be taken. */
export interface InTray extends Source {
	readonly scanned: Code;
	/** The steps of this station that join it with other parts. */
	readonly joining: readonly StepRow[];
}

/** How a station collects: parts for its steps only, or also batches of one item and grade. */
export interface Collecting {
	readonly station: StationRow;
	readonly onlyParts: boolean;
}

/** Batches that become one at most. */
export const MAX_MERGED = 50;

/** The rows that the checks look at. Asked again with the rows it got. */
export const trayNeeds = (tray: Tray, rows: Rows): Need[] => [
	...siteNeeds(null, rows),
	...leaveNeeds(tray),
	...tray.batches.flatMap((code) => {
		const scanned = batchOf(code, rows);
		return [...batchNeeds(code, rows), ...descendantNeeds(scanned, rows), ...siteNeeds(scanned?.run, rows)];
	})
];

/** Which batch a scanned label stands for, or why it stays out of the tray: what a screen asks on each scan. `rows`: of the tray with it. */
export function fitsTray(tray: Tray, scanned: Code, rows: Rows): Result<InTray, BatchRefusal> {
	const objections = objectionsTo(tray, rows);
	if (objections.refusal) return err(objections.refusal);
	const here = collectingAt(tray.station, rows, objections);
	if (!here.ok) return here;
	const inside: InTray[] = [];
	for (const code of tray.batches) {
		const one = fit(tray, code, inside, here.value, rows, objections);
		if (one.ok) inside.push(one.value);
	}
	return fit(tray, scanned, inside, here.value, rows, objections);
}

/** All of the tray, or why the first that does not fit stays out. */
export function collect(
	tray: Tray,
	here: Collecting,
	rows: Rows,
	objections: Objections
): Result<readonly InTray[], BatchRefusal> {
	const inside: InTray[] = [];
	for (const code of tray.batches) {
		const one = fit(tray, code, inside, here, rows, objections);
		if (!one.ok) return one;
		inside.push(one.value);
	}
	return ok(inside);
}

/** A merge station collects both; one where batches move on only the parts of its steps. */
export function collectingAt(id: Code, rows: Rows, { stands }: Objections): Result<Collecting, BatchRefusal> {
	const found = findStation(id, rows);
	if (!found.ok) return found;
	const here = found.value;
	if (here.operation === 'merge') return ok({ station: here, onlyParts: false });
	if (here.operation === 'move' && joinedHere(rows.all(step.table), here, rows).length > 0) {
		return ok({ station: here, onlyParts: true });
	}
	const valid = rows.all(station.table).filter(({ operation, archived }) => operation === 'merge' && !archived);
	const refusal: BatchRefusal = { type: 'NotAMergeStation', station: here, valid };
	return stands(refusal) ? err(refusal) : ok({ station: here, onlyParts: false });
}

/** The steps that join all of these; empty where they are to become one batch of the same item. */
export function joiningAll(inside: readonly InTray[]): StepRow[] {
	const items = new Set(inside.map(({ item }) => item.id));
	if (items.size < inside.length) return [];
	const [first, ...others] = inside.map(({ joining }) => joining);
	return (first ?? []).filter(({ id }) => others.every((steps) => steps.some((other) => other.id === id)));
}

/** The parts of a step that are not in the tray yet. */
export const missingFor = (joined: StepRow, inside: readonly InTray[], rows: Rows): EntityId[] =>
	partsOf(joined, rows)
		.map(({ item }) => item)
		.filter((item) => !inside.some((one) => one.item.id === item));

/** Of all, in the first one's unit, exact; null where nothing is, or where they are of several kinds of quantity. */
export const totalOf = (inside: readonly Pick<InTray, 'remaining'>[]): Quantity | null =>
	sumOf(inside.map(({ remaining }) => remaining));

function fit(
	{ sources }: Tray,
	scanned: Code,
	inside: readonly InTray[],
	here: Collecting,
	rows: Rows,
	objections: Objections
): Result<InTray, BatchRefusal> {
	const source = sourceOf(scanned, sources[scanned] ?? null, here, rows, objections);
	if (!source.ok) return source;
	const { batch } = source.value;
	if (inside.some((one) => one.batch.id === batch.id)) return err({ type: 'AlreadyInTray', batch });
	const one = { ...source.value, scanned, joining: joiningOf(batch, here, rows) };
	const run = openRun(batch, rows, objections);
	if (!run.ok) return run;
	const refusal = objections.hold(batch) ?? mismatch(one, inside, here, rows) ?? otherRun(one, inside, objections);
	if (refusal) return err(refusal);
	return inside.length < MAX_MERGED ? ok(one) : err({ type: 'TrayFull', most: MAX_MERGED });
}

/** The open batch that the label stands for, where it can be collected here. */
function sourceOf(
	code: Code,
	answer: Code | null,
	here: Collecting,
	rows: Rows,
	objections: Objections
): Result<Source, BatchRefusal> {
	const labelled = batchOf(code, rows);
	if (!labelled?.item) return err({ type: 'BatchUnknown', batch: code });
	const isJoined = (batch: BatchRow): boolean => joiningOf(batch, here, rows).length > 0;
	const source = openBearer(labelled, answer, rows, objections, here.onlyParts ? isJoined : undefined);
	if (source.ok && (!here.onlyParts || isJoined(source.value.batch))) return source;
	const became = bearersOf(labelled, rows).find((bearer) => wasMadeHere(bearer, here));
	if (became && (source.ok || source.error.type === 'BatchAlreadyClosed')) {
		return err({ type: 'BatchAlreadyMoved', batch: became });
	}
	return source.ok ? err(notJoinedHere(source.value, here.station, rows)) : source;
}

/** Whether the batch is what was made of several at this station. */
export const wasMadeHere = ({ began, parents }: BatchRow, { station: here }: Collecting): boolean =>
	parents.length > 1 && began?.station === here.id;

function notJoinedHere({ batch, item }: Source, here: StationRow, rows: Rows): BatchRefusal {
	const steps = stepsFor(batch, rows);
	const next = stepsAfter(steps, item.id);
	const isPast = leadsTo(steps, joinedHere(steps, here, rows), item.id);
	return { type: 'WrongStation', station: here, batch, next, isPast, valid: stationsFor('move', next, rows) };
}

const joiningOf = (batch: BatchRow, { station: here }: Collecting, rows: Rows): StepRow[] =>
	batch.item ? joinedHere(stepsAfter(stepsFor(batch, rows), batch.item.id), here, rows) : [];

const joinedHere = (steps: readonly StepRow[], here: StationRow, rows: Rows): StepRow[] =>
	steps.filter((one) => here.steps.includes(one.id) && partsOf(one, rows).length > 1);

/** The same item, grade and kind of quantity as all that is in; or another part of a step that takes each of them. */
function mismatch(one: InTray, inside: readonly InTray[], here: Collecting, rows: Rows): BatchRefusal | null {
	const [first] = inside;
	if (first === undefined) return null;
	const { batch, item, remaining } = one;
	const isOneItem = !here.onlyParts && inside.every((other) => other.item.id === first.item.id);
	if (isOneItem && item.id === first.item.id) {
		const { grade } = first.batch;
		if (batch.grade !== grade) return { type: 'GradeDiffers', batch, grade };
		return remaining.kind === first.remaining.kind ? null : { type: 'UnitsDiffer', batch, like: first.remaining };
	}
	if (joiningAll([...inside, one]).length > 0) return null;
	const parts = joiningAll(inside).flatMap((joined) => missingFor(joined, inside, rows));
	return { type: 'ItemDiffers', batch, items: [...new Set([...(isOneItem ? [first.item.id] : []), ...parts])] };
}

function otherRun({ batch }: InTray, inside: readonly InTray[], { stands }: Objections): BatchRefusal | null {
	const others = inside.map((one) => one.batch).filter(({ run }) => run !== batch.run);
	const refusal: BatchRefusal = { type: 'RunsDiffer', batches: [...others, batch] };
	return others.length > 0 && stands(refusal) ? refusal : null;
}
