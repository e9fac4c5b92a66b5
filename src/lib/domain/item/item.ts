import * as v from 'valibot';
import { definition, type DefinitionRow } from '../kernel/definition.ts';
import type { EntityId } from '../kernel/event.ts';

/** What is made or used: material (bought), part (made, intermediate) or product (made, sold). */
export interface ItemFields {
	readonly name: string;
	readonly sku: string;
	readonly nature: ItemNature;
	/** The unit it is counted in; its kind is the item's unit group. */
	readonly unit: string;
}

export const ITEM_NATURES = ['material', 'part', 'product'] as const;
export type ItemNature = (typeof ITEM_NATURES)[number];

export type ItemRow = DefinitionRow & ItemFields;

/** What steps use up and no batch brings. */
export const materialsIn = (items: readonly ItemRow[]): ReadonlySet<EntityId> =>
	new Set(items.filter(({ nature }) => nature === 'material').map(({ id }) => id));

export const item = definition<'item', ItemFields>({
	kind: 'item',
	letter: 'a',
	event: 'ItemDefined',
	version: 1,
	fields: {
		name: v.pipe(v.string(), v.minLength(1), v.maxLength(120)),
		sku: v.pipe(v.string(), v.maxLength(40)),
		nature: v.picklist(ITEM_NATURES),
		unit: v.pipe(v.string(), v.minLength(1), v.maxLength(32))
	},
	defaults: { name: '', sku: '', nature: 'product', unit: 'pcs' },
	required: ['name'],
	roles: ['planner', 'admin']
});
