import * as v from 'valibot';
import { pinnedSchema, type Pinned } from '../kernel/definition.ts';
import {
	entityIdSchema,
	eventIdSchema,
	MAX_TOUCHES,
	streamSchema,
	type EntityId,
	type EventId,
	type Stream
} from '../kernel/event.ts';
import { quantitySchema, type Quantity } from '../kernel/quantity.ts';
import { reasonSchema, type Reason } from '../kernel/reason.ts';
import { eventSpec, type EventSpec } from '../kernel/view.ts';
import { circumstances, type Circumstances } from './circumstances.ts';
import {
	GRADES,
	makeSchema,
	sideSchema,
	takeSchema,
	useSchema,
	type Grade,
	type Make,
	type Take,
	type Use
} from './goods.ts';

/** Batches of one line of a run, planned together: they exist, have labels, and wait for their first scan. */
export interface BatchesPlannedData {
	/** Null, as is the line, for batches that were there before anybody planned them. */
	readonly run: EntityId | null;
	readonly line: number | null;
	readonly makes: readonly Make[];
}

/** The planned batch entered process. It makes nothing: another quantity than planned is a correction beside it. */
export interface BatchInitialisedData extends Circumstances {
	/** Null where the batch belongs to none. */
	readonly run: EntityId | null;
	readonly batch: EntityId;
	readonly step: Pinned;
	readonly takes: readonly Take[];
	readonly uses: readonly Use[];
	readonly makes: readonly Make[];
	/** The code that was read, where it was not the batch's own. */
	readonly label?: EntityId;
}

/** What a transformation was on the floor. The facts have one shape whatever it was; nothing is settled by this word. */
export const OPERATIONS = ['move', 'split', 'merge', 'rework'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Batches became other batches, as the author resolved labels, step and quantities. A batch stands once on a side. */
export interface BatchesTransformedData extends Circumstances {
	/** Null where the batches belong to none. */
	readonly run: EntityId | null;
	readonly operation: Operation;
	/** Null where the batches went through no step (split and merge). Of a rework the step that it goes back to. */
	readonly step: Pinned | null;
	readonly takes: readonly Take[];
	readonly uses: readonly Use[];
	readonly makes: readonly Make[];
	/** Made batches that nothing downstream takes: they are closed by being made. */
	readonly ends: readonly EntityId[];
	/** Why it went back to an earlier step, or why more or less was made than expected. */
	readonly reason?: Reason;
}

/** Closed by hand, with a reason. */
export interface BatchClosedData {
	readonly run: EntityId | null;
	readonly batch: EntityId;
	readonly reason: Reason;
}

/** The named facts about the batch are void: its making, and what its author knew to stand on it. Nothing is deleted. */
export interface BatchVoidedData {
	readonly run: EntityId | null;
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

/**
 * What was made or planned is another quantity or grade than was recorded. Absolute, so that a repetition changes nothing; it
 * shortens no batch that was made without it.
 */
export interface BatchCorrectedData {
	readonly run: EntityId | null;
	readonly batch: EntityId;
	/** Of what was made, taken parts included; null when it stays. */
	readonly quantity: Quantity | null;
	/** Null when it stays. */
	readonly grade: Grade | null;
	readonly reason: Reason;
}

/**
 * Batches of this run are spoken of in another stream: whoever holds only this one knows where to look. Says nothing about
 * quantities. Recorded after what it points to.
 */
export interface TouchedElsewhereData {
	readonly run: EntityId | null;
	readonly stream: Stream;
	readonly batches: readonly EntityId[];
	/** What was made of them there. */
	readonly made: readonly EntityId[];
}

/** What the planning of a chunk of batches says about one of them. */
export interface Planned {
	readonly run: EntityId | null;
	readonly line: number | null;
	readonly make: Make;
}

/** What a transformation says about one of its batches: its own part, and as much of the others as its fold needs. */
export interface Transformed extends Circumstances {
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
	readonly reason?: Reason;
}

/** Batches planned by one event at most: an event stays far below its size limit. */
export const PLAN_CHUNK = 50;

const lineSchema = v.pipe(v.number(), v.safeInteger());
const plannedMakes = v.pipe(v.array(makeSchema), v.minLength(1), v.maxLength(PLAN_CHUNK));

export const BatchesPlanned: EventSpec<'BatchesPlanned', BatchesPlannedData, Planned> = {
	type: 'BatchesPlanned',
	v: 2,
	schema: v.object({ run: v.nullable(entityIdSchema), line: v.nullable(lineSchema), makes: plannedMakes }),
	earlier: [{ v: 1, schema: v.object({ run: entityIdSchema, line: lineSchema, makes: plannedMakes }) }],
	versionOf: ({ run, line }) => (run === null || line === null ? 2 : 1),
	about({ run, line, makes }, entity) {
		const make = makes.find(({ batch }) => batch === entity);
		return make && { run, line, make };
	}
};

/** Version 1 of an event type knew only batches that belong to a run. */
const ofARun = <Members extends { readonly run: v.GenericSchema }>(members: Members) => ({
	earlier: [{ v: 1, schema: v.object({ ...members, run: entityIdSchema }) }],
	versionOf: ({ run }: { readonly run: EntityId | null }) => (run === null ? 2 : 1)
});

const initialised = {
	run: v.nullable(entityIdSchema),
	batch: entityIdSchema,
	step: pinnedSchema,
	takes: v.array(takeSchema),
	uses: v.array(useSchema),
	makes: v.array(makeSchema),
	label: v.exactOptional(entityIdSchema),
	...circumstances
};

export const BatchInitialised = eventSpec<'BatchInitialised', BatchInitialisedData>(
	'BatchInitialised',
	2,
	v.object(initialised),
	({ batch }) => batch,
	ofARun(initialised)
);

export const BatchesTransformed: EventSpec<'BatchesTransformed', BatchesTransformedData, Transformed> = {
	type: 'BatchesTransformed',
	v: 1,
	schema: v.pipe(
		v.object({
			run: v.nullable(entityIdSchema),
			operation: v.picklist(OPERATIONS),
			step: v.nullable(pinnedSchema),
			takes: v.pipe(sideSchema(takeSchema), v.minLength(1)),
			uses: v.pipe(v.array(useSchema), v.maxLength(MAX_TOUCHES)),
			makes: sideSchema(makeSchema),
			ends: v.pipe(v.array(entityIdSchema), v.maxLength(MAX_TOUCHES)),
			reason: v.exactOptional(reasonSchema),
			...circumstances
		}),
		v.check(({ operation, step, reason }) => operation !== 'rework' || (step !== null && reason !== undefined))
	),
	about({ uses: _, takes, makes, ends, ...shared }, entity) {
		const take = takes.find(({ batch }) => batch === entity) ?? null;
		const make = makes.find(({ batch }) => batch === entity) ?? null;
		if (take === null && make === null) return undefined;
		const made = makes.map(({ batch }) => batch);
		return { ...shared, take, make, takes: make ? takes : [], made, ends: ends.includes(entity) };
	}
};

/** Concerns every batch it touches: those of the fact it takes back. */
export const FactUndone: EventSpec<'FactUndone', FactUndoneData> = {
	type: 'FactUndone',
	v: 1,
	schema: v.object({ run: v.nullable(entityIdSchema), fact: eventIdSchema }),
	about: (data) => data
};

export const BatchCorrected = eventSpec<'BatchCorrected', BatchCorrectedData>(
	'BatchCorrected',
	1,
	v.pipe(
		v.object({
			run: v.nullable(entityIdSchema),
			batch: entityIdSchema,
			quantity: v.nullable(quantitySchema),
			grade: v.nullable(v.picklist(GRADES)),
			reason: reasonSchema
		}),
		v.check(({ quantity, grade }) => quantity !== null || grade !== null)
	),
	({ batch }) => batch
);

/** Batches that one event points to at most. */
export const POINTED_CHUNK = 60;

export const TouchedElsewhere: EventSpec<'TouchedElsewhere', TouchedElsewhereData> = {
	type: 'TouchedElsewhere',
	v: 1,
	schema: v.object({
		run: v.nullable(entityIdSchema),
		stream: streamSchema,
		batches: v.pipe(v.array(entityIdSchema), v.minLength(1), v.maxLength(POINTED_CHUNK)),
		made: v.pipe(v.array(entityIdSchema), v.maxLength(POINTED_CHUNK))
	}),
	about: (data, entity) => (data.batches.includes(entity) ? data : undefined)
};

const closed = { run: v.nullable(entityIdSchema), batch: entityIdSchema, reason: reasonSchema };

export const BatchClosed = eventSpec<'BatchClosed', BatchClosedData>(
	'BatchClosed',
	2,
	v.object(closed),
	({ batch }) => batch,
	ofARun(closed)
);

const voided = { ...closed, facts: v.array(eventIdSchema) };

export const BatchVoided = eventSpec<'BatchVoided', BatchVoidedData>(
	'BatchVoided',
	2,
	v.object(voided),
	({ batch }) => batch,
	ofARun(voided)
);
