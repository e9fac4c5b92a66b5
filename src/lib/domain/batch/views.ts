import type { Code } from '../kernel/code.ts';
import { ExceptionResolved } from '../kernel/decision.ts';
import type { Pinned } from '../kernel/definition.ts';
import { eventKey, type EntityId, type EventId } from '../kernel/event.ts';
import { divide, formatRational, wireValue, type Quantity, type Rational } from '../kernel/quantity.ts';
import type { Reason } from '../kernel/reason.ts';
import { occasion, type Occasion } from '../kernel/occasion.ts';
import { table } from '../kernel/table.ts';
import { unreadFacts, type Thread } from '../kernel/thread.ts';
import type { Slice, Tally, ViewRow } from '../kernel/view.ts';
import { ScanNoted } from '../note/note.ts';
import {
	BatchClosed,
	BatchCorrected,
	BatchesPlanned,
	TouchedElsewhere,
	BatchesTransformed,
	BatchInitialised,
	BatchVoided,
	FactUndone
} from './batch.ts';
import { LabelBound, LabelsPrinted, LabelsSwapped } from './label-facts.ts';
import type { Grade } from './goods.ts';
import { familyOf } from './family.ts';
import type { Killer } from './life.ts';
import type { Began } from './standing.ts';
import { verdictsOn, type BatchVerdict, type ClosedBy } from './verdict.ts';

export type BatchState = 'created' | 'open' | 'closed';

/** A batch as its label's reader sees it. */
export interface BatchRow extends ViewRow {
	readonly run: EntityId | null;
	/** Of a made batch that of what it was made of. */
	readonly line: number | null;
	/** Whether it was planned by the office or made by a scan; null while neither has arrived here. */
	readonly origin: 'planned' | 'made' | null;
	/** Null while its making has not arrived here. */
	readonly item: Pinned | null;
	/** As it was planned or made, or corrected since. */
	readonly quantity: Quantity | null;
	/** What has not been taken. */
	readonly remaining: Quantity | null;
	/** How much of the quantity is beyond dispute: `1`, or a fraction down to `0`. */
	readonly share: string;
	readonly grade: Grade;
	/** Why it is no firsts, where its maker said so. */
	readonly reason: Reason | null;
	/** Planned machine. */
	readonly machine: EntityId | null;
	readonly state: BatchState;
	/** A making that was undone has no reason. */
	readonly voided: (Occasion & { readonly reason: Reason | null }) | null;
	/** Something it stands on has not arrived here. */
	readonly waiting: boolean;
	/** The scan that brought it into process: its initialisation, or what made it. */
	readonly began: BatchBegan | null;
	readonly closed: BatchClosing | null;
	/** The last event that took of it. */
	readonly lastUse: EventId | null;
	readonly parents: readonly EntityId[];
	readonly children: readonly EntityId[];
	/** The code on the paper it travels under: its own, or of the batch it was moved on from, or of a second label. */
	readonly label: EntityId;
	/** Labels with that code printed so far. */
	readonly prints: number;
	/** No batch of its own: this code is a second label of that one, or was found to be the same. */
	readonly boundTo: EntityId | null;
	/** The batch that carries the label with this code now, where labels were exchanged. */
	readonly swapped: EntityId | null;
	/** The holds that stand on it, its own and those of what it was made of: their codes, sorted. */
	readonly holds: readonly EntityId[];
	/** Scans of its code that wait to be recorded, the oldest first. */
	readonly notes: readonly EventId[];
	/** Order of the oldest of them. Missing when there is none. */
	readonly noted?: string;
	/** The machine it is planned for. Missing once it is no longer only planned. */
	readonly plannedAt?: EntityId;
	/** Where it is open: a machine, else a station. Missing when it is not open. */
	readonly openAt?: EntityId;
	/** Where it was open, once it is closed. */
	readonly leftAt?: EntityId;
	/** Order of coming to where it is or was open. */
	readonly since?: string;
	/** Order of being closed. */
	readonly left?: string;
	/** Order of entering process within a run, of planned batches. Missing before. */
	readonly entered?: string;
	/** Order of no longer being only planned (entered or voided), of planned batches. Missing before. */
	readonly settled?: string;
}

export interface BatchBegan extends Occasion {
	readonly operation: Began['operation'];
	readonly station: EntityId | null;
	readonly machine: EntityId | null;
	readonly step: Pinned | null;
	/** The wall time on the paper that it was entered from; null when it was scanned as it happened. */
	readonly happened: string | null;
}

export interface BatchClosing extends Occasion {
	readonly how: ClosedBy['how'];
	/** Of a close by hand. */
	readonly reason: Reason | null;
}

export const batches = table<BatchRow>('batches', 'id', [
	'run',
	'plannedAt',
	'[openAt+since]',
	'[leftAt+left]',
	'[run+entered]',
	'[run+settled]',
	'noted'
]);

export const batch: Slice<BatchRow> = {
	kind: 'batch',
	events: [
		BatchesPlanned,
		BatchInitialised,
		BatchesTransformed,
		BatchClosed,
		BatchVoided,
		FactUndone,
		BatchCorrected,
		LabelBound,
		LabelsPrinted,
		LabelsSwapped,
		TouchedElsewhere,
		ScanNoted,
		ExceptionResolved
	] as unknown as Slice<BatchRow>['events'],
	table: batches,
	version: 4,
	joins: ({ type, data }) => data !== null && JOINING.has(type),
	fold(family, withdrawn) {
		const verdicts = verdictsOn(familyOf(family, withdrawn));
		return rowsOn(family, verdicts).map((row) => ({ row, exceptions: verdicts.get(row.id)?.exceptions ?? [] }));
	}
};

/** What is said of one batch in these counts for the others that they touch. */
const JOINING: ReadonlySet<string> = new Set([
	BatchesTransformed.type,
	LabelBound.type,
	LabelsSwapped.type,
	ExceptionResolved.type
]);

/** What the verdicts on a family's batches come to, in the order of its threads. */
export function rowsOn(family: readonly Thread[], verdicts: ReadonlyMap<EntityId, BatchVerdict>): BatchRow[] {
	const lines = linesOf(verdicts);
	return family.flatMap((thread) => {
		const id = thread.entity as Code;
		const verdict = verdicts.get(id);
		return verdict === undefined ? [] : [rowOf(id, verdict, lines.get(id) ?? null, unreadFacts(thread))];
	});
}

function rowOf(id: Code, verdict: BatchVerdict, line: number | null, unread: number): BatchRow {
	const { maker, deadMaker, make, began, closed, voided, claims, share, boundTo } = verdict;
	const making = maker ?? deadMaker;
	const state: BatchState = closed ? 'closed' : began ? 'open' : 'created';
	const where = began && (began.fact.machine ?? began.fact.station);
	const isLive = voided === undefined && boundTo === null;
	const origin = making === undefined ? null : making.transformed ? 'made' : 'planned';
	const planned = make?.machine ?? null;
	const [note] = verdict.notes;
	const enters = origin === 'made' ? undefined : began;
	const settles = origin === 'made' ? undefined : (enters?.fact ?? voided);
	return {
		id,
		run: boundTo === null ? verdict.run : null,
		line,
		origin,
		item: make?.item ?? null,
		quantity: make?.quantity ?? null,
		remaining: make && claims.remaining ? inUnitOf(make.quantity, claims.remaining) : null,
		share: formatRational(share),
		grade: make?.grade ?? 'firsts',
		reason: make?.reason ?? null,
		machine: planned,
		state,
		voided: voided ? { ...occasion(voided), reason: reasonOf(voided) } : null,
		waiting: verdict.waiting,
		began: began
			? {
					...occasion(began.fact),
					operation: began.operation,
					station: began.fact.station,
					machine: began.fact.machine,
					step: began.step,
					happened: began.happened
				}
			: null,
		closed: closed ? { ...occasion(closed.fact), how: closed.how, reason: closed.byHand?.reason ?? null } : null,
		lastUse: verdict.lastUse,
		parents: verdict.parents,
		children: verdict.children,
		label: verdict.label,
		prints: verdict.prints,
		boundTo,
		swapped: verdict.swapped,
		holds: verdict.holds,
		notes: verdict.notes,
		exceptions: verdict.exceptions.map((raised) => raised.id),
		unread,
		...(state === 'created' && planned !== null && isLive ? { plannedAt: planned } : {}),
		...(state === 'open' && where && isLive ? { openAt: where } : {}),
		...(state === 'closed' && where && isLive ? { leftAt: where } : {}),
		...(began ? { since: eventKey(began.fact.id) } : {}),
		...(closed ? { left: eventKey(closed.fact.id) } : {}),
		...(enters ? { entered: eventKey(enters.fact.id) } : {}),
		...(note ? { noted: eventKey(note) } : {}),
		...(settles ? { settled: eventKey(settles.id) } : {})
	};
}

/** Why the batch is void; null where what made it was taken back, or turned out to be recorded before. */
const reasonOf = ({ type, data }: Killer): Reason | null =>
	type === BatchesTransformed.type || !('reason' in data) ? null : (data.reason ?? null);

/** A quantity in base units, as an amount of `like`'s unit. */
const inUnitOf = (like: Quantity, inBase: Rational): Quantity => ({
	...like,
	amount: formatRational(divide(inBase, wireValue(like.ratio)))
});

/** The line of the run that each batch or its first ancestor was planned by. */
function linesOf(verdicts: ReadonlyMap<EntityId, BatchVerdict>): Map<EntityId, number> {
	const lines = new Map<EntityId, number>();
	for (const start of verdicts.keys()) {
		const way = new Set<EntityId>();
		let line: number | undefined;
		for (let id: EntityId | undefined = start; id !== undefined && line === undefined && !way.has(id);) {
			way.add(id);
			const verdict: BatchVerdict | undefined = verdicts.get(id);
			const making = verdict?.maker ?? verdict?.deadMaker;
			line = lines.get(id) ?? (making && 'line' in making.fact.data ? (making.fact.data.line ?? undefined) : undefined);
			id = making?.transformed?.takes[0]?.batch;
		}
		if (line !== undefined) for (const id of way) lines.set(id, line);
	}
	return lines;
}

/** How far a run's batches are: whole numbers of batches, and the wall times the first and the last of them settled. */
export interface ProgressRow {
	readonly id: EntityId;
	readonly planned: number;
	/** Planned, and not scanned into process. */
	readonly created: number;
	readonly open: number;
	/** At the end of their flow or by hand. What was used up by a later scan goes on in what was made of it. */
	readonly closed: number;
	/** Planned, and void. */
	readonly voided: number;
	/** Scanned before the planning or the making they stand on arrived. */
	readonly unplanned: number;
	/** Batches with something for a lead to decide. */
	readonly disputed: number;
	/** By step: how many are there now, and how many have gone on from it or are closed. In the order of the steps' ids. */
	readonly steps: { readonly [step: EntityId]: { readonly here: number; readonly done: number } };
	readonly started: string | null;
	readonly completed: string | null;
}

/** Beside `runs`, so that a scan reads and writes one small row and not the run's every batch. */
export const progress: Tally<BatchRow, ProgressRow> = {
	from: batches,
	table: table<ProgressRow>('progress', 'id'),
	version: 2,
	index: 'run',
	group: ({ run }) => run,
	zero: (id) => ({
		id,
		planned: 0,
		created: 0,
		open: 0,
		closed: 0,
		voided: 0,
		unplanned: 0,
		disputed: 0,
		steps: {},
		started: null,
		completed: null
	}),
	count(sum, { origin, state, voided, closed, began, exceptions }, sign) {
		const live = (wanted: boolean): number => (wanted && !voided ? sign : 0);
		return {
			...sum,
			planned: sum.planned + live(origin === 'planned'),
			created: sum.created + live(origin === 'planned' && state === 'created'),
			open: sum.open + live(state === 'open'),
			closed: sum.closed + live(closed !== null && closed.how !== 'used'),
			voided: sum.voided + (voided && origin === 'planned' ? sign : 0),
			unplanned: sum.unplanned + live(origin === null),
			disputed: sum.disputed + (exceptions.length > 0 ? sign : 0),
			steps: began?.step && !voided ? countStep(sum.steps, began.step.id, state, sign) : sum.steps
		};
	},
	ends: [
		{ index: '[run+entered]', end: 'first' },
		{ index: '[run+settled]', end: 'last' }
	],
	mark(sum, [firstEntered, lastSettled]) {
		// Scans that came before what they stand on: there may be more to come.
		const last = sum.created === 0 && sum.unplanned === 0 ? lastSettled : undefined;
		return {
			...sum,
			started: firstEntered?.began?.at ?? null,
			completed: last?.began?.at ?? last?.voided?.at ?? null
		};
	}
};

/** A step with nothing at it is left out: a row of zeros would tell in which order the events came. */
function countStep(steps: ProgressRow['steps'], step: EntityId, state: BatchState, sign: 1 | -1): ProgressRow['steps'] {
	const { here = 0, done = 0 } = steps[step] ?? {};
	const counted = state === 'open' ? { here: here + sign, done } : { here, done: done + sign };
	const all = Object.entries({ ...steps, [step]: counted }).filter(([, at]) => at.here !== 0 || at.done !== 0);
	return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}

export type RunState = 'pending' | 'in progress' | 'completed' | 'cancelled';

/**
 * Pending until the first batch is initialised; completed when every planned batch was scanned into process or voided.
 * A late event or a new batch may move a run back.
 */
export function runState(sum: ProgressRow | undefined, cancelled: boolean): RunState {
	if (cancelled) return 'cancelled';
	if (sum === undefined) return 'pending';
	if (sum.completed !== null) return 'completed';
	return sum.started === null ? 'pending' : 'in progress';
}
