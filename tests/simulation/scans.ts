import { ScanNoted } from '#domain/note/note.ts';
import { GRADES } from '#domain/batch/goods.ts';
import { BatchesTransformed, BatchInitialised, BatchClosed, BatchCorrected } from '#domain/batch/batch.ts';
import { batches, type BatchRow } from '#domain/batch/views.ts';
import type { NewChild } from '#domain/batch/cut.ts';
import { definitions, type Command } from '#domain/catalog.ts';
import { stepsAfter } from '#domain/flow/route.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { Quantity } from '#domain/kernel/quantity.ts';
import { threads } from '#domain/kernel/thread.ts';
import type { StationOperation, StationRow } from '#domain/station/station.ts';
import type { Store } from '#ports/store.ts';
import { createRun } from './office.ts';
import type { Dice } from './random.ts';
import { oneOfFirst, rowsOf, words } from './rows.ts';

const ANSWERS = { machine: null, usual: null };

/** Mostly one of the next few batches of the plan, so that people who do not know of each other meet on the same ones. */
export async function initialise(store: Store, dice: Dice): Promise<Command | undefined> {
	const known = await rowsOf(store, batches);
	const stations = await rowsOf(store, definitions.station.table);
	const waiting = known.filter(({ state, voided, item }) => state === 'created' && !voided && item);
	const batch = oneOfFirst(waiting.length > 0 && dice.chance(0.93) ? waiting : known, dice, 16);
	if (batch === undefined || stations.length === 0) return dice.chance(0.2) ? createRun(store, dice) : undefined;
	const right = stations.filter(({ operation }) => operation === 'init');
	const station = dice.pick(right.length > 0 && dice.chance(0.9) ? right : stations).id;
	const counted =
		batch.quantity && dice.chance(0.08)
			? { quantity: { ...batch.quantity, amount: String(dice.between(1, 200)) }, reason: words(dice) }
			: null;
	return { type: 'InitialiseBatch', batch: batch.id, station, step: null, ...ANSWERS, counted, ...onPaper(dice) };
}

/** Entered from paper, hours after it happened. */
const onPaper = (dice: Dice): { readonly happened?: string } =>
	dice.chance(0.04) ? { happened: `2026-11-15T0${dice.between(6, 9)}:30:00.000+01:00` } : {};

const isOpen = ({ state, voided }: BatchRow): boolean => state === 'open' && !voided;

const stationsOf = async (store: Store, operation: StationOperation): Promise<StationRow[]> =>
	(await rowsOf(store, definitions.station.table)).filter((one) => one.operation === operation);

const scannedCode = ({ id, label }: BatchRow, dice: Dice): Code => (dice.chance(0.8) ? label : id) as Code;

/** Mostly one of those that have been open for longest, by whatever label it has; at any move station. */
export async function move(store: Store, dice: Dice): Promise<Command | undefined> {
	const batch = oneOfFirst((await rowsOf(store, batches)).filter(isOpen), dice, 12);
	const stations = await stationsOf(store, 'move');
	if (batch === undefined || stations.length === 0) return initialise(store, dice);
	const next = stepsAfter(await rowsOf(store, definitions.step.table), batch.item?.id ?? '');
	const right = stations.filter(({ steps }) => next.some(({ id }) => steps.includes(id)));
	const station = dice.pick(right.length > 0 && dice.chance(0.9) ? right : stations).id;
	const answers = { source: null, step: null, ...ANSWERS };
	return { type: 'MoveBatch', batch: scannedCode(batch, dice), station, ...answers, ...onPaper(dice) };
}

/** A part of a batch, or all that is left of it, into one to three children of any grade. */
export async function split(store: Store, dice: Dice): Promise<Command | undefined> {
	const known = await rowsOf(store, batches);
	const batch = oneOfFirst(known.filter(isOpen), dice, 6);
	const [here] = await stationsOf(store, 'split');
	if (!batch?.remaining || !here) return undefined;
	const blanks = known.filter(({ item, boundTo, prints }) => item === null && boundTo === null && prints > 0);
	const children = cut(batch.remaining, dice).map((quantity): NewChild => ({
		grade: dice.pick(GRADES),
		quantity,
		label: blanks.length > 0 && dice.chance(0.3) ? dice.pick(blanks).id : null,
		reason: { text: words(dice) }
	}));
	return {
		type: 'SplitBatch',
		batch: scannedCode(batch, dice),
		station: here.id,
		source: null,
		children,
		closes: dice.chance(0.1) ? { reason: words(dice) } : null,
		...ANSWERS
	};
}

/** All of it in pieces, or one or two pieces of it; where it comes to no whole pieces, all of it. */
function cut(remaining: Quantity, dice: Dice): Quantity[] {
	const whole = Math.floor(Number(remaining.amount));
	if (!(whole >= 2)) return [remaining];
	const first = dice.between(1, whole - 1);
	const sizes = dice.chance(0.4) ? [first, whole - first] : [first];
	return sizes.map((size) => ({ ...remaining, amount: String(size) }));
}

/** Two or three open batches of one item and grade, or one of each part of a step that joins several. */
export async function merge(store: Store, dice: Dice): Promise<Command | undefined> {
	const open = (await rowsOf(store, batches)).filter(isOpen);
	const first = oneOfFirst(open, dice, 8);
	const [collecting, tying] = [await stationsOf(store, 'merge'), await stationsOf(store, 'move')];
	if (first === undefined || collecting.length === 0) return undefined;
	const joins = (await rowsOf(store, definitions.step.table)).filter(
		({ consumes }) => consumes.length > 1 && consumes.some(({ item }) => item === first.item?.id)
	);
	const parts = dice.chance(0.5) ? joins.flatMap(({ consumes }) => consumes.map(({ item }) => item)) : [];
	const others =
		parts.length > 0
			? parts
					.filter((item) => item !== first.item?.id)
					.flatMap(
						(item) =>
							oneOfFirst(
								open.filter((one) => one.item?.id === item),
								dice,
								4
							) ?? []
					)
			: open
					.filter((one) => one.id !== first.id && one.item?.id === first.item?.id && one.grade === first.grade)
					.slice(0, dice.between(1, 2));
	const here = dice.pick(parts.length > 0 && dice.chance(0.5) ? tying : collecting);
	return {
		type: 'MergeBatches',
		station: here.id,
		batches: [first, ...others].map((one) => scannedCode(one, dice)),
		sources: {},
		step: null,
		...ANSWERS
	};
}

/** Back to any earlier step. */
export async function rework(store: Store, dice: Dice): Promise<Command | undefined> {
	const batch = oneOfFirst((await rowsOf(store, batches)).filter(isOpen), dice, 12);
	const steps = await rowsOf(store, definitions.step.table);
	if (batch === undefined || steps.length === 0) return undefined;
	return { type: 'ReworkBatch', batch: scannedCode(batch, dice), step: dice.pick(steps).id, reason: words(dice) };
}

/** One of the last records that are known here, whoever made it. */
export async function undo(store: Store, dice: Dice): Promise<Command | undefined> {
	const undone: readonly string[] = [
		BatchInitialised.type,
		BatchesTransformed.type,
		...(dice.chance(0.2) ? [BatchClosed.type, BatchCorrected.type, ScanNoted.type] : [])
	];
	const scans = (await rowsOf(store, threads))
		.flatMap(({ entity, facts }) => facts.map((fact) => ({ batch: entity as Code, fact })))
		.filter(({ fact }) => undone.includes(fact.type))
		.sort((a, b) => (a.fact.at < b.fact.at ? 1 : -1));
	const chosen = oneOfFirst(scans, dice, 20);
	return chosen && { type: 'UndoFact', batch: chosen.batch, fact: chosen.fact.id };
}

/** A label in the hand of somebody whose device may never have heard of it. */
export async function note(store: Store, dice: Dice, papers: readonly Code[]): Promise<Command | undefined> {
	const known = new Set((await rowsOf(store, batches)).map(({ id }) => id));
	const unknown = papers.slice(-60).filter((code) => !known.has(code));
	const stations = [...(await stationsOf(store, 'init')), ...(await stationsOf(store, 'move'))];
	if (unknown.length === 0 || stations.length === 0) return recordNoted(store, dice);
	return { type: 'NoteScan', batch: dice.pick(unknown), station: dice.pick(stations).id, ...ANSWERS };
}

/** What was noted before its batch was known. */
export async function recordNoted(store: Store, dice: Dice): Promise<Command | undefined> {
	const noted = (await rowsOf(store, batches)).filter(({ notes, item }) => notes.length > 0 && item);
	const batch = oneOfFirst(noted, dice, 6);
	const [first] = batch?.notes ?? [];
	if (!batch || !first) return undefined;
	return { type: 'RecordNoted', batch: batch.id, note: first, source: null, step: null, ...ANSWERS };
}

/** A lost label is replaced, by a new one or one off the stack; labels are printed, of batches or blank. */
export async function label(store: Store, dice: Dice): Promise<Command | undefined> {
	const known = await rowsOf(store, batches);
	if (known.length === 0) return undefined;
	const print = { kind: 'tag', size: '2x4' } as const;
	if (dice.chance(0.25)) return { type: 'PrintBlankLabels', count: dice.between(1, 6), ...print };
	const { id, label: printed } = dice.pick(known);
	if (dice.chance(0.4)) return { type: 'PrintLabels', labels: [printed as Code], copies: 1, ...print };
	const blanks = known.filter(({ item, boundTo }) => item === null && boundTo === null);
	return { type: 'BindLabel', batch: id, code: blanks.length > 0 && dice.chance(0.6) ? dice.pick(blanks).id : null };
}
