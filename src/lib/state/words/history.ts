import { printCode, type Code, type DeviceNumber } from '#domain/kernel/code.ts';
import type { Pinned } from '#domain/kernel/definition.ts';
import type { Fact } from '#domain/kernel/thread.ts';
import { deviceCode } from '#engine/enrol.ts';
import { m } from '#paraglide/messages.js';
import type { ScanSource } from '#ports/scanner.ts';
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

/** Operations of a transformation, as its event names them. */
const OPERATIONS: Readonly<Record<string, () => string>> = {
	move: m.words_fact_moved,
	split: m.words_fact_split,
	merge: m.words_fact_merged
};

const FACTS: Readonly<Record<string, () => string>> = {
	BatchesPlanned: m.words_fact_planned,
	BatchInitialised: m.words_fact_started,
	BatchesTransformed: m.words_fact_moved,
	BatchClosed: m.words_fact_closed,
	BatchVoided: m.words_fact_voided,
	FactUndone: m.words_fact_undone,
	LabelBound: m.words_fact_label_bound,
	LabelsPrinted: m.words_fact_labels_printed
};

/** What happened, in a word; a type that only a newer version knows says so. `operation` is that of a transformation. */
export const factText = (type: string, operation?: string): string =>
	(OPERATIONS[operation ?? ''] ?? FACTS[type])?.() ?? m.words_fact_unread({ type });

/** What happened, with the step, the code or the number it is about: `Moved on · Dyeing`. */
export function factLine({ type, data }: Pick<Fact, 'type' | 'data'>, nameOf: NameOf): string {
	const { operation, step, code, copies } = (data ?? {}) as {
		readonly operation?: string;
		readonly step?: Pinned | null;
		readonly code?: Code;
		readonly copies?: number;
	};
	return [
		factText(type, operation),
		step && nameOf(step.id),
		code && printCode(code),
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

const SOURCES: Readonly<Record<ScanSource, () => string>> = {
	camera: m.words_by_camera,
	wedge: m.words_by_scanner,
	typed: m.words_typed_in
};

export const sourceText = (source: string | null): string | null =>
	source === null ? null : ((SOURCES as Readonly<Record<string, () => string>>)[source]?.() ?? source);
