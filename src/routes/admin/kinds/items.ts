import { definitions } from '#domain/catalog.ts';
import type { ItemNature } from '#domain/item/item.ts';
import { UNITS } from '#domain/unit/unit.ts';
import type { QuantityKind } from '#domain/kernel/quantity.ts';
import { m } from '#paraglide/messages.js';
import { unitText } from '#state/words/quantity.ts';
import { NAME } from './fields.ts';
import { edits, inOneLine, options, type Kind, type Text } from './kind.ts';

const NATURES: Readonly<Record<ItemNature, Text>> = {
	material: m.admin_nature_material,
	part: m.admin_nature_part,
	product: m.admin_nature_product
};

const UNIT_GROUPS: Readonly<Record<QuantityKind, Text>> = {
	count: m.admin_units_count,
	mass: m.admin_units_mass,
	length: m.admin_units_length,
	volume: m.admin_units_volume,
	time: m.admin_units_time,
	area: m.admin_units_area
};

export const items: Kind = {
	slug: 'items',
	words: {
		one: m.admin_item,
		many: m.admin_items,
		purpose: m.admin_items_purpose,
		none: m.admin_items_none,
		absent: m.admin_item_absent
	},
	editing: {
		create: m.admin_item_create,
		save: m.admin_item_save,
		archive: m.admin_item_archive,
		restore: m.admin_item_restore,
		applies: m.admin_applies_runs
	},
	...edits(definitions.item),
	fields: [
		NAME,
		{ name: 'sku', label: m.admin_sku, control: 'text', most: 40 },
		{ name: 'nature', label: m.admin_nature, hint: m.admin_nature_hint, control: 'choice', options: options(NATURES) },
		{
			name: 'unit',
			label: m.admin_unit,
			hint: m.admin_unit_hint,
			control: 'choice',
			options: UNITS.map(({ name, kind }) => ({
				value: name,
				label: () => m.admin_unit_of_group({ unit: unitText(name), group: UNIT_GROUPS[kind]() })
			}))
		}
	],
	about: ({ sku, nature, unit }) => inOneLine(String(sku), NATURES[nature as ItemNature](), unitText(String(unit)))
};
