import * as v from 'valibot';
import { entityIdSchema, eventKey, type EntityId } from '../kernel/event.ts';
import { reasonSchema, type Reason } from '../kernel/reason.ts';
import { occasion, type Occasion } from '../kernel/occasion.ts';
import { table } from '../kernel/table.ts';
import { factsOf, foldUndisputed, type EventSpec, type Slice, type ViewRow } from '../kernel/view.ts';

/** Batches and runs that one event puts on hold or releases at most; a hold of more is several events of one hold. */
export const HOLD_CHUNK = 100;

/**
 * A quality stop. It stands on everything it covers that its author knew, what was made of a batch included; what others make
 * of these inherits it, through splits and merges, until a release names it.
 */
export interface HoldPlacedData {
	/** Its code, the same in every event of one hold. Placed once: what is held again is another hold. */
	readonly hold: EntityId;
	/** The run it is filed under; null where the batches belong to none. */
	readonly run: EntityId | null;
	/** Batches, and the run itself when all of it is held. */
	readonly covers: readonly EntityId[];
	readonly reason: Reason;
}

/** Frees what it names, and what only inherited the hold from there. What the hold itself was placed on has to be named. */
export interface HoldReleasedData {
	readonly hold: EntityId;
	readonly run: EntityId | null;
	readonly covers: readonly EntityId[];
	readonly reason: Reason;
}

const holdSchema = v.object({
	hold: entityIdSchema,
	run: v.nullable(entityIdSchema),
	covers: v.pipe(v.array(entityIdSchema), v.minLength(1), v.maxLength(HOLD_CHUNK)),
	reason: reasonSchema
});

/** What one of these says about the hold itself, or about one thing that it covers. */
const about = <Data extends { readonly hold: EntityId; readonly covers: readonly EntityId[] }>(
	data: Data,
	entity: EntityId
): Data | undefined => {
	if (entity === data.hold) return data;
	return data.covers.includes(entity) ? { ...data, covers: [entity] } : undefined;
};

export const HoldPlaced: EventSpec<'HoldPlaced', HoldPlacedData> = {
	type: 'HoldPlaced',
	v: 1,
	schema: holdSchema,
	about
};

export const HoldReleased: EventSpec<'HoldReleased', HoldReleasedData> = {
	type: 'HoldReleased',
	v: 1,
	schema: holdSchema,
	about
};

/** A hold as its own events tell it. What it reaches through splits and merges stands on the batches' rows. */
export interface HoldRow extends ViewRow {
	readonly run: EntityId | null;
	/** Null while only its release has arrived. */
	readonly reason: Reason | null;
	readonly placed: Occasion | null;
	/** Batches and runs it was placed on, sorted. */
	readonly covers: readonly EntityId[];
	/** Which of them it was released on, sorted. */
	readonly released: readonly EntityId[];
	/** Order of being placed, while it stands on something. Missing once it is released on all. */
	readonly standing?: string;
}

export const holds = table<HoldRow>('holds', 'id', ['run', 'standing']);

export const hold: Slice<HoldRow> = {
	kind: 'hold',
	events: [HoldPlaced, HoldReleased] as unknown as Slice<HoldRow>['events'],
	table: holds,
	version: 1,
	fold: foldUndisputed<HoldRow>((thread) => {
		const placings = factsOf(thread, HoldPlaced);
		const [first] = placings;
		const covers = coveredBy(placings);
		const released = coveredBy(factsOf(thread, HoldReleased));
		const stands = covers.some((entity) => !released.includes(entity));
		return {
			run: first?.data.run ?? null,
			reason: first?.data.reason ?? null,
			placed: first ? occasion(first) : null,
			covers,
			released,
			...(first && stands ? { standing: eventKey(first.id) } : {})
		};
	})
};

const coveredBy = (facts: readonly { readonly data: { readonly covers: readonly EntityId[] } }[]): EntityId[] =>
	[...new Set(facts.flatMap(({ data }) => data.covers))].sort();
