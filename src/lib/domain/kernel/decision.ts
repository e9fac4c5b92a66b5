import * as v from 'valibot';
import { entityIdSchema, eventIdSchema, type EntityId, type EventId } from './event.ts';
import { quantitySchema, type Quantity } from './quantity.ts';
import { reasonSchema, type Reason } from './reason.ts';
import type { EventSpec } from './view.ts';

/**
 * What a lead changes about the facts of a case. Facts and batches are named as the facts wrote them; changes apply together,
 * and their order says nothing.
 */
export type Change =
	/** The fact never was; with a batch only that batch's part in it: its making, or its taking, and then less was made of the rest. */
	| { readonly change: 'void'; readonly fact: EventId; readonly batch: EntityId | null }
	/** The take was a part, not the whole: this much. What the fact made shrinks with it. */
	| { readonly change: 'part'; readonly fact: EventId; readonly batch: EntityId; readonly quantity: Quantity }
	/** Two codes, one batch: `batch` is `as`. */
	| { readonly change: 'same'; readonly batch: EntityId; readonly as: EntityId }
	/** Where the fact says `from`, it was `to`. */
	| { readonly change: 'relink'; readonly fact: EventId; readonly from: EntityId; readonly to: EntityId };

/** A lead settled an exception. No change at all: it stands as it is. */
export interface ExceptionResolvedData {
	readonly run: EntityId | null;
	/** The exception's id. */
	readonly exception: EntityId;
	readonly changes: readonly Change[];
	readonly reason: Reason;
}

export const MAX_CHANGES = 32;

const changeSchema = v.variant('change', [
	v.object({ change: v.literal('void'), fact: eventIdSchema, batch: v.nullable(entityIdSchema) }),
	v.object({ change: v.literal('part'), fact: eventIdSchema, batch: entityIdSchema, quantity: quantitySchema }),
	v.object({ change: v.literal('same'), batch: entityIdSchema, as: entityIdSchema }),
	v.object({ change: v.literal('relink'), fact: eventIdSchema, from: entityIdSchema, to: entityIdSchema })
]);

/** No change says something else than another one about the same thing, or nothing at all. */
export function isConsistent(changes: readonly Change[]): boolean {
	const about = changes.map(aboutWhat);
	const isEmpty = changes.some(
		(change) =>
			(change.change === 'same' && change.batch === change.as) ||
			(change.change === 'relink' && change.from === change.to)
	);
	return new Set(about).size === about.length && !isEmpty;
}

/** What a change is about: two that are about one thing and differ cannot both hold. */
export function aboutWhat(change: Change): string {
	switch (change.change) {
		case 'void':
			return `void ${change.fact} ${change.batch ?? ''}`;
		case 'part':
			return `part ${change.fact} ${change.batch}`;
		case 'same':
			return `same ${change.batch}`;
		case 'relink':
			return `relink ${change.fact} ${change.from}`;
	}
}

/**
 * Touches the exception, what it is about, every batch that the changes name, and of each event that it or the changes name one
 * batch, the same for every author: so two that decide about one thing always meet in a thread.
 */
export const ExceptionResolved: EventSpec<'ExceptionResolved', ExceptionResolvedData> = {
	type: 'ExceptionResolved',
	v: 1,
	schema: v.object({
		run: v.nullable(entityIdSchema),
		exception: entityIdSchema,
		changes: v.pipe(
			v.array(changeSchema),
			v.maxLength(MAX_CHANGES),
			v.check((changes) => isConsistent(changes))
		),
		reason: reasonSchema
	}),
	about: (data) => data
};
