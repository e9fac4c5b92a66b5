import { definitions, type Command } from '#domain/catalog.ts';
import type { Code, CodeKind } from '#domain/kernel/code.ts';
import type { DefinitionRow } from '#domain/kernel/definition.ts';
import type { FieldChange } from '#domain/kernel/field-changes.ts';
import type { Thread } from '#domain/kernel/thread.ts';
import type { Table } from '#domain/kernel/table.ts';
import type { ItemRow } from '#domain/item/item.ts';
import type { StepRow } from '#domain/step/step.ts';
import type { NameOf } from '#state/words/words.ts';

/** Asked for whenever it is shown: the language may change in between. */
export type Text = () => string;

export interface Option {
	readonly value: string;
	readonly label: Text;
}

/** How a field of a definition is edited. */
export type Field = {
	readonly name: string;
	readonly label: Text;
	readonly hint?: Text;
	readonly required?: boolean;
} & (
	| { readonly control: 'text'; readonly most: number }
	| { readonly control: 'personal'; readonly most: number } // kept apart from the record
	| { readonly control: 'minutes' }
	| { readonly control: 'choice'; readonly options: readonly Option[] }
	| { readonly control: 'choices'; readonly options: readonly Option[] }
	| { readonly control: 'reference'; readonly to: KindSlug; readonly none: Text } // another definition, or none
	| { readonly control: 'references'; readonly to: KindSlug } // other definitions, several
	| { readonly control: 'label'; readonly options: readonly Option[] }
	| { readonly control: 'produces' }
	| { readonly control: 'consumes' }
);

/** A definition's row with its fields by name, as the form reads them. */
export type AnyRow = DefinitionRow & { readonly [field: string]: unknown };

/** What a flow is made of: all that is known here, archived ones too. */
export interface Parts {
	readonly steps: readonly StepRow[];
	readonly items: readonly ItemRow[];
}

/** Whole sentences for each kind: the languages decline its noun differently. */
export interface KindWords {
	/** `Item` */
	readonly one: Text;
	/** `Items` */
	readonly many: Text;
	readonly purpose: Text;
	/** While there is none yet. */
	readonly none: Text;
	/** Its address leads nowhere on this device. */
	readonly absent: Text;
}

export interface EditWords {
	readonly create: Text;
	readonly save: Text;
	readonly archive: Text;
	readonly restore: Text;
	/** From when on a change counts. */
	readonly applies: Text;
}

/** One list and one form. */
export interface Kind {
	readonly slug: KindSlug;
	/** What the codes of these say they are. */
	readonly code: CodeKind;
	readonly words: KindWords;
	/** Absent for what is made elsewhere: shown, never edited. */
	readonly editing?: EditWords;
	readonly table: Table<AnyRow>;
	readonly defaults: { readonly [field: string]: unknown };
	readonly define: (id: Code | null, changes: Readonly<Record<string, unknown>>) => Command;
	/** What was changed of one, in key order. */
	readonly changesIn: (thread: Thread) => readonly FieldChange[];
	readonly fields: readonly Field[];
	/** Beside the name in a list. */
	readonly about: (row: AnyRow, nameOf: NameOf) => string;
	/** Why one that is in use does not work as it stands, in a word or two; empty when nothing is wrong. Absent where nothing can be. */
	readonly trouble?: (row: AnyRow, parts: Parts) => string;
	/** What a sign of it says a scan does; absent for what has no sign. */
	readonly sign?: { readonly size: 'sign' | 'badge'; readonly print: Text; readonly does: (row: AnyRow) => string };
}

export const KIND_SLUGS = [
	'items',
	'steps',
	'flows',
	'departments',
	'machines',
	'stations',
	'people',
	'devices'
] as const;
export type KindSlug = (typeof KIND_SLUGS)[number];

type Definition = (typeof definitions)[keyof typeof definitions];

/** Every definition is edited by field name; which names there are is said once, beside their controls. */
export const edits = (definition: Definition): Pick<Kind, 'code' | 'table' | 'defaults' | 'define' | 'changesIn'> =>
	({
		code: definition.kind,
		table: definition.table,
		defaults: definition.defaults,
		define: definition.define,
		changesIn: definition.changesIn
	}) as unknown as Pick<Kind, 'code' | 'table' | 'defaults' | 'define' | 'changesIn'>;

export const options = <Value extends string>(labels: Readonly<Record<Value, Text>>): readonly Option[] =>
	Object.entries<Text>(labels).map(([value, label]) => ({ value, label }));

/** Those of some words of a record that there are, in one line. */
export const inOneLine = (...parts: readonly string[]): string => parts.filter(Boolean).join(' · ');
