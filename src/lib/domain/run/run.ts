import * as v from 'valibot';
import { HoldPlaced, HoldReleased } from '../hold/hold.ts';
import type { Code } from '../kernel/code.ts';
import { pinnedSchema, type Pinned } from '../kernel/definition.ts';
import { entityIdSchema, type EntityId, type Stream } from '../kernel/event.ts';
import { fieldConflicts, shownFields, unsettled } from '../kernel/field-changes.ts';
import { quantitySchema, type Quantity } from '../kernel/quantity.ts';
import { reasonSchema, type Reason } from '../kernel/reason.ts';
import { occasion, type Occasion } from '../kernel/occasion.ts';
import { table } from '../kernel/table.ts';
import { isDate } from '../kernel/timestamp.ts';
import { knowledgeOf, unreadFacts } from '../kernel/thread.ts';
import { eventSpec, factsOf, foldAlone, type Slice, type ViewRow } from '../kernel/view.ts';

/** "500 pcs in 10 batches of 50" is one line. */
export interface RunLine {
	/** Counted from 1 within the run. */
	readonly line: number;
	readonly item: Pinned;
	/** In each batch. */
	readonly each: Quantity;
	readonly batches: number;
	/** Planned machines; a batch's own is on the batch. */
	readonly machines: readonly EntityId[];
	/** The flow revision the run uses; null while the item has none. */
	readonly flow: Pinned | null;
	/** The sales order line it fulfils; null without one. */
	readonly order: { readonly id: EntityId; readonly line: number } | null;
}

export interface RunCreatedData {
	readonly run: EntityId;
	readonly lines: readonly RunLine[];
	readonly responsible: EntityId | null;
	/** `2026-11-30`. */
	readonly due: string | null;
	/** 1 is the most urgent. */
	readonly priority: number | null;
	/** Before its release stations do not show the run. */
	readonly released: boolean;
	/**
	 * The revisions of all steps that the flows of its lines consist of. Missing or none: its batches go through the steps as they are
	 * now.
	 */
	readonly steps?: readonly Pinned[];
}

export interface RunCancelledData {
	readonly run: EntityId;
	readonly reason: Reason;
}

/** What the office plans otherwise after the run was created: fields that are missing stay. Its batches are planned by their own events. */
export interface RunChangedData {
	readonly run: EntityId;
	readonly changes: {
		readonly responsible?: EntityId | null;
		readonly due?: string | null;
		readonly priority?: number | null;
	};
}

export const MAX_LINES = 50;
export const MAX_BATCHES = 5_000;
export const MAX_STEPS = 256;
/** That authors plan for one line: more lines, steps and machines together would not fit into one event. Readers take 64. */
export const MAX_LINE_MACHINES = 30;

const whole = (from: number, to: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(from), v.maxValue(to));

const lineSchema = v.object({
	line: whole(1, MAX_LINES),
	item: pinnedSchema,
	each: quantitySchema,
	batches: whole(1, MAX_BATCHES),
	machines: v.pipe(v.array(entityIdSchema), v.maxLength(64)),
	flow: v.nullable(pinnedSchema),
	order: v.nullable(v.object({ id: entityIdSchema, line: v.pipe(v.number(), v.safeInteger()) }))
});

export const dueSchema = v.pipe(v.string(), v.check(isDate));
export const prioritySchema = whole(1, 9);

export const RunCreated = eventSpec<'RunCreated', RunCreatedData>(
	'RunCreated',
	1,
	v.object({
		run: entityIdSchema,
		lines: v.pipe(v.array(lineSchema), v.minLength(1), v.maxLength(MAX_LINES)),
		responsible: v.nullable(entityIdSchema),
		due: v.nullable(dueSchema),
		priority: v.nullable(prioritySchema),
		released: v.boolean(),
		steps: v.exactOptional(v.pipe(v.array(pinnedSchema), v.maxLength(MAX_STEPS)))
	}),
	({ run }) => run
);

export const RunCancelled = eventSpec<'RunCancelled', RunCancelledData>(
	'RunCancelled',
	1,
	v.object({ run: entityIdSchema, reason: reasonSchema }),
	({ run }) => run
);

export const RunChanged = eventSpec<'RunChanged', RunChangedData>(
	'RunChanged',
	1,
	v.object({
		run: entityIdSchema,
		changes: v.object({
			responsible: v.exactOptional(v.nullable(entityIdSchema)),
			due: v.exactOptional(v.nullable(dueSchema)),
			priority: v.exactOptional(v.nullable(prioritySchema))
		})
	}),
	({ run }) => run
);

export interface ReasonedOccasion extends Occasion {
	readonly reason: Reason;
}

/** A production run as its own events tell it; how far its batches are stands in `progress`. */
export interface RunRow extends ViewRow {
	readonly lines: readonly RunLine[];
	readonly responsible: EntityId | null;
	readonly due: string | null;
	readonly priority: number | null;
	readonly released: boolean;
	/** Null while only later events of the run have arrived. */
	readonly created: Occasion | null;
	readonly cancelled: ReasonedOccasion | null;
	/** The revisions of the steps its batches go through; empty in runs from before they were pinned. */
	readonly steps: readonly Pinned[];
	/** The holds that stand on all of it: their codes, sorted. */
	readonly holds: readonly EntityId[];
}

export const runs = table<RunRow>('runs', 'id');

/** Of several creations of one number (a copied device) the smallest key counts, as for batches. */
export const run: Slice<RunRow> = {
	kind: 'run',
	events: [RunCreated, RunChanged, RunCancelled] as unknown as Slice<RunRow>['events'],
	table: runs,
	version: 3,
	fold: foldAlone((thread) => {
		const released = new Set(factsOf(thread, HoldReleased).map(({ data }) => data.hold));
		const placed = factsOf(thread, HoldPlaced).map(({ data }) => data.hold);
		const created = factsOf(thread, RunCreated)[0];
		const cancelled = factsOf(thread, RunCancelled)[0];
		const changes = factsOf(thread, RunChanged).map(({ id, data }) => ({ id, fields: data.changes }));
		const changed = shownFields(changes) as RunChangedData['changes'];
		const knows = knowledgeOf([thread]);
		const conflicts = fieldConflicts(thread.entity, changes, knows);
		const exceptions = unsettled(thread, conflicts, knows).map((raised) => ({ ...raised, run: thread.entity }));
		const row: RunRow = {
			id: thread.entity as Code,
			lines: created?.data.lines ?? [],
			responsible: created?.data.responsible ?? null,
			due: created?.data.due ?? null,
			priority: created?.data.priority ?? null,
			...changed,
			released: created?.data.released ?? false,
			created: created ? occasion(created) : null,
			cancelled: cancelled ? { ...occasion(cancelled), reason: cancelled.data.reason } : null,
			steps: created?.data.steps ?? [],
			holds: [...new Set(placed.filter((hold) => !released.has(hold)))].sort(),
			unread: unreadFacts(thread),
			exceptions: exceptions.map(({ id }) => id)
		};
		return { row, exceptions };
	})
};

/** The stream a run's batches are filed in; what belongs to no run is unfiled. */
export const runStream = (run: EntityId | null): Stream => (run === null ? 'unfiled' : `run.${run}`);
