import { beforeEach, describe, expect, test } from 'vitest';
import { printCode, type Code } from '#domain/kernel/code.ts';
import {
	batchRow,
	createTestFloor,
	deliver,
	initialise,
	line,
	plan,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import {
	countEvents,
	floor,
	given,
	lastWords,
	scan,
	scanning,
	setUpDesk,
	site,
	standAtStation
} from '../../../../tests/support/scanning-desk.ts';
import { recordArrived } from '../record-arrived.ts';

beforeEach(setUpDesk);

describe('[case 9] a sound code whose batch has not arrived here', () => {
	let office: TestFloor;
	let foreign: Code;

	beforeEach(async () => {
		standAtStation();
		office = await createTestFloor({ device: 2 });
		await deliver(floor, office);
		office.clock.set(floor.clock.now());
		foreign = (await plan(office, line(site.item, 1))).batches[0]!;
	});

	test('is kept, and says so', async () => {
		await scan(foreign);
		expect(given).toEqual(['warning']);
		expect(scanning.recent[0]).toMatchObject({ kind: 'warning', code: foreign, batch: foreign });
		expect(scanning.recent[0]?.words().title).toBe('Kept: batch not here yet');
		expect(scanning.recent[0]?.event).toMatchObject({ type: 'ScanNoted', source: 'wedge', station: site.station });
	});

	test('scanned once more there: kept already, and can be taken back', async () => {
		await scan(foreign);
		const before = await countEvents();
		await scan(foreign);
		expect(scanning.recent[0]?.words().title).toBe('Kept already');
		expect(await countEvents()).toBe(before);
		await scanning.undo(scanning.recent[0]!);
		expect((await batchRow(floor, foreign)).notes).toEqual([]);
		expect((await lastWords())?.title).toBe('Undone');
	});

	test('is recorded when the batch is here: that stands among the last scans in its place', async () => {
		await scan(foreign);
		const stop = recordArrived({ ...floor, onrecorded: () => void scanning.recall() });
		await deliver(office, floor);
		await expect.poll(async () => (await batchRow(floor, foreign)).state).toBe('open');
		await expect.poll(() => scanning.recent.map(({ event }) => event?.type)).toEqual(['BatchInitialised']);
		stop();
	});

	test('entered from paper is not kept: the paper is', async () => {
		const before = await countEvents();
		const command = { ...initialise(foreign, site.station), happened: '2026-03-02T06:50:00.000+01:00' };
		await scanning.record(command, foreign, 'paper');
		expect(scanning.recent[0]?.words().title).toBe('Not on this phone yet');
		expect(scanning.recent[0]?.words().line).toContain(printCode(foreign));
		expect(await countEvents()).toBe(before);
	});
});
