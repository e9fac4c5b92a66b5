import { compareEvents, type EntityId, type EventId } from '../kernel/event.ts';
import { fieldConflicts, shownFields, unsettled, type FieldChange } from '../kernel/field-changes.ts';
import { occasion, type Occasion } from '../kernel/occasion.ts';
import type { PersonalRef } from '../kernel/personal.ts';
import type { Reason } from '../kernel/reason.ts';
import { isSame } from '../kernel/same.ts';
import { table } from '../kernel/table.ts';
import { isWaiting, knowledgeOf, unreadFacts, type KnownFact, type Knows, type Thread } from '../kernel/thread.ts';
import { exception, factsOf, foldAlone, type Exception, type Slice, type ViewRow } from '../kernel/view.ts';
import type { Code } from '../kernel/code.ts';
import {
	OrderChangeAnswered,
	OrderChanged,
	RunGenerated,
	type Covered,
	type Customer,
	type OrderChangeAnsweredData,
	type OrderChangedData,
	type OrderChanges,
	type OrderStatus,
	type RunGeneratedData,
	type Wanted
} from './order.ts';

export interface OrderLine {
	readonly line: number;
	/** Null while only later changes of it have arrived. */
	readonly wanted: Wanted | null;
	readonly requested: string | null;
	readonly promised: string | null;
	readonly priority: number | null;
	readonly dropped: boolean;
}

/** A run that was generated from the order. */
export interface OrderRun {
	readonly run: EntityId;
	readonly generated: Occasion;
	/** What it is to make of each line, as generated or as answered since; what it makes no more is left out. */
	readonly lines: readonly Covered[];
	/** What the order says otherwise than when the run was planned, and nobody answered for the run. */
	readonly changed: readonly OrderDifference[];
	/** The changes that say so, in key order. Empty where `changed` is. */
	readonly unanswered: readonly EventId[];
}

export type OrderDifference =
	| { readonly line: number; readonly field: 'wanted'; readonly from: Wanted | null; readonly to: Wanted | null }
	| {
			readonly line: number;
			readonly field: 'requested' | 'promised';
			readonly from: string | null;
			readonly to: string | null;
	  }
	| { readonly line: number; readonly field: 'priority'; readonly from: number | null; readonly to: number | null }
	| { readonly line: number; readonly field: 'dropped'; readonly from: boolean; readonly to: boolean }
	| { readonly line: null; readonly field: 'status'; readonly from: OrderStatus; readonly to: OrderStatus };

/** A sales order as its own events tell it; how far its runs are stands in their rows. */
export interface OrderRow extends ViewRow {
	/** As people know it; empty: its code. */
	readonly number: string;
	readonly customer: Customer | null;
	readonly placed: string | null;
	readonly note: PersonalRef | null;
	readonly status: OrderStatus;
	/** Null until the event that made it has arrived. */
	readonly created: Occasion | null;
	/** What gave it its status. */
	readonly moved: (Occasion & { readonly reason: Reason | null }) | null;
	/** In the order of their numbers, those that are dropped as well. */
	readonly lines: readonly OrderLine[];
	/** In the order of their making. */
	readonly runs: readonly OrderRun[];
	/** Something that an author knew of it has not arrived here: it may be another than it seems. */
	readonly waiting: boolean;
}

export const orders = table<OrderRow>('orders', 'id', ['status', 'number']);

type Changed = KnownFact<OrderChangedData>;
type Generated = KnownFact<RunGeneratedData>;
type Answered = KnownFact<OrderChangeAnsweredData>;

export const order: Slice<OrderRow> = {
	kind: 'order',
	events: [OrderChanged, RunGenerated, OrderChangeAnswered] as unknown as Slice<OrderRow>['events'],
	table: orders,
	version: 1,
	fold: foldAlone((thread) => {
		const changes = factsOf(thread, OrderChanged);
		const generated = factsOf(thread, RunGenerated);
		const answered = factsOf(thread, OrderChangeAnswered);
		const knows = knowledgeOf([thread]);
		const shown = shownFields(changes.map(fieldsOf));
		const making = changes.find(({ heads }) => heads.length === 0);
		const moved = changes.findLast(({ data }) => data.changes.status !== undefined);
		const raised = [
			...fieldConflicts(thread.entity, changes.map(fieldsOf), knows),
			...generationConflicts(thread.entity, changes, generated, answered, knows),
			...answerConflicts(thread.entity, answered, knows)
		];
		const exceptions = unsettled(thread, raised, knows);
		const row: OrderRow = {
			id: thread.entity as Code,
			number: textOf(shown, 'number') ?? '',
			customer: (shown.customer ?? null) as Customer | null,
			placed: textOf(shown, 'placed'),
			note: (shown.note ?? null) as PersonalRef | null,
			status: statusIn(shown),
			created: making ? occasion(making) : null,
			moved: moved ? { ...occasion(moved), reason: moved.data.reason } : null,
			lines: linesIn(changes).map((line) => lineIn(shown, line)),
			runs: runsIn(changes, generated, answered, knows),
			waiting: isWaiting(thread),
			unread: unreadFacts(thread),
			exceptions: exceptions.map(({ id }) => id)
		};
		return { row, exceptions };
	})
};

type Shown = FieldChange['fields'];

const LINE_FIELDS = ['wanted', 'requested', 'promised', 'priority', 'dropped'] as const;
type LineField = (typeof LINE_FIELDS)[number];
const pathOf = (line: number, field: LineField): string => `lines.${line}.${field}`;

/** The field of an order, or of one of its lines, that a change names. */
export function fieldAt(path: string): { readonly line: number | null; readonly field: OrderField } {
	const [, line, field] = /^lines\.(\d+)\.(\w+)$/.exec(path) ?? [null, null, path];
	return { line: line ? Number(line) : null, field: field as OrderField };
}

export type OrderField = keyof OrderChanges | LineField;

/** What was changed of an order, in key order: by the names that `fieldAt` reads. */
export const orderChangesIn = (thread: Thread): FieldChange[] => factsOf(thread, OrderChanged).map(fieldsOf);

/** A line's fields beside the order's own: two devices that change two lines did not disagree. */
function fieldsOf({ id, data }: Changed): FieldChange {
	const ofLines = data.lines.flatMap(({ line, changes }) =>
		Object.entries(changes).map(([field, value]) => [pathOf(line, field as LineField), value])
	);
	return { id, fields: { ...data.changes, ...Object.fromEntries(ofLines) } };
}

const textOf = (shown: Shown, field: string): string | null => (shown[field] ?? null) as string | null;
const statusIn = (shown: Shown): OrderStatus => (shown.status ?? 'estimate') as OrderStatus;

const linesIn = (changes: readonly Changed[]): number[] =>
	[...new Set(changes.flatMap(({ data }) => data.lines.map(({ line }) => line)))].sort((a, b) => a - b);

function lineIn(shown: Shown, line: number): OrderLine {
	const value = (field: LineField): unknown => shown[pathOf(line, field)] ?? null;
	return {
		line,
		wanted: value('wanted') as Wanted | null,
		requested: value('requested') as string | null,
		promised: value('promised') as string | null,
		priority: value('priority') as number | null,
		dropped: value('dropped') === true
	};
}

function runsIn(
	changes: readonly Changed[],
	generated: readonly Generated[],
	answered: readonly Answered[],
	knows: Knows
): OrderRun[] {
	const now = shownFields(changes.map(fieldsOf));
	const answersFor = Map.groupBy(answered, ({ data }) => data.run);
	return [...Map.groupBy(generated, ({ data }) => data.run)].flatMap(([run, makings]): OrderRun[] => {
		const [first] = makings;
		if (first === undefined) return [];
		const answers = answersFor.get(run) ?? [];
		const named = new Set(answers.flatMap(({ data }) => data.changes));
		const isAnswered = ({ id }: Changed): boolean => named.has(id) || makings.some((making) => knows(making.id, id));
		const lines = coveredBy(makings, answers);
		const open = changes.filter((change) => !isAnswered(change) && concerns(change, lines));
		const before = open.length === 0 ? now : shownFields(changes.filter(isAnswered).map(fieldsOf));
		const changed = differences(lines, before, now);
		const unanswered = changed.length === 0 ? [] : open.map(({ id }) => id);
		return [{ run, generated: occasion(first), lines: lines.filter(isCovered), changed, unanswered }];
	});
}

interface Planned extends Omit<Covered, 'covers'> {
	/** Null: the run makes none of it any more. */
	readonly covers: Wanted | null;
}

const isCovered = (line: Planned): line is Covered => line.covers !== null;

/** Of several generations of one run each line counts as the first one has it. In the order of the lines. */
function coveredBy(makings: readonly Generated[], answers: readonly Answered[]): Planned[] {
	const planned = new Map<number, Planned>();
	for (const { data } of makings.toReversed()) for (const line of data.lines) planned.set(line.line, line);
	for (const { data } of answers) {
		for (const { line, covers } of data.lines) {
			const known = planned.get(line);
			if (known) planned.set(line, { ...known, covers });
		}
	}
	return [...planned.values()].sort((a, b) => a.line - b.line);
}

/** Whether a change says anything about these lines, or about all of it. */
const concerns = ({ data }: Changed, planned: readonly Planned[]): boolean =>
	data.changes.status !== undefined || data.lines.some(({ line }) => planned.some((one) => one.line === line));

function differences(planned: readonly Planned[], before: Shown, now: Shown): OrderDifference[] {
	if (before === now) return [];
	const ofLines = planned.flatMap(({ line, covers }) => {
		const [from, to] = [lineIn(before, line), lineIn(now, line)];
		// Of what the run makes no more only matters whether it is wanted again.
		const fields = covers === null ? (['wanted', 'dropped'] as const) : LINE_FIELDS;
		return fields
			.filter((field) => !isSame(from[field], to[field]))
			.map((field) => ({ line, field, from: from[field], to: to[field] }) as OrderDifference);
	});
	const [from, to] = [statusIn(before), statusIn(now)];
	const isCalled = (to === 'cancelled') !== (from === 'cancelled');
	return isCalled ? [...ofLines, { line: null, field: 'status', from, to }] : ofLines;
}

const apart = (one: EventId, other: EventId, knows: Knows): boolean => !knows(one, other) && !knows(other, one);

/**
 * A run was generated while, elsewhere, the order left Estimate, another run was generated for one of the same lines, or another
 * run's plan followed a change of one of them: all of it stands, and the office looks.
 */
function generationConflicts(
	order: EntityId,
	changes: readonly Changed[],
	generated: readonly Generated[],
	answered: readonly Answered[],
	knows: Knows
): Exception[] {
	const leaving = changes.filter(({ data }) => (data.changes.status ?? 'estimate') !== 'estimate');
	return generated.flatMap((making, index) => {
		const lines = new Set(making.data.lines.map(({ line }) => line));
		const isForSame = ({ data }: Generated | Answered): boolean =>
			data.run !== making.data.run && data.lines.some(({ line }) => lines.has(line));
		const rivals = [...generated.slice(0, index).filter(isForSame), ...answered.filter(isForSame)];
		return raisedBy(order, making, [...leaving, ...rivals], knows);
	});
}

/** One run was answered for twice apart: where both let the plan stay there is nothing to look at. */
function answerConflicts(order: EntityId, answered: readonly Answered[], knows: Knows): Exception[] {
	return [...Map.groupBy(answered, ({ data }) => data.run).values()].flatMap((answers) =>
		answers.flatMap((answer, index) => {
			const earlier = answers.slice(0, index);
			const rivals = earlier.filter(({ data }) => data.answer === 'apply' || answer.data.answer === 'apply');
			return raisedBy(order, answer, rivals, knows);
		})
	);
}

/** A decision cannot know more of them at once than it has heads. */
const MAX_NAMED = 32;

function raisedBy(
	order: EntityId,
	{ id, data }: Generated | Answered,
	rivals: readonly { readonly id: EventId }[],
	knows: Knows
): Exception[] {
	const others = rivals
		.map((rival) => rival.id)
		.filter((rival) => apart(id, rival, knows))
		.sort(compareEvents)
		.slice(-MAX_NAMED);
	return others.length === 0 ? [] : [exception('order', order, id, others, data.run)];
}
