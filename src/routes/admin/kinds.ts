import { definitions, type Command } from '#domain/catalog.ts';
import { DEVICE_PROFILES } from '#domain/device/device.ts';
import { ITEM_NATURES } from '#domain/item/item.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { DefinitionRow } from '#domain/kernel/definition.ts';
import type { Table } from '#domain/kernel/table.ts';
import type { NameOf } from '#state/words/words.ts';
import { ROLES } from '#domain/person/person.ts';
import { LABEL_SIZES, STATION_OPERATIONS } from '#domain/station/station.ts';
import { printQuantity } from '#domain/unit/print.ts';
import { UNITS } from '#domain/unit/unit.ts';
import type { Production } from '#domain/step/step.ts';

export interface Option {
	readonly value: string;
	readonly label: string;
}

/** How a field of a definition is edited. */
export type Field = {
	readonly name: string;
	readonly label: string;
	readonly hint?: string;
	readonly required?: boolean;
	/** How a value that nobody edits here is shown; as it is, if not given. */
	readonly shown?: (value: string) => string;
} & (
	| { readonly control: 'text'; readonly most: number }
	| { readonly control: 'personal'; readonly most: number } // kept apart from the record
	| { readonly control: 'choice'; readonly options: readonly Option[] }
	| { readonly control: 'choices'; readonly options: readonly Option[] }
	| { readonly control: 'references'; readonly to: KindSlug } // other definitions, several
	| { readonly control: 'label'; readonly options: readonly Option[] }
	| { readonly control: 'produces' }
	| { readonly control: 'consumes' }
);

/** A definition's row with its fields by name, as the form reads them. */
export type AnyRow = DefinitionRow & { readonly [field: string]: unknown };

/** One list and one form. */
export interface Kind {
	readonly slug: KindSlug;
	readonly one: string;
	readonly many: string;
	readonly purpose: string;
	readonly table: Table<AnyRow>;
	readonly defaults: { readonly [field: string]: unknown };
	readonly define: (id: Code | null, changes: Readonly<Record<string, unknown>>) => Command;
	readonly fields: readonly Field[];
	/** Beside the name in a list. */
	readonly about: (row: AnyRow, nameOf: NameOf) => string;
	/** Made elsewhere: shown, never edited. */
	readonly readOnly?: true;
}

export const KIND_SLUGS = ['items', 'steps', 'flows', 'machines', 'stations', 'people', 'devices'] as const;
export type KindSlug = (typeof KIND_SLUGS)[number];

type Definition = (typeof definitions)[keyof typeof definitions];

/** Every definition is edited by field name; which names there are is said once, below, beside their controls. */
const edits = (definition: Definition): Pick<Kind, 'table' | 'defaults' | 'define'> =>
	({
		table: definition.table,
		defaults: definition.defaults,
		define: definition.define
	}) as unknown as Pick<Kind, 'table' | 'defaults' | 'define'>;

const nameField: Field = { name: 'name', label: 'Name', control: 'text', most: 120, required: true };

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const options = (words: readonly string[]): Option[] => words.map((value) => ({ value, label: capital(value) }));

const KINDS: { readonly [Slug in KindSlug]: Kind } = {
	items: {
		slug: 'items',
		one: 'item',
		many: 'Items',
		purpose: 'What is made or used: materials, parts, products.',
		...edits(definitions.item),
		fields: [
			nameField,
			{ name: 'sku', label: 'SKU', control: 'text', most: 40 },
			{
				name: 'nature',
				label: 'Nature',
				hint: 'A material is bought, a part is made and used here, a product is made and sold.',
				control: 'choice',
				options: options(ITEM_NATURES)
			},
			{
				name: 'unit',
				label: 'Unit',
				hint: 'It can be counted in every unit of the same group.',
				control: 'choice',
				options: UNITS.map(({ name, kind }) => ({ value: name, label: `${name} (${kind})` }))
			}
		],
		about: ({ sku, nature, unit }) => [sku, nature, unit].filter(Boolean).join(' · ')
	},
	steps: {
		slug: 'steps',
		one: 'step',
		many: 'Steps',
		purpose: 'What is done: each step consumes quantities of items and produces one.',
		...edits(definitions.step),
		fields: [
			nameField,
			{ name: 'produces', label: 'Produces', control: 'produces' },
			{
				name: 'consumes',
				label: 'Consumes',
				hint: 'For the quantity it produces. The waste allowance is what is expected to be wasted on top.',
				control: 'consumes'
			}
		],
		about: ({ produces, consumes }, nameOf) => {
			const made = produces as Production | null;
			const inputs = (consumes as readonly Production[]).map(({ item }) => nameOf(item)).join(', ');
			const output = made === null ? 'makes nothing yet' : `${printQuantity(made.quantity)} of ${nameOf(made.item)}`;
			return inputs === '' ? output : `${output} from ${inputs}`;
		}
	},
	flows: {
		slug: 'flows',
		one: 'flow',
		many: 'Flows',
		purpose: 'Which steps make an item. A step that produces something feeds every step that consumes it.',
		...edits(definitions.flow),
		fields: [nameField, { name: 'steps', label: 'Steps', control: 'references', to: 'steps' }],
		about: ({ steps }, nameOf) => (steps as readonly string[]).map((id) => nameOf(id)).join(', ')
	},
	machines: {
		slug: 'machines',
		one: 'machine',
		many: 'Machines',
		purpose: 'Where batches are open: scan a machine’s sign to see them.',
		...edits(definitions.machine),
		fields: [nameField],
		about: () => ''
	},
	stations: {
		slug: 'stations',
		one: 'station',
		many: 'Stations',
		purpose: 'Where people scan. A station’s operation decides what a scanned label does there.',
		...edits(definitions.station),
		fields: [
			nameField,
			{
				name: 'operation',
				label: 'Operation',
				control: 'choice',
				options: options(STATION_OPERATIONS),
				required: true
			},
			{
				name: 'steps',
				label: 'Steps',
				hint: 'With several that fit a batch, the scan asks which.',
				control: 'references',
				to: 'steps'
			},
			{
				name: 'machines',
				label: 'Machines',
				hint: 'With several, the scan asks which.',
				control: 'references',
				to: 'machines'
			},
			{
				name: 'requires',
				label: 'Before the operation',
				control: 'choice',
				options: [
					{ value: 'none', label: 'Nothing' },
					{ value: 'materials', label: 'Check materials' }
				]
			},
			{
				name: 'label',
				label: 'Label',
				hint: 'Inches, height x width.',
				control: 'label',
				options: ['tag', 'traveler'].flatMap((kind) =>
					LABEL_SIZES.map((size) => ({ value: `${kind} ${size}`, label: `${capital(kind)} ${size}` }))
				)
			}
		],
		about: ({ operation, steps }, nameOf) =>
			[operation, (steps as readonly string[]).map((id) => nameOf(id)).join(', ')].filter(Boolean).join(' · ')
	},
	people: {
		slug: 'people',
		one: 'person',
		many: 'People',
		purpose: 'Who works here. Names are kept apart from the records, so that a leaver’s can be erased.',
		...edits(definitions.person),
		fields: [
			{ name: 'name', label: 'Name', control: 'personal', most: 120, required: true },
			{ name: 'roles', label: 'Roles', control: 'choices', options: options(ROLES) }
		],
		about: ({ roles }) => (roles as readonly string[]).join(', ')
	},
	devices: {
		slug: 'devices',
		one: 'device',
		many: 'Devices',
		purpose: 'The browsers enrolled here. A device is added by enrolling it: see Sync.',
		...edits(definitions.device),
		readOnly: true,
		fields: [
			{ name: 'name', label: 'Name', control: 'personal', most: 120 },
			{ name: 'profile', label: 'Profile', control: 'choice', options: options(DEVICE_PROFILES), shown: capital },
			{
				name: 'number',
				label: 'Number',
				control: 'text',
				most: 3,
				shown: (number) => number.toUpperCase()
			}
		],
		about: ({ number, profile }) => `${String(number).toUpperCase()} · ${profile}`
	}
};

export const kinds: readonly Kind[] = KIND_SLUGS.map((slug) => KINDS[slug]);

/** The kind that an address names; undefined for any other word. */
export const kindOf = (slug: string): Kind | undefined => kinds.find((kind) => kind.slug === slug);
