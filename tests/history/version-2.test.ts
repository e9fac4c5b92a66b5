import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { eventSpecOf, slices } from '#domain/catalog.ts';
import { readEvent, type FloorEvent } from '#domain/kernel/event.ts';
import { readData } from '#domain/kernel/view.ts';
import { events, quarantine } from '#engine/tables.ts';
import { createTestFloor, type TestFloor } from '../support/floor.ts';
import { storyOf, travelsOf } from './story.ts';

// A log as the second version wrote it: moves, undos, second labels, prints, departments; a batch moved on two devices, an undo
// that a use stands against, a close that a move did not know. Made once, as the first version's.
const textOf = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
const documents = textOf('version-2.jsonl')
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
});

test('it holds every type of event that the second version wrote, and their data is read', () => {
	const written = new Set(log.map(({ type }) => type));
	for (const { type } of slices.flatMap((slice) => slice.events)) {
		if (VERSION_2_TYPES.includes(type)) expect(written).toContain(type);
	}
	for (const event of log) {
		expect(VERSION_2_TYPES).toContain(event.type);
		expect(readData(eventSpecOf(event.type), event)).toBeDefined();
	}
});

test('it tells the same story', async () => {
	const told = { story: await storyOf(floor), travels: await travelsOf(floor) };
	expect(told).toEqual(JSON.parse(textOf('version-2.json')));
});

const VERSION_2_TYPES = [
	'ItemDefined',
	'StepDefined',
	'FlowDefined',
	'MachineDefined',
	'StationDefined',
	'DepartmentDefined',
	'PersonDefined',
	'DeviceDefined',
	'RunCreated',
	'RunCancelled',
	'BatchesPlanned',
	'BatchInitialised',
	'BatchesTransformed',
	'BatchClosed',
	'BatchVoided',
	'FactUndone',
	'LabelBound',
	'LabelsPrinted'
];
