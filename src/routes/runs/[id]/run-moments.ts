import { BatchClosed, BatchCorrected, BatchesPlanned, BatchVoided, FactUndone } from '#domain/batch/batch.ts';
import { LabelsSwapped } from '#domain/batch/label-facts.ts';
import type { BatchRow } from '#domain/batch/views.ts';
import { HoldPlaced, HoldReleased } from '#domain/hold/hold.ts';
import type { Code } from '#domain/kernel/code.ts';
import { ExceptionResolved } from '#domain/kernel/decision.ts';
import { compareEvents, type EntityId, type EventId } from '#domain/kernel/event.ts';
import { personalId } from '#domain/kernel/personal.ts';
import type { Reason } from '#domain/kernel/reason.ts';
import type { Fact } from '#domain/kernel/thread.ts';
import type { ProgressRow } from '#domain/run/progress.ts';
import { milestonesOf, waitingSince } from '#domain/run/reached.ts';
import type { RunRecord } from '#domain/run/records.ts';
import { RunCancelled, RunChanged, RunCreated, type RunCreatedData } from '#domain/run/run.ts';

export type MomentKind =
	| 'created'
	| 'changed'
	| 'cancelled'
	| 'added'
	| 'started'
	| 'completed'
	| 'finished'
	| 'held'
	| 'freed'
	| 'corrected'
	| 'undone'
	| 'closed'
	| 'voided'
	| 'decided'
	| 'swapped';

/** Something of a run that its office, its leads or quality ask about later; several records of one person that belong together are one. */
export interface RunMoment {
	/** The record, the first of several. */
	readonly event: EventId;
	readonly kind: MomentKind;
	/** Wall time of the last of them. */
	readonly at: string;
	readonly by: readonly EntityId[];
	readonly device: string;
	/** What it is about, each once: batches, or the run itself. */
	readonly about: readonly EntityId[];
	readonly reason: Reason | null;
	/** By it a run that was completed goes on. */
	readonly movedBack: boolean;
	/** Of a creation: it was released with it. */
	readonly released: boolean;
}

export interface RunPast {
	readonly run: Code;
	/** What was recorded of the run itself. */
	readonly facts: readonly Fact[];
	/** Of its batches, in the order of records. */
	readonly records: readonly RunRecord[];
	readonly rows: readonly BatchRow[];
	readonly sum: ProgressRow | undefined;
}

/**
 * The newest first. Every device that holds the same records tells the same. A cancelled run reaches nothing any more: that the rest of
 * its batches is void completes it only on paper.
 */
export function momentsOf({ run, facts, records, rows, sum }: RunPast): RunMoment[] {
	const ownMoments = facts.flatMap((fact) => ownMoment(run, fact));
	const ofCreation = plannedWith(facts, records);
	const milestones = milestonesOf(records, rows, sum);
	const told = records.flatMap((record): RunMoment[] => {
		const kind = KINDS[record.type];
		if (kind === undefined || ofCreation.has(record.id)) return [];
		return [{ ...momentAt(record, kind, record.batches, milestones.movedBack.has(record.id)), reason: record.reason }];
	});
	const cancelled = ownMoments.find(({ kind }) => kind === 'cancelled');
	const reached = milestones.reached
		.filter(({ id }) => !cancelled || compareEvents(id, cancelled.event) < 0)
		.map((one) => momentAt(one, one.kind, one.batch === null ? [] : [one.batch]));
	return together(
		[...ownMoments, ...told, ...reached].sort((a, b) => compareEvents(a.event, b.event) || orderOf(a) - orderOf(b))
	).reverse();
}

const KINDS: Readonly<Record<string, MomentKind>> = {
	[BatchesPlanned.type]: 'added',
	[BatchClosed.type]: 'closed',
	[BatchVoided.type]: 'voided',
	[BatchCorrected.type]: 'corrected',
	[FactUndone.type]: 'undone',
	[HoldPlaced.type]: 'held',
	[HoldReleased.type]: 'freed',
	[LabelsSwapped.type]: 'swapped',
	[ExceptionResolved.type]: 'decided'
};

/** What one record brought about comes after the record. */
const orderOf = ({ kind }: RunMoment): number => ['started', 'completed', 'finished'].indexOf(kind);

function momentAt(
	{ id, at, by, device }: Pick<RunRecord, 'id' | 'at' | 'by' | 'device'>,
	kind: MomentKind,
	about: readonly EntityId[],
	movedBack = false
): RunMoment {
	return { event: id, kind, at, by, device, about, reason: null, movedBack, released: false };
}

function ownMoment(run: Code, fact: Fact): RunMoment[] {
	if (fact.data === null) return [];
	switch (fact.type) {
		case RunCreated.type:
			return [{ ...momentAt(fact, 'created', [run]), released: (fact.data as RunCreatedData).released }];
		case RunChanged.type:
			return [momentAt(fact, 'changed', [run])];
		case RunCancelled.type:
			return [{ ...momentAt(fact, 'cancelled', [run]), reason: (fact.data as { readonly reason: Reason }).reason }];
		default:
			return [];
	}
}

/** The planning that came with the run: its chain goes on from the creation without a gap. */
function plannedWith(facts: readonly Fact[], records: readonly RunRecord[]): ReadonlySet<EventId> {
	const plannings = records.filter(({ type }) => type === BatchesPlanned.type);
	const found = new Set<EventId>();
	for (const { type, data, device, seq } of facts) {
		if (type !== RunCreated.type || data === null) continue;
		let next = seq + 1;
		for (const planning of plannings) {
			if (planning.device !== device || planning.seq !== next) continue;
			found.add(planning.id);
			next++;
		}
	}
	return found;
}

/** Records of one thing that one person did to many batches in one go. */
const TOGETHER_MS = 10 * 60_000;

/** In the order of records. */
function together(moments: readonly RunMoment[]): RunMoment[] {
	const grouped: RunMoment[] = [];
	for (const moment of moments) {
		const before = grouped.at(-1);
		if (before === undefined || !belongTogether(before, moment)) {
			grouped.push(moment);
			continue;
		}
		grouped[grouped.length - 1] = {
			...before,
			at: moment.at,
			about: [...new Set([...before.about, ...moment.about])],
			movedBack: before.movedBack || moment.movedBack
		};
	}
	return grouped;
}

const MILESTONES: ReadonlySet<MomentKind> = new Set(['created', 'cancelled', 'started', 'completed', 'finished']);

const belongTogether = (one: RunMoment, other: RunMoment): boolean =>
	one.kind === other.kind &&
	!MILESTONES.has(one.kind) &&
	one.device === other.device &&
	one.by.join() === other.by.join() &&
	reasonIn(one) === reasonIn(other) &&
	Math.abs(Date.parse(other.at) - Date.parse(one.at)) <= TOGETHER_MS;

const reasonIn = ({ reason }: RunMoment): string => (reason?.text ? personalId(reason.text) : '');

/** What keeps the run from being completed: the records that planned batches wait since, the newest first. */
export function unsettledBy(records: readonly RunRecord[], rows: readonly BatchRow[]): RunMoment[] {
	const byRecord = Map.groupBy(waitingSince(records, rows), ([, record]) => record);
	const moments = [...byRecord].map(([record, held]) => {
		const kind = record.type === FactUndone.type ? 'undone' : 'added';
		return momentAt(
			record,
			kind,
			held.map(([batch]) => batch),
			true
		);
	});
	return together(moments.sort((a, b) => compareEvents(a.event, b.event))).reverse();
}
