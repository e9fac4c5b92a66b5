import { beforeEach, describe, expect, test } from 'vitest';
import { StoreTrouble } from '#ports/store.ts';
import { batchRow } from '../../../../tests/support/floor.ts';
import {
	batch,
	batches,
	countEvents,
	floor,
	given,
	lastWords,
	scan,
	scanning,
	setUpDesk,
	site,
	standAtStation,
	startScanning
} from '../../../../tests/support/scanning-desk.ts';

beforeEach(setUpDesk);

describe('taking a record back', () => {
	beforeEach(standAtStation);

	test('the last record is undone by one command, and stays among the last scans as undone', async () => {
		await scan(batch(0));
		await scan(batch(1));
		await scanning.undoLast();
		expect(given).toEqual(['recorded', 'recorded', 'recorded']);
		expect(scanning.last).toMatchObject({ kind: 'recorded', code: batch(1), event: null });
		expect(await lastWords()).toMatchObject({ title: 'Undone', line: expect.stringContaining('not started any more') });
		expect(scanning.recent.map(({ undone }) => undone)).toEqual([true, false]);
		expect((await batchRow(floor, batch(1))).state).toBe('created');
		await scanning.undoLast();
		expect((await batchRow(floor, batch(0))).state).toBe('created');
	});

	test('there is nothing to undo: said, and nothing recorded', async () => {
		const before = await countEvents();
		await scanning.undoLast();
		expect(scanning.last?.words().title).toBe('Nothing to undo');
		expect(await countEvents()).toBe(before);
	});

	test('what it made was used: refused with who used it', async () => {
		await scan(batch(0));
		await scan(site.person);
		scanning.open(site.dyeing);
		await scan(batch(0));
		await scanning.undo(scanning.recent[1]!);
		expect(scanning.last?.kind).toBe('refused');
		expect(scanning.last?.words().title).toBe('Something was recorded since');
		expect(scanning.last?.words().line).toContain(site.person);
		expect(scanning.recent.find(({ event }) => event?.type === 'BatchInitialised')?.undone).toBe(false);
	});

	test('moves, closes and what was undone are there again when the page is', async () => {
		for (const code of batches) await scan(code);
		await scanning.undoLast();
		scanning.open(site.dyeing);
		await scan(batch(1));
		await floor.record({ type: 'CloseBatch', batch: batch(0), reason: 'done' });
		startScanning();
		scanning.open(site.station);
		await expect
			.poll(() => scanning.recent.map(({ code, event, undone }) => [code, event?.type, undone]))
			.toEqual([
				[batch(0), 'BatchClosed', false],
				[batch(1), 'BatchesTransformed', false],
				[batch(2), 'BatchInitialised', true],
				[batch(1), 'BatchInitialised', false],
				[batch(0), 'BatchInitialised', false]
			]);
		expect(scanning.last).toBeNull();
	});

	test('an undo that the store does not take is not saved, and can be tried again', async () => {
		await scan(batch(0));
		let full = true;
		startScanning({
			submit: (command, origin) =>
				full ? Promise.reject(new StoreTrouble('full', new Error('quota'))) : floor.submit(command, origin)
		});
		scanning.open(site.station);
		await expect.poll(() => scanning.recent.length).toBe(1);
		await scanning.undoLast();
		expect(scanning.notSaved).toMatchObject({ trouble: 'full', code: batch(0) });
		full = false;
		await scanning.tryAgain();
		expect(scanning.last?.words().title).toBe('Undone');
		expect((await batchRow(floor, batch(0))).state).toBe('created');
	});
});
