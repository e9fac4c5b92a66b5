import * as v from 'valibot';
import { pinnedSchema, type Pinned } from '../kernel/definition.ts';
import { entityIdSchema, MAX_TOUCHES, type EntityId } from '../kernel/event.ts';
import { positiveAmountSchema, quantitySchema, type Quantity } from '../kernel/quantity.ts';
import { reasonSchema, type Reason } from '../kernel/reason.ts';

/** What a fact takes from a batch. */
export interface Take {
	readonly batch: EntityId;
	readonly item: EntityId;
	readonly quantity: Quantity;
	readonly extent: 'part' | 'all';
	/** The code that was read, where it was not the batch's own. */
	readonly label?: EntityId;
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
	/** Why it is no firsts. */
	readonly reason?: Reason;
	/** The code on the paper that it travels under, where that stays from what it was made of. */
	readonly label?: EntityId;
}

export const GRADES = ['firsts', 'seconds', 'waste'] as const;
export type Grade = (typeof GRADES)[number];

export const takeSchema = v.object({
	batch: entityIdSchema,
	item: entityIdSchema,
	quantity: quantitySchema,
	extent: v.picklist(['part', 'all']),
	label: v.exactOptional(entityIdSchema)
});

export const useSchema = v.object({
	item: entityIdSchema,
	lot: v.nullable(entityIdSchema),
	quantity: quantitySchema,
	basis: v.picklist(['planned', 'actual'])
});

export const makeSchema = v.object({
	batch: entityIdSchema,
	item: pinnedSchema,
	quantity: quantitySchema,
	smallest: positiveAmountSchema,
	second: v.nullable(quantitySchema),
	grade: v.picklist(GRADES),
	place: v.nullable(entityIdSchema),
	machine: v.nullable(entityIdSchema),
	reason: v.exactOptional(reasonSchema),
	label: v.exactOptional(entityIdSchema)
});

/** One side of a fact: a batch stands on it once. */
export const sideSchema = <Part extends v.GenericSchema<unknown, { readonly batch: EntityId }>>(part: Part) =>
	v.pipe(
		v.array(part),
		v.maxLength(MAX_TOUCHES),
		v.check((members) => new Set(members.map(({ batch }) => batch)).size === members.length)
	);
