import * as v from 'valibot';
import type { Code, CodeKind, CodeLetter } from './code.ts';
import { draft, need, type Decider, type Need, type Rows } from './decider.ts';
import { entityIdSchema, eventIdSchema, type EntityId, type EventId } from './event.ts';
import { fieldConflicts, shownFields, unsettled, type FieldChange } from './field-changes.ts';
import { err, ok } from './result.ts';
import type { Role } from './role.ts';
import { isSame } from './same.ts';
import { table, type Table } from './table.ts';
import { isWaiting, knowledgeOf, unreadFacts, type Fact, type KnownFact, type Knows, type Thread } from './thread.ts';
import { eventSpec, factsOf, foldAlone, type Slice, type ViewRow } from './view.ts';

/**
 * Definitions are what the floor refers to: items, steps, machines, stations, people. They change field by field; a
 * revision's id is its event's id, and records pin the revision they used. Archived, never deleted.
 */
export interface DefinitionRow extends ViewRow {
	/** The latest change that shows here: what a record pins. */
	readonly revision: EventId;
	/** The changes that no later one here knows, sorted: just the revision, unless several were made apart and all of them show. */
	readonly heads: readonly EventId[];
	readonly archived: boolean;
}

/** A definition as a record pins it. */
export interface Pinned {
	readonly id: EntityId;
	readonly revision: EventId;
}

export const pinnedSchema = v.object({ id: entityIdSchema, revision: eventIdSchema });

export const pin = (row: DefinitionRow): Pinned => ({ id: row.id, revision: row.revision });

/** Exactly what shows here: one pin for each of its heads. */
export const pinAll = ({ id, heads }: DefinitionRow): Pinned[] => heads.map((revision) => ({ id, revision }));

export interface Definition<Kind extends CodeKind, Fields extends object> {
	readonly kind: Kind;
	readonly defaults: Fields;
	readonly table: Table<DefinitionRow & Fields>;
	readonly slice: Slice<DefinitionRow & Fields>;
	/**
	 * The row as it was for somebody who knew these revisions and what their authors knew, whatever has changed since.
	 * Undefined while something of that has not arrived here.
	 */
	readonly asOf: (thread: Thread, revisions: readonly EventId[]) => (DefinitionRow & Fields) | undefined;
	/** What was changed, in key order. */
	readonly changesIn: (thread: Thread) => readonly FieldChange<FieldChanges<Fields>>[];
	readonly decider: Decider<Define<Kind, Fields>, DefinitionRefusal>;
	/** The command that makes one (`id` null) or changes some fields of one. */
	readonly define: (id: Code | null, changes: FieldChanges<Fields>) => Define<Kind, Fields>;
}

export type FieldChanges<Fields> = Partial<Fields & { readonly archived: boolean }>;

export interface Define<Kind extends CodeKind, Fields> {
	readonly type: `Define${Capitalize<Kind>}`;
	readonly id: Code | null;
	/** A person's name and the like are kept apart: the field takes the text in `personal`. */
	readonly changes: FieldChanges<Fields>;
	readonly personal?: { readonly [Field in keyof Fields]?: string };
}

export type DefinitionRefusal =
	| { readonly type: 'DefinitionUnknown'; readonly id: Code }
	| { readonly type: 'DefinitionIncomplete'; readonly field: string }
	| { readonly type: 'NothingChanged' }
	/** Nobody could give back what it takes away. */
	| { readonly type: 'LastOfItsKind'; readonly id: Code };

interface Changes {
	readonly id: string;
	readonly changes: { readonly [field: string]: unknown };
}

/** Raised with every change of how definitions of all kinds are folded. */
const FOLD = 2;

/**
 * One kind of definition from its fields. `fields` is the schema of each field's value; `required` are those a new one must
 * give a value of its own; the others start from `defaults`.
 */
export function definition<const Kind extends CodeKind, Fields extends object>(options: {
	readonly kind: Kind;
	readonly letter: CodeLetter;
	/** `ItemDefined` and the like. */
	readonly event: string;
	readonly version: number;
	readonly fields: { readonly [Field in keyof Fields]: v.GenericSchema<unknown, Fields[Field]> };
	readonly defaults: Fields;
	readonly required: readonly (keyof Fields & string)[];
	/** Who may change it. */
	readonly roles: readonly Role[];
	/** Whether a change takes a right away from whom it is about. */
	readonly takesAway?: (before: Fields, changes: FieldChanges<Fields>) => boolean;
	/** Whether nobody would be left who could take a change back; `needs`: the rows that tell. */
	readonly last?: {
		readonly needs: () => readonly Need[];
		readonly isTaken: (id: Code, changes: FieldChanges<Fields>, rows: Rows) => boolean;
	};
}): Definition<Kind, Fields> {
	type Row = DefinitionRow & Fields;
	const schemas = { ...options.fields, archived: v.boolean() } as unknown as v.ObjectEntries;
	const spec = eventSpec(
		options.event,
		1,
		v.object({ id: entityIdSchema, changes: v.partial(v.object(schemas)) }) as v.GenericSchema<unknown, Changes>,
		({ id }) => id
	);
	const rows = table<Row>(`${options.kind}s`, 'id');
	const command =
		`Define${options.kind.charAt(0).toUpperCase()}${options.kind.slice(1)}` as `Define${Capitalize<Kind>}`;

	const shownBy = (thread: Thread, facts: readonly KnownFact<Changes>[], knows: Knows): Row => {
		const shown = { ...options.defaults, archived: false, ...shownFields(facts.map(changeOf)) };
		const row: DefinitionRow = {
			id: thread.entity as Code,
			archived: shown.archived === true,
			revision: facts.at(-1)?.id ?? '',
			heads: latestOf(facts, knows),
			unread: unreadFacts(thread),
			exceptions: []
		};
		return { ...shown, ...row } as unknown as Row;
	};

	return {
		kind: options.kind,
		defaults: options.defaults,
		table: rows,
		slice: {
			kind: options.kind,
			events: [spec as unknown as Slice<Row>['events'][number]],
			table: rows,
			// A sum: it rises with either.
			version: options.version + FOLD,
			fold: foldAlone((thread) => {
				const facts = factsOf(thread, spec);
				const knows = knowledgeOf([thread]);
				const exceptions = unsettled(thread, fieldConflicts(thread.entity, facts.map(changeOf), knows), knows);
				const row = { ...shownBy(thread, facts, knows), exceptions: exceptions.map(({ id }) => id) };
				return { row, exceptions };
			})
		},
		changesIn: (thread) => factsOf(thread, spec).map(changeOf) as unknown as FieldChange<FieldChanges<Fields>>[],
		asOf(thread, revisions) {
			const knows = knowledgeOf([thread]);
			const isKnown = ({ id }: Fact): boolean => revisions.some((revision) => revision === id || knows(revision, id));
			const known = { ...thread, facts: thread.facts.filter(isKnown) };
			const facts = factsOf(known, spec);
			const isHere = revisions.length > 0 && revisions.every((revision) => facts.some(({ id }) => id === revision));
			return isHere && !isWaiting(known) ? shownBy(known, facts, knows) : undefined;
		},
		decider: {
			command,
			roles: options.roles,
			needs: ({ id }) => (id === null ? [] : [need(rows, id), ...(options.last?.needs() ?? [])]),
			decide({ id, changes, personal }, known, moment) {
				const current = id === null ? undefined : known.get(rows, id);
				if (id !== null && current === undefined) return err({ type: 'DefinitionUnknown', id });
				const texts = Object.entries<string | undefined>(personal ?? {}).filter((entry) => entry[1]?.trim());
				const wanted: Record<string, unknown> = { ...changes };
				for (const [field, text] of texts) wanted[field] = moment.personal(text?.trim() ?? '');
				const before: Record<string, unknown> = { ...current };
				const changed = Object.entries(wanted).filter(([field, value]) => !isSame(before[field], value));
				if (id !== null && changed.length === 0) return err({ type: 'NothingChanged' });
				const after: Record<string, unknown> = { ...options.defaults, ...before, ...wanted };
				for (const field of Object.keys(options.fields)) {
					const schema = schemas[field];
					const given = !(options.required as readonly string[]).includes(field) || field in before || field in wanted;
					if (!given || (schema && !v.is(schema, after[field]))) return err({ type: 'DefinitionIncomplete', field });
				}
				const entity = id ?? moment.mint(options.letter);
				const data = { id: entity, changes: Object.fromEntries(changed) };
				const takes = current && options.takesAway?.(current, data.changes as FieldChanges<Fields>);
				if (id !== null && takes && options.last?.isTaken(id, changes, known))
					return err({ type: 'LastOfItsKind', id });
				return ok([{ ...draft(spec, 'site', [entity], data), ...(takes && { takesAway: true as const }) }]);
			}
		},
		define: (id, changes) => ({ type: command, id, changes })
	};
}

const changeOf = ({ id, data }: KnownFact<Changes>): FieldChange => ({ id, fields: data.changes });

/** Those that none of the others knows, sorted. */
const latestOf = (facts: readonly KnownFact<Changes>[], knows: Knows): EventId[] =>
	facts
		.filter((fact) => !facts.some(({ id }) => knows(id, fact.id)))
		.map(({ id }) => id)
		.sort();
