import * as v from 'valibot';
import type { Code, CodeKind, DeviceNumber } from './code.ts';
import type { EntityId, EventId } from './event.ts';
import type { Role } from './role.ts';
import { table, type Table } from './table.ts';
import { unreadFacts, type Fact, type KnownFact, type Thread } from './thread.ts';

/**
 * One type of event and what its data looks like. `v` is raised when the meaning of the data changes; an optional member that
 * an older reader may ignore keeps it.
 */
export interface EventSpec<Type extends string, Data, About = Data> {
	readonly type: Type;
	/** The schema version this code writes. */
	readonly v: number;
	readonly schema: v.GenericSchema<unknown, Data>;
	/** The versions before it, which logs hold for ever. */
	readonly earlier?: readonly EarlierVersion<Data>[];
	/** The lowest version that can say it: what older code can read is written for it. Missing: always the newest. */
	readonly versionOf?: (data: Data) => number;
	/** What of the data concerns one of the entities the event touches; undefined when nothing does. */
	readonly about: (data: Data, entity: EntityId) => About | undefined;
}

/** How data of an earlier schema version is read: as what it would be today. */
export interface EarlierVersion<Data> {
	readonly v: number;
	/** Reads the data as that version wrote it, and answers it as today's. */
	readonly schema: v.GenericSchema<unknown, Data>;
}

/** An event type whose data speaks of one entity: the one that `subject` names. */
export function eventSpec<const Type extends string, Data>(
	type: Type,
	version: number,
	schema: v.GenericSchema<unknown, Data>,
	subject: (data: Data) => EntityId,
	earlier: Pick<EventSpec<Type, Data>, 'earlier' | 'versionOf'> = {}
): EventSpec<Type, Data> {
	return {
		type,
		v: version,
		schema,
		...earlier,
		about: (data, entity) => (subject(data) === entity ? data : undefined)
	};
}

/**
 * An event's data as today's version has it; undefined when this code cannot read it: an unknown type (no `spec`), a later
 * schema version, or data that breaks its schema. Such an event is kept and forwarded all the same, and read after an update.
 */
export function readData<Data>(
	spec: EventSpec<string, Data, unknown> | undefined,
	event: { readonly v: number; readonly data: unknown }
): { readonly data: Data } | undefined {
	const reader = spec?.v === event.v ? spec : spec?.earlier?.find((version) => version.v === event.v);
	if (reader === undefined) return undefined;
	const parsed = v.safeParse(reader.schema, event.data, { abortEarly: true });
	return parsed.success ? { data: parsed.output } : undefined;
}

/** The facts of one type in a thread, in key order. */
export function factsOf<Type extends string, Data, About>(
	thread: Thread,
	spec: EventSpec<Type, Data, About>
): KnownFact<About>[] {
	return thread.facts.filter((fact): fact is KnownFact<About> => fact.type === spec.type && fact.data !== null);
}

/** The names of the rules that raise exceptions. They are part of exception ids and can never change. */
export const EXCEPTION_RULES = [
	'code', // several live makers of one code
	'init', // initialised on two devices, at different stations or steps
	'standing', // a fact stands on a batch whose every maker is void
	'cycle', // a take closes a cycle
	'over', // parts taken exceed what is there
	'left', // a whole was taken and something is left
	'taken', // granted less than was taken
	'closed', // a take did not know of a close by hand
	'corrected', // a take did not know of a correction
	'correction', // two corrections did not know of each other
	'undo', // an undo is blocked by a use
	'hold', // a take did not know of a hold
	'lot', // one lot over-consumed
	'countersign', // a fact of a revoked device, or of somebody without the right at that time
	'field', // two changes of one field of a definition did not know of each other
	'order', // the sales order left Estimate meanwhile
	'swap' // labels were exchanged after something was recorded under one of them
] as const;

export type ExceptionRule = (typeof EXCEPTION_RULES)[number];

/** Something the merge of two devices' histories left for a lead to decide. Derived on every replica, never stored as an event. */
export interface Exception {
	/** Rule name + entity as the losing event wrote it + losing event. */
	readonly id: string;
	readonly rule: ExceptionRule;
	readonly entity: EntityId;
	readonly run: EntityId | null;
	/** The events it names: the losing one first. */
	readonly events: readonly EventId[];
	/** Decisions that do not know of each other and say different things, sorted: each is kept until one knows them all. */
	readonly contested: readonly EventId[];
	/** Something that its batch stands on has not arrived here: not to be decided yet. */
	readonly waiting: boolean;
}

export function exception(
	rule: ExceptionRule,
	entity: EntityId,
	losing: EventId,
	others: readonly EventId[],
	run: EntityId | null = null
): Exception {
	const events = [losing, ...others];
	return { id: `${rule}:${entity}:${losing}`, rule, entity, run, events, contested: [], waiting: false };
}

export const exceptions = table<Exception>('exceptions', 'id', ['entity', 'run']);

/** What a view shows of one entity. */
export interface ViewRow {
	readonly id: Code;
	/** Facts that this version cannot read: "update the app". */
	readonly unread: number;
	/** Ids of what a lead has to decide, sorted: those that no longer hold are taken back by this list. */
	readonly exceptions: readonly string[];
}

export interface Folded<Row extends ViewRow> {
	readonly row: Row;
	/** In the order of their ids. */
	readonly exceptions: readonly Exception[];
}

/** Somebody who left or lost a role, at least once. */
export interface WithdrawnPerson extends ViewRow {
	readonly kind: 'person';
	/** Everything that changed what they may do, in key order. */
	readonly changes: readonly RightsChange[];
	/** Which of these the author of each fact about them knew, its own included. */
	readonly known: { readonly [fact: EventId]: readonly EventId[] };
}

export interface RightsChange {
	readonly event: EventId;
	readonly archived?: boolean;
	readonly roles?: readonly Role[];
	/** How far its author had seen every chain, by device and epoch. */
	readonly seen?: { readonly [chain: string]: number };
}

/** A device that is not the site's any more. */
export interface WithdrawnDevice extends ViewRow {
	readonly kind: 'device';
	readonly number: DeviceNumber;
	/** The last sequence number of each of its chains that is beyond question; a chain that is not named is not. */
	readonly accepted: readonly { readonly epoch: string; readonly seq: number }[];
}

/** From whom the right to record was taken: what they recorded all the same is kept, and for a lead to countersign. */
export type Withdrawn = WithdrawnPerson | WithdrawnDevice;

/** Everybody of that kind who is known here: people by their codes, devices by their numbers. Few: most sites have none in a year. */
export type AllWithdrawn = ReadonlyMap<string, Withdrawn>;

/**
 * One kind of entity, its events and the rows people see: `fold` is pure, total and looks at nothing but the threads, and at who
 * may no longer record.
 */
export interface Slice<Row extends ViewRow> {
	readonly kind: CodeKind;
	readonly events: readonly EventSpec<string, unknown, unknown>[];
	readonly table: Table<Row>;
	/** Raised with every change of what `about` or `fold` answer: the rows are then folded anew from the log. */
	readonly version: number;
	/** Whether a fact joins the entities in whose threads it stands: what it says of one then counts for the others. */
	readonly joins?: (fact: Fact) => boolean;
	/** The rows of one family: all threads that facts joined, in the order of their entities; mostly just one. */
	readonly fold: (family: readonly Thread[], withdrawn: AllWithdrawn) => readonly Folded<Row>[];
	/** Its rows are `Withdrawn`: they are folded before all others, and what they put in question is folded again. */
	readonly withdraws?: true;
}

/** For entities that stand alone: each row follows from one thread. */
export const foldAlone =
	<Row extends ViewRow>(fold: (thread: Thread) => Folded<Row>): Slice<Row>['fold'] =>
	(family) =>
		family.map(fold);

/** For those that leave nothing to decide either: what their rows say beyond what every row does. */
export const foldUndisputed = <Row extends ViewRow>(
	read: (thread: Thread) => Omit<Row, keyof ViewRow>
): Slice<Row>['fold'] =>
	foldAlone((thread) => {
		const common: ViewRow = { id: thread.entity as Code, unread: unreadFacts(thread), exceptions: [] };
		return { row: { ...common, ...read(thread) } as Row, exceptions: [] };
	});

/** Whole numbers kept beside the rows of a view, so that a screen reads one row instead of counting thousands. */
export interface Tally<Row, Sum> {
	readonly from: Table<Row>;
	readonly table: Table<Sum>;
	readonly version: number;
	/** The index of `from` that lists a group's rows. */
	readonly index: string;
	/** Which sum a row counts in; null for none. */
	readonly group: (row: Row) => string | null;
	readonly zero: (group: string) => Sum;
	/** The sum with one row counted in (`sign` 1) or out (-1): exact, so the order does not matter. */
	readonly count: (sum: Sum, row: Row, sign: 1 | -1) => Sum;
	/** What of a group's rows is handed to `mark`: the first or the last one in an index of `from` that starts with the group. */
	readonly ends: readonly { readonly index: string; readonly end: 'first' | 'last' }[];
	readonly mark: (sum: Sum, found: readonly (Row | undefined)[]) => Sum;
}
