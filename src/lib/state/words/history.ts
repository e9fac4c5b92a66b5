import type { BatchesTransformedData } from '#domain/batch/batch.ts';
import type { Grade } from '#domain/batch/goods.ts';
import { printCode, type Code, type DeviceNumber } from '#domain/kernel/code.ts';
import { ExceptionResolved, type Change } from '#domain/kernel/decision.ts';
import type { Pinned } from '#domain/kernel/definition.ts';
import type { Quantity } from '#domain/kernel/quantity.ts';
import type { Fact } from '#domain/kernel/thread.ts';
import { deviceCode } from '#engine/enrol.ts';
import { m } from '#paraglide/messages.js';
import type { RecordSource } from '../session.svelte.ts';
import { decidedText } from './decision.ts';
import { gradeText } from './grade.ts';
import { quantityText } from './quantity.ts';
import type { NameOf } from './words.ts';

/** What became of a record on its way: on this device's disk, at the server, or refused by it. */
export type Sending = 'saved' | 'sent' | 'refused';

export interface SendingMark {
	readonly shape: 'cloud' | 'check' | 'question';
	readonly word: string;
	readonly tone: 'neutral' | 'warning';
}

export function sendingMark(sending: Sending): SendingMark {
	switch (sending) {
		case 'saved':
			return { shape: 'cloud', word: m.words_saved_here(), tone: 'neutral' };
		case 'sent':
			return { shape: 'check', word: m.words_sent(), tone: 'neutral' };
		case 'refused':
			return { shape: 'question', word: m.words_refused(), tone: 'warning' };
	}
}

/** Operations of a transformation, as its event names them; `join`: a step took several parts. */
const OPERATIONS: Readonly<Record<string, () => string>> = {
	move: m.words_fact_moved,
	split: m.words_fact_split,
	merge: m.words_fact_merged,
	join: m.collect_fact_joined,
	rework: m.batch_fact_reworked
};

const FACTS: Readonly<Record<string, () => string>> = {
	BatchesPlanned: m.words_fact_planned,
	BatchInitialised: m.words_fact_started,
	BatchesTransformed: m.words_fact_moved,
	BatchClosed: m.words_fact_closed,
	BatchVoided: m.words_fact_voided,
	FactUndone: m.words_fact_undone,
	LabelBound: m.words_fact_label_bound,
	LabelsPrinted: m.words_fact_labels_printed,
	BatchCorrected: m.batch_fact_corrected,
	HoldPlaced: m.batch_fact_held,
	HoldReleased: m.batch_fact_released,
	LabelsSwapped: m.batch_fact_swapped,
	ScanNoted: m.batch_fact_noted,
	ExceptionResolved: m.batch_fact_resolved,
	TouchedElsewhere: m.batch_fact_elsewhere
};

/** What happened, in a word; a type that only a newer version knows says so. `operation` is that of a transformation. */
export const factText = (type: string, operation?: string): string =>
	(OPERATIONS[operation ?? ''] ?? FACTS[type])?.() ?? m.words_fact_unread({ type });

/** The operation of a transformation; undefined for everything else. */
export function doneIn(data: unknown): string | undefined {
	const { operation, step, takes } = (data ?? {}) as Partial<BatchesTransformedData>;
	return step && (takes?.length ?? 0) > 1 ? 'join' : operation;
}

/** `4 batches`, where one record took several. */
export function countText(data: unknown): string | null {
	const { takes } = (data ?? {}) as Partial<BatchesTransformedData>;
	return takes && takes.length > 1 ? m.collect_batches({ count: takes.length }) : null;
}

/** What happened, with the step, the code or the number it is about: `Moved on · Dyeing`. */
export function factLine({ type, data }: Pick<Fact, 'type' | 'data'>, nameOf: NameOf): string {
	const { step, code, copies, quantity, grade, changes } = (data ?? {}) as {
		readonly step?: Pinned | null;
		readonly code?: Code;
		readonly copies?: number;
		readonly quantity?: Quantity | null;
		readonly grade?: Grade | null;
		readonly changes?: readonly Change[];
	};
	return [
		factText(type, doneIn(data)),
		type === ExceptionResolved.type && changes && decidedText(changes),
		countText(data),
		step && nameOf(step.id),
		code && printCode(code),
		quantity && quantityText(quantity),
		grade && gradeText(grade),
		copies !== undefined && copies > 1 && `× ${copies}`
	]
		.filter(Boolean)
		.join(' · ');
}

const EVENTS: Readonly<Record<string, () => string>> = {
	RunCreated: m.words_event_run_created,
	RunCancelled: m.words_event_run_cancelled,
	BatchesPlanned: m.words_event_batches_planned,
	BatchInitialised: m.words_event_batch_started,
	BatchesTransformed: m.words_event_batches_transformed,
	BatchClosed: m.words_event_batch_closed,
	BatchVoided: m.words_event_batch_voided,
	FactUndone: m.words_event_fact_undone,
	LabelBound: m.words_event_label_bound,
	LabelsPrinted: m.words_event_labels_printed,
	BatchCorrected: m.batch_event_corrected,
	HoldPlaced: m.batch_event_held,
	HoldReleased: m.batch_event_released,
	LabelsSwapped: m.batch_event_swapped,
	ScanNoted: m.batch_event_noted,
	ExceptionResolved: m.batch_event_resolved,
	TouchedElsewhere: m.batch_event_elsewhere,
	ItemDefined: m.words_event_item,
	StepDefined: m.words_event_step,
	FlowDefined: m.words_event_flow,
	MachineDefined: m.words_event_machine,
	StationDefined: m.words_event_station,
	DepartmentDefined: m.words_event_department,
	PersonDefined: m.words_event_person,
	DeviceDefined: m.words_event_device
};

/** What happened to what, where the page does not say what it is about; a type from a newer version is named as it is. */
export const eventText = (type: string): string => EVENTS[type]?.() ?? type;

/** `Ana, Ben`, or that nobody put a name on it. */
export const byText = (by: readonly string[], nameOf: NameOf): string =>
	by.length > 0 ? by.map(nameOf).join(', ') : m.words_no_name();

/** `Knitting in · Knit 1 · Ana · Kiosk 3` */
export const whereAndWho = (
	{ station, machine, by, device }: Pick<Fact, 'station' | 'machine' | 'by' | 'device'>,
	nameOf: NameOf
): string =>
	[
		...[station, machine].filter((id) => id !== null).map(nameOf),
		byText(by, nameOf),
		nameOf(deviceCode(device as DeviceNumber))
	].join(' · ');

const SOURCES: Readonly<Record<RecordSource, () => string>> = {
	camera: m.words_by_camera,
	wedge: m.words_by_scanner,
	typed: m.words_typed_in,
	paper: m.notes_by_paper
};

export const sourceText = (source: string | null): string | null =>
	source === null ? null : ((SOURCES as Readonly<Record<string, () => string>>)[source]?.() ?? source);

/** The wall time that something happened at, where it was entered late; null when it was recorded as it happened. */
export const happenedIn = ({ data }: Pick<Fact, 'data'>): string | null =>
	(data as { readonly happened?: string } | null)?.happened ?? null;
