import * as v from 'valibot';
import { entityIdSchema, type EntityId } from '../kernel/event.ts';
import { reasonSchema, type Reason } from '../kernel/reason.ts';
import type { EventSpec } from '../kernel/view.ts';
import { LABEL_KINDS, LABEL_SIZES, type LabelKind, type LabelSize } from '../label/format.ts';

/** Another label for the batch, after its own was lost: both codes lead to it. */
export interface LabelBoundData {
	readonly run: EntityId | null;
	readonly batch: EntityId;
	/** A batch code that no batch has. */
	readonly code: EntityId;
}

/** Labels with these codes were sent to a printer. */
export interface LabelsPrintedData {
	/** Null for blank labels, whose codes no batch has yet. */
	readonly run: EntityId | null;
	readonly labels: readonly EntityId[];
	readonly kind: LabelKind;
	readonly size: LabelSize;
	/** Of each label. */
	readonly copies: number;
}

/**
 * Which paper is on which batch, where labels were found exchanged: from here on each code leads to the batch that it is on.
 * Absolute, so that a repetition changes nothing. A batch is named as it stood when the paper was first wrong.
 */
export interface LabelsSwappedData {
	readonly run: EntityId | null;
	readonly labels: readonly { readonly batch: EntityId; readonly code: EntityId }[];
	readonly reason: Reason;
}

export const LabelBound: EventSpec<'LabelBound', LabelBoundData> = {
	type: 'LabelBound',
	v: 1,
	schema: v.object({ run: v.nullable(entityIdSchema), batch: entityIdSchema, code: entityIdSchema }),
	about: (data, entity) => (entity === data.batch || entity === data.code ? data : undefined)
};

/** Labels that one event says the place of at most. */
const MAX_SWAPPED = 8;

const isSet = (values: readonly string[]): boolean => new Set(values).size === values.length;

export const LabelsSwapped: EventSpec<'LabelsSwapped', LabelsSwappedData> = {
	type: 'LabelsSwapped',
	v: 1,
	schema: v.object({
		run: v.nullable(entityIdSchema),
		labels: v.pipe(
			v.array(v.object({ batch: entityIdSchema, code: entityIdSchema })),
			v.minLength(2),
			v.maxLength(MAX_SWAPPED),
			v.check((labels) => isSet(labels.map(({ batch }) => batch)) && isSet(labels.map(({ code }) => code)))
		),
		reason: reasonSchema
	}),
	about: (data, entity) =>
		data.labels.some(({ batch, code }) => batch === entity || code === entity) ? data : undefined
};

/** What a print says about one label. */
export type Printed = Omit<LabelsPrintedData, 'labels'>;

/** Labels recorded by one event at most. */
export const PRINT_CHUNK = 100;

export const LabelsPrinted: EventSpec<'LabelsPrinted', LabelsPrintedData, Printed> = {
	type: 'LabelsPrinted',
	v: 1,
	schema: v.object({
		run: v.nullable(entityIdSchema),
		labels: v.pipe(v.array(entityIdSchema), v.minLength(1), v.maxLength(PRINT_CHUNK)),
		kind: v.picklist(LABEL_KINDS),
		size: v.picklist(LABEL_SIZES),
		copies: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(99))
	}),
	about: ({ labels, ...print }, entity) => (labels.includes(entity) ? print : undefined)
};
