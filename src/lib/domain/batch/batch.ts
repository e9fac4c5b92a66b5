import * as v from 'valibot';
import { pinnedSchema, type Pinned } from '../kernel/definition.ts';
import { entityIdSchema, eventIdSchema, MAX_TOUCHES, type EntityId, type EventId } from '../kernel/event.ts';
import { positiveAmountSchema, quantitySchema, type Quantity } from '../kernel/quantity.ts';
import { reasonSchema, type Reason } from '../kernel/reason.ts';
import { eventSpec, type EventSpec } from '../kernel/view.ts';
import { LABEL_KINDS, LABEL_SIZES, type LabelKind, type LabelSize } from '../label/format.ts';

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

/** What a transformation was on the floor. The facts have one shape whatever it was; nothing is settled by this word. */
export const OPERATIONS = ['move', 'split', 'merge', 'rework'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Batches became other batches, as the author resolved labels, step and quantities. A batch stands once on a side. */
export interface BatchesTransformedData {
	/** Null where the batches belong to none. */
	readonly run: EntityId | null;
	readonly operation: Operation;
	/** Null where the batches went through no step (split and merge). */
	readonly step: Pinned | null;
	readonly takes: readonly Take[];
	readonly uses: readonly Use[];
	readonly makes: readonly Make[];
	/** Made batches that nothing downstream takes: they are closed by being made. */
	readonly ends: readonly EntityId[];
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

/** The record of something on these batches is taken back. Nothing is deleted; a use of what it made outlives it. */
export interface FactUndoneData {
	/** As the fact has it. */
	readonly run: EntityId | null;
	readonly fact: EventId;
}

/** Another label for the batch, after its own was lost: both codes lead to it. */
export interface LabelBoundData {
	readonly run: EntityId | null;
	readonly batch: EntityId;
	/** A batch code that no batch has. */
	readonly code: EntityId;
}

/** Labels with these codes were sent to a printer. */
export interface LabelsPrintedData {
	/** Null for blank labels, whose codes no batch has yet. */
	readonly run: EntityId | null;
	readonly labels: readonly EntityId[];
	readonly kind: LabelKind;
	readonly size: LabelSize;
	/** Of each label. */
	readonly copies: number;
}

/** What the planning of a chunk of batches says about one of them. */
export interface Planned {
	readonly run: EntityId;
	readonly line: number;
	readonly make: Make;
}

/** What a transformation says about one of its batches: its own part, and as much of the others as its fold needs. */
export interface Transformed {
	readonly run: EntityId | null;
	readonly operation: Operation;
	readonly step: Pinned | null;
	/** Null when it was not taken. */
	readonly take: Take | null;
	/** Null when it was not made. */
	readonly make: Make | null;
	/** Everything that was taken, when it was made of it; empty otherwise. */
	readonly takes: readonly Take[];
	/** All that were made. */
	readonly made: readonly EntityId[];
	/** It is closed by being made. */
	readonly ends: boolean;
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

const parts = <Part extends v.GenericSchema>(part: Part) => v.pipe(v.array(part), v.maxLength(MAX_TOUCHES));

const isOnce = (members: readonly { readonly batch: EntityId }[]): boolean =>
	new Set(members.map(({ batch }) => batch)).size === members.length;

export const BatchesTransformed: EventSpec<'BatchesTransformed', BatchesTransformedData, Transformed> = {
	type: 'BatchesTransformed',
	v: 1,
	schema: v.pipe(
		v.object({
			run: v.nullable(entityIdSchema),
			operation: v.picklist(OPERATIONS),
			step: v.nullable(pinnedSchema),
			takes: v.pipe(parts(takeSchema), v.minLength(1)),
			uses: parts(useSchema),
			makes: parts(makeSchema),
			ends: parts(entityIdSchema)
		}),
		v.check(({ takes, makes }) => isOnce(takes) && isOnce(makes))
	),
	about({ run, operation, step, takes, makes, ends }, entity) {
		const take = takes.find(({ batch }) => batch === entity) ?? null;
		const make = makes.find(({ batch }) => batch === entity) ?? null;
		if (take === null && make === null) return undefined;
		const made = makes.map(({ batch }) => batch);
		return { run, operation, step, take, make, takes: make ? takes : [], made, ends: ends.includes(entity) };
	}
};

/** Concerns every batch it touches: those of the fact it takes back. */
export const FactUndone: EventSpec<'FactUndone', FactUndoneData> = {
	type: 'FactUndone',
	v: 1,
	schema: v.object({ run: v.nullable(entityIdSchema), fact: eventIdSchema }),
	about: (data) => data
};

export const LabelBound: EventSpec<'LabelBound', LabelBoundData> = {
	type: 'LabelBound',
	v: 1,
	schema: v.object({ run: v.nullable(entityIdSchema), batch: entityIdSchema, code: entityIdSchema }),
	about: (data, entity) => (entity === data.batch || entity === data.code ? data : undefined)
};

/** What a print says about one label. */
export type Printed = Omit<LabelsPrintedData, 'labels'>;

/** Labels recorded by one event at most. */
export const PRINT_CHUNK = 100;

export const LabelsPrinted: EventSpec<'LabelsPrinted', LabelsPrintedData, Printed> = {
	type: 'LabelsPrinted',
	v: 1,
	schema: v.object({
		run: v.nullable(entityIdSchema),
		labels: v.pipe(v.array(entityIdSchema), v.minLength(1), v.maxLength(PRINT_CHUNK)),
		kind: v.picklist(LABEL_KINDS),
		size: v.picklist(LABEL_SIZES),
		copies: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(99))
	}),
	about: ({ labels, ...print }, entity) => (labels.includes(entity) ? print : undefined)
};

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
