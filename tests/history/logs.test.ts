import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { eventSpecOf } from '#domain/catalog.ts';
import { readEvent, type FloorEvent } from '#domain/kernel/event.ts';
import { readData } from '#domain/kernel/view.ts';
import { events, personalTexts, quarantine } from '#engine/tables.ts';
import { createTestFloor, type TestFloor } from '../support/floor.ts';
import { ordersOf, peopleOf, statedOf, storyOf, travelsOf } from './story.ts';

const VERSION_1_TYPES = [
	'ItemDefined',
	'StepDefined',
	'FlowDefined',
	'MachineDefined',
	'StationDefined',
	'PersonDefined',
	'DeviceDefined',
	'RunCreated',
	'RunCancelled',
	'BatchesPlanned',
	'BatchInitialised',
	'BatchClosed',
	'BatchVoided'
];

const VERSION_2_TYPES = [
	...VERSION_1_TYPES,
	'DepartmentDefined',
	'BatchesTransformed',
	'FactUndone',
	'LabelBound',
	'LabelsPrinted'
];

const VERSION_3_TYPES = [
	...VERSION_2_TYPES,
	'BatchCorrected',
	'LabelsSwapped',
	'TouchedElsewhere',
	'ScanNoted',
	'HoldPlaced',
	'HoldReleased',
	'ExceptionResolved',
	'DowntimeStarted',
	'DowntimeEnded'
];

// A log as each version wrote it. Its bytes are what factories hold, so `version-N.jsonl` is never made again; a new version gets
// a log of its own. What is told of it in `version-N.json` changes only where a rule was wrong.
const VERSIONS = [
	{
		// Every event type, heads, a clone, a clock at 2099, an event of some later version.
		name: 'version-1',
		types: VERSION_1_TYPES,
		unknown: 'SpindleBalanced',
		tell: storyOf
	},
	{
		// Moves, undos, second labels, prints, departments; a batch moved on two devices, an undo that a use stands against, a close
		// that a move did not know.
		name: 'version-2',
		types: VERSION_2_TYPES,
		unknown: null,
		tell: async (floor: TestFloor) => ({ story: await storyOf(floor), travels: await travelsOf(floor) })
	},
	{
		// Splits, merges (one of two runs), a step of two parts, rework, corrections, holds, exchanged labels, noted scans, paper, what
		// leads let pass and decided (two of them differently), undos in a chain, batches of no run, downtimes; an event of some later
		// version, and one whose author held it.
		name: 'version-3',
		types: VERSION_3_TYPES,
		unknown: 'SpindleBalanced',
		tell: async (floor: TestFloor) => ({
			story: await storyOf(floor),
			travels: await travelsOf(floor),
			stated: await statedOf(floor)
		})
	},
	{
		// What version 3 wrote, and a site gone on from there: PINs (one temporary, one taken away, one whose text is erased), people who
		// leave, come back or lose a role while they record elsewhere, a countersign, hand-overs, device keys (one of an algorithm of some
		// later version), a device revoked with the branch of a copy.
		name: 'version-4',
		types: [...VERSION_3_TYPES, 'DeviceKeyAnnounced', 'PinSet', 'HandedOver', 'DeviceRevoked'],
		unknown: 'SpindleBalanced',
		tell: async (floor: TestFloor) => ({
			story: await storyOf(floor),
			travels: await travelsOf(floor),
			stated: await statedOf(floor),
			people: await peopleOf(floor)
		})
	},
	{
		// An office with sales orders: changed on two devices, dropped and new lines, runs generated apart and after the order was issued
		// elsewhere, changes that a run's plan followed or not, an order that was called off with its run, decisions about orders and runs.
		name: 'version-5',
		types: [
			'ItemDefined',
			'StepDefined',
			'StationDefined',
			'PersonDefined',
			'OrderChanged',
			'RunGenerated',
			'OrderChangeAnswered',
			'RunCreated',
			'RunChanged',
			'RunCancelled',
			'BatchesPlanned',
			'BatchInitialised',
			'BatchVoided',
			'ExceptionResolved'
		],
		unknown: null,
		tell: async (floor: TestFloor) => ({ story: await storyOf(floor), orders: await ordersOf(floor) })
	}
];

const textOf = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

describe.each(VERSIONS)('the log of $name', ({ name, types, unknown, tell }) => {
	const documents = textOf(`${name}.jsonl`)
		.trimEnd()
		.split('\n')
		.map((line) => JSON.parse(line) as { readonly _id: string });
	const log = documents.filter(({ _id }) => !_id.startsWith('personal:')) as FloorEvent[];
	let floor: TestFloor;

	beforeAll(async () => {
		floor = await createTestFloor({ device: 99 });
		await floor.receive(documents);
	});

	test('every event of it is read, and kept as it was written', async () => {
		for (const event of log) expect(readEvent(event)).toEqual({ ok: true, value: event });
		expect(await floor.rows(quarantine)).toEqual([]);
		expect(await floor.rows(events)).toEqual(log);
		expect(await floor.rows(personalTexts)).toHaveLength(documents.length - log.length);
	});

	test('it holds every type of event that this version wrote, and their data is read', () => {
		const known = log.filter(({ type }) => type !== unknown);
		expect(new Set(known.map(({ type }) => type))).toEqual(new Set(types));
		for (const event of known) expect(readData(eventSpecOf(event.type), event)).toBeDefined();
	});

	test('it tells the same story', async () => {
		expect(await tell(floor)).toEqual(JSON.parse(textOf(`${name}.json`)));
	});
});
