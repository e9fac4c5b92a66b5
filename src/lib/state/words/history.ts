import type { DeviceNumber } from '#domain/kernel/code.ts';
import type { Fact } from '#domain/kernel/thread.ts';
import { deviceCode } from '#engine/enrol.ts';
import type { ScanSource } from '#ports/scanner.ts';
import type { NameOf } from './words.ts';

/** What became of a record on its way: on this device's disk, at the server, or refused by it. */
export type Sending = 'saved' | 'sent' | 'refused';

export const SENDING_WORDS = {
	saved: { shape: 'cloud', word: 'Saved here', tone: 'neutral' },
	sent: { shape: 'check', word: 'Sent', tone: 'neutral' },
	refused: { shape: 'question', word: 'Refused', tone: 'warning' }
} as const;

const FACTS: Readonly<Record<string, string>> = {
	BatchesPlanned: 'Planned',
	BatchInitialised: 'Started',
	BatchClosed: 'Closed by hand',
	BatchVoided: 'Voided'
};

/** What happened, in a word; a type that only a newer version knows says so. */
export const factText = (type: string): string => FACTS[type] ?? `${type} (update the app to read it)`;

const EVENTS: Readonly<Record<string, string>> = {
	RunCreated: 'Run created',
	RunCancelled: 'Run cancelled',
	BatchesPlanned: 'Batches planned',
	BatchInitialised: 'Batch started',
	BatchClosed: 'Batch closed',
	BatchVoided: 'Batch voided',
	ItemDefined: 'Item changed',
	StepDefined: 'Step changed',
	FlowDefined: 'Flow changed',
	MachineDefined: 'Machine changed',
	StationDefined: 'Station changed',
	PersonDefined: 'Person changed',
	DeviceDefined: 'Device named'
};

/** What happened to what, where the page does not say what it is about; a type from a newer version is named as it is. */
export const eventText = (type: string): string => EVENTS[type] ?? type;

/** `Knitting in · Knit 1 · Ana · Kiosk 3` */
export const whereAndWho = (
	{ station, machine, by, device }: Pick<Fact, 'station' | 'machine' | 'by' | 'device'>,
	nameOf: NameOf
): string =>
	[
		...[station, machine].filter((id) => id !== null).map(nameOf),
		by.length > 0 ? by.map(nameOf).join(', ') : 'no name',
		nameOf(deviceCode(device as DeviceNumber))
	].join(' · ');

const SOURCES: Readonly<Record<ScanSource, string>> = {
	camera: 'by camera',
	wedge: 'by scanner',
	typed: 'typed in'
};

export const sourceText = (source: string | null): string | null =>
	source === null ? null : ((SOURCES as Readonly<Record<string, string>>)[source] ?? source);
