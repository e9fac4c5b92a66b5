import * as v from 'valibot';
import {
	compareEvents,
	entityIdSchema,
	eventIdSchema,
	type EntityId,
	type EventId,
	type Stream
} from '../kernel/event.ts';
import { personalRefSchema, type PersonalRef } from '../kernel/personal.ts';
import { quantitySchema, type Quantity } from '../kernel/quantity.ts';
import { reasonSchema, type Reason } from '../kernel/reason.ts';
import { isDate } from '../kernel/timestamp.ts';
import { eventSpec } from '../kernel/view.ts';
import { MAX_LINES as MAX_RUN_LINES, prioritySchema } from '../run/run.ts';

/** A run is generated from an estimate; the link stays afterwards. */
export const ORDER_STATUSES = ['estimate', 'issued', 'shipped', 'cancelled'] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** Nothing of it is made or changed any more, unless it is opened again. */
export const isOver = (status: OrderStatus): boolean => status === 'shipped' || status === 'cancelled';

/** So much of an item. One field: a quantity of pieces says nothing about yarn by the kilogram. */
export interface Wanted {
	readonly item: EntityId;
	readonly quantity: Quantity;
}

/** What is said of one line: fields that are missing stay as they were. Dates as `2026-11-30`. */
export interface OrderLineChanges {
	readonly wanted?: Wanted;
	/** When the customer asked for it. */
	readonly requested?: string | null;
	/** When it was promised. */
	readonly promised?: string | null;
	/** 1 is the most urgent. */
	readonly priority?: number | null;
	/** The customer wants it no more. The line keeps its number. */
	readonly dropped?: boolean;
}

export interface OrderChanges {
	/** The number that people know it by; empty: its code. Plain text that stays for ever: no place for a name. */
	readonly number?: string;
	readonly customer?: Customer | null;
	/** The day it was placed. */
	readonly placed?: string | null;
	readonly note?: PersonalRef | null;
	readonly status?: OrderStatus;
}

/** For whom: one that the site has defined, words, or both. Words can be erased, the code stays. */
export interface Customer {
	readonly code: EntityId | null;
	readonly text: PersonalRef | null;
}

/**
 * A sales order, or a change of one, field by field. The first one makes it. A new line says all its fields, so that of two lines
 * that were made apart under one number one shows whole. Two orders under one code (a copied device) show as one that was changed apart.
 */
export interface OrderChangedData {
	readonly order: EntityId;
	readonly changes: OrderChanges;
	/** In the order of their numbers, none twice. */
	readonly lines: readonly { readonly line: number; readonly changes: OrderLineChanges }[];
	readonly reason: Reason | null;
}

/**
 * A run was planned to fulfil some of an order's lines. Stands beside the run's creation, where whoever has the order finds it, and
 * counts where the run's own lines say otherwise: they name one order each. Another one for the same run adds lines.
 */
export interface RunGeneratedData {
	readonly order: EntityId;
	readonly run: EntityId;
	/** In the order of their numbers, none twice. */
	readonly lines: readonly Covered[];
}

export interface Covered {
	readonly line: number;
	/** The lines of the run whose batches become it: several where it is put together from parts. Sorted. */
	readonly runLines: readonly number[];
	/** So much of what the line wants is to come of the run: of the same item, whatever its batches start as. */
	readonly covers: Wanted;
}

/**
 * What the order's changes mean for a run that was generated from it before: the plan follows (`apply`) or stays as it is. Each run
 * is answered for by itself. Without changes: the run is to make another quantity than before, whatever the order says.
 */
export interface OrderChangeAnsweredData {
	readonly order: EntityId;
	readonly run: EntityId;
	readonly answer: 'apply' | 'keep';
	/** The changes that are answered, in key order, none twice. */
	readonly changes: readonly EventId[];
	/**
	 * What the run is to make of each line from now on, where that is another quantity than before; null: nothing. In the order of the
	 * lines, none where the plan stays.
	 */
	readonly lines: readonly { readonly line: number; readonly covers: Wanted | null }[];
	readonly reason: Reason | null;
}

/** Lines that an author gives one order. Their numbers are the customer's, often in tens. */
export const MAX_ORDER_LINES = 200;
export const MAX_LINE_NUMBER = 999_999;
/** Lines that one event changes or covers at most; more are several events. */
export const LINE_CHUNK = 50;
/** Changes that one event answers at most. */
export const MAX_ANSWERED = 64;
export const MAX_NUMBER_LENGTH = 64;

const lineNumber = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(MAX_LINE_NUMBER));
const runLineNumber = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(MAX_RUN_LINES));
export const orderDateSchema = v.pipe(v.string(), v.check(isDate));
export const orderNumberSchema = v.pipe(v.string(), v.maxLength(MAX_NUMBER_LENGTH));
const customerSchema = v.pipe(
	v.object({ code: v.nullable(entityIdSchema), text: v.nullable(personalRefSchema) }),
	v.check(({ code, text }) => code !== null || text !== null)
);
const wantedSchema = v.object({ item: entityIdSchema, quantity: quantitySchema });

const isRising = (numbers: readonly number[]): boolean =>
	numbers.every((number, index) => index === 0 || (numbers[index - 1] ?? 0) < number);
const byLine = <Line extends v.GenericSchema<unknown, { readonly line: number }>>(line: Line, most: number) =>
	v.pipe(
		v.array(line),
		v.maxLength(most),
		v.check((lines) => isRising(lines.map((one) => (one as { readonly line: number }).line)))
	);

export const OrderChanged = eventSpec<'OrderChanged', OrderChangedData>(
	'OrderChanged',
	1,
	v.object({
		order: entityIdSchema,
		changes: v.object({
			number: v.exactOptional(orderNumberSchema),
			customer: v.exactOptional(v.nullable(customerSchema)),
			placed: v.exactOptional(v.nullable(orderDateSchema)),
			note: v.exactOptional(v.nullable(personalRefSchema)),
			status: v.exactOptional(v.picklist(ORDER_STATUSES))
		}),
		lines: byLine(
			v.object({
				line: lineNumber,
				changes: v.object({
					wanted: v.exactOptional(wantedSchema),
					requested: v.exactOptional(v.nullable(orderDateSchema)),
					promised: v.exactOptional(v.nullable(orderDateSchema)),
					priority: v.exactOptional(v.nullable(prioritySchema)),
					dropped: v.exactOptional(v.boolean())
				})
			}),
			LINE_CHUNK
		),
		reason: v.nullable(reasonSchema)
	}),
	({ order }) => order
);

export const RunGenerated = eventSpec<'RunGenerated', RunGeneratedData>(
	'RunGenerated',
	1,
	v.object({
		order: entityIdSchema,
		run: entityIdSchema,
		lines: v.pipe(
			byLine(
				v.object({
					line: lineNumber,
					runLines: v.pipe(
						v.array(runLineNumber),
						v.minLength(1),
						v.maxLength(MAX_RUN_LINES),
						v.check((numbers: number[]) => isRising(numbers))
					),
					covers: wantedSchema
				}),
				LINE_CHUNK
			),
			v.minLength(1)
		)
	}),
	({ order }) => order
);

const isSorted = (ids: readonly EventId[]): boolean =>
	ids.every((id, index) => index === 0 || compareEvents(ids[index - 1] ?? '', id) < 0);

export const OrderChangeAnswered = eventSpec<'OrderChangeAnswered', OrderChangeAnsweredData>(
	'OrderChangeAnswered',
	1,
	v.pipe(
		v.object({
			order: entityIdSchema,
			run: entityIdSchema,
			answer: v.picklist(['apply', 'keep']),
			changes: v.pipe(
				v.array(eventIdSchema),
				v.maxLength(MAX_ANSWERED),
				v.check((ids: EventId[]) => isSorted(ids))
			),
			lines: byLine(v.object({ line: lineNumber, covers: v.nullable(wantedSchema) }), LINE_CHUNK),
			reason: v.nullable(reasonSchema)
		}),
		v.check(({ answer, lines }) => answer === 'apply' || lines.length === 0)
	),
	({ order }) => order
);

/** Where an order's own life is filed. */
export const orderStream = (order: EntityId): Stream => `order.${order}`;
