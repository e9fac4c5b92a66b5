import * as v from 'valibot';
import { pinnedSchema, type Pinned } from '../kernel/definition.ts';
import { entityIdSchema, eventIdSchema, type EntityId, type EventId } from '../kernel/event.ts';
import { positiveAmountSchema, quantitySchema, type Quantity } from '../kernel/quantity.ts';
import { reasonSchema, type Reason } from '../kernel/reason.ts';
import { eventSpec, type EventSpec } from '../kernel/view.ts';

/** What a fact takes from a batch. */
export interface Take {
	readonly batch: EntityId;
	readonly item: EntityId;
	readonly quantity: Quantity;
	readonly extent: 'part' | 'all';
}

/** Material a fact uses up. */
export interface Use {
	readonly item: EntityId;
	/** Null: unknown. */
	readonly lot: EntityId | null;
	readonly quantity: Quantity;
	readonly basis: 'planned' | 'actual';
}

/** A batch a fact makes or plans. */
export interface Make {
	readonly batch: EntityId;
	readonly item: Pinned;
	readonly quantity: Quantity;
	/** The smallest unit, as an amount of the quantity's unit. */
	readonly smallest: string;
	/** The same goods in another kind of quantity (pieces and kilograms). */
	readonly second: Quantity | null;
	readonly grade: Grade;
	readonly place: EntityId | null;
	/** Planned machine. */
	readonly machine: EntityId | null;
}

export const GRADES = ['firsts', 'seconds', 'waste'] as const;
export type Grade = (typeof GRADES)[number];

/** Batches of one line of a run, planned together: they exist, have labels, and wait for their first scan. */
export interface BatchesPlannedData {
	readonly run: EntityId;
	readonly line: number;
	readonly makes: readonly Make[];
}

/** The planned batch entered process. It makes nothing: another quantity than planned is a correction beside it. */
export interface BatchInitialisedData {
	readonly run: EntityId;
	readonly batch: EntityId;
	readonly step: Pinned;
	readonly takes: readonly Take[];
	readonly uses: readonly Use[];
	readonly makes: readonly Make[];
}

/** Closed by hand, with a reason. */
export interface BatchClosedData {
	readonly run: EntityId;
	readonly batch: EntityId;
	readonly reason: Reason;
}

/** The named facts about the batch are void: its making, and what its author knew to stand on it. Nothing is deleted. */
export interface BatchVoidedData {
	readonly run: EntityId;
	readonly batch: EntityId;
	readonly facts: readonly EventId[];
	readonly reason: Reason;
}

/** What the planning of a chunk of batches says about one of them. */
export interface Planned {
	readonly run: EntityId;
	readonly line: number;
	readonly make: Make;
}

const takeSchema = v.object({
	batch: entityIdSchema,
	item: entityIdSchema,
	quantity: quantitySchema,
	extent: v.picklist(['part', 'all'])
});

const useSchema = v.object({
	item: entityIdSchema,
	lot: v.nullable(entityIdSchema),
	quantity: quantitySchema,
	basis: v.picklist(['planned', 'actual'])
});

const makeSchema = v.object({
	batch: entityIdSchema,
	item: pinnedSchema,
	quantity: quantitySchema,
	smallest: positiveAmountSchema,
	second: v.nullable(quantitySchema),
	grade: v.picklist(GRADES),
	place: v.nullable(entityIdSchema),
	machine: v.nullable(entityIdSchema)
});

/** Batches planned by one event at most: an event stays far below its size limit. */
export const PLAN_CHUNK = 50;

export const BatchesPlanned: EventSpec<'BatchesPlanned', BatchesPlannedData, Planned> = {
	type: 'BatchesPlanned',
	v: 1,
	schema: v.object({
		run: entityIdSchema,
		line: v.pipe(v.number(), v.safeInteger()),
		makes: v.pipe(v.array(makeSchema), v.minLength(1), v.maxLength(PLAN_CHUNK))
	}),
	about({ run, line, makes }, entity) {
		const make = makes.find(({ batch }) => batch === entity);
		return make && { run, line, make };
	}
};

export const BatchInitialised = eventSpec<'BatchInitialised', BatchInitialisedData>(
	'BatchInitialised',
	1,
	v.object({
		run: entityIdSchema,
		batch: entityIdSchema,
		step: pinnedSchema,
		takes: v.array(takeSchema),
		uses: v.array(useSchema),
		makes: v.array(makeSchema)
	}),
	({ batch }) => batch
);

export const BatchClosed = eventSpec<'BatchClosed', BatchClosedData>(
	'BatchClosed',
	1,
	v.object({ run: entityIdSchema, batch: entityIdSchema, reason: reasonSchema }),
	({ batch }) => batch
);

export const BatchVoided = eventSpec<'BatchVoided', BatchVoidedData>(
	'BatchVoided',
	1,
	v.object({
		run: entityIdSchema,
		batch: entityIdSchema,
		facts: v.array(eventIdSchema),
		reason: reasonSchema
	}),
	({ batch }) => batch
);
