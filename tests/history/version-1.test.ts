import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { eventSpecOf, slices } from '#domain/catalog.ts';
import { readEvent, type FloorEvent } from '#domain/kernel/event.ts';
import { readData } from '#domain/kernel/view.ts';
import { events, personalTexts, quarantine } from '#engine/tables.ts';
import { createTestFloor, type TestFloor } from '../support/floor.ts';
import { storyOf } from './story.ts';

// A log as the first version wrote it: every event type, heads, a clone, a clock at 2099, an event of some later version. Its
// bytes are what factories hold, so `version-1.jsonl` is never made again; a new version gets a log of its own. The story in
// `version-1.json` changes only where a rule was wrong.
const textOf = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
const documents = textOf('version-1.jsonl')
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

test('it holds every type of event that the first version wrote, and their data is read', () => {
	const written = new Set(log.map(({ type }) => type));
	for (const { type } of slices.flatMap((slice) => slice.events)) {
		if (VERSION_1_TYPES.includes(type)) expect(written).toContain(type);
	}
	for (const event of log.filter(({ type }) => type !== 'SpindleBalanced')) {
		expect(VERSION_1_TYPES).toContain(event.type);
		expect(readData(eventSpecOf(event.type), event)).toBeDefined();
	}
});

test('it tells the same story', async () => {
	expect(await storyOf(floor)).toEqual(JSON.parse(textOf('version-1.json')));
});

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
