import { beforeEach, describe, expect, test } from 'vitest';
import type { Code } from '#domain/kernel/code.ts';
import { batchRow, initialise } from '../../../tests/support/floor.ts';
import {
	batch,
	floor,
	given,
	lastWords,
	scan,
	scanning,
	session,
	setUpDesk,
	shown,
	site
} from '../../../tests/support/scanning-desk.ts';

beforeEach(setUpDesk);

describe('where batches move on', () => {
	beforeEach(() => {
		session.chooseMachine(site.station, site.machines[0]!);
		scanning.open(site.station)();
		scanning.open(site.dyeing);
	});

	const start = (code: Code): Promise<void> => scanning.start(code, site.station);

	test('a scan records that it goes on, under the label it has', async () => {
		await start(batch(0));
		await scan(batch(0));
		expect(given).toEqual(['recorded', 'recorded']);
		const moved = scanning.last;
		expect(moved).toMatchObject({ code: batch(0), kind: 'recorded' });
		// Nothing follows.
		expect((await lastWords())?.line).toBe(`Done at ${site.steps.knitting} · finished at ${site.dyeing}.`);
		expect(moved?.batch).not.toBe(batch(0));
		expect(await batchRow(floor, moved!.batch!)).toMatchObject({ label: batch(0), parents: [batch(0)] });
	});

	test('a batch that was not started says so, names where it starts, and nothing is recorded', async () => {
		await scan(batch(0));
		expect(scanning.last).toMatchObject({
			kind: 'refused',
			places: [{ id: site.station, name: 'Knitting in' }]
		});
		expect(scanning.last?.words().title).toBe('Not started yet');
		expect((await batchRow(floor, batch(0))).children).toEqual([]);
	});

	test('the same label again adds nothing, and offers to take the earlier scan back', async () => {
		await start(batch(0));
		await scan(batch(0));
		const made = scanning.last!.batch!;
		await scan(batch(0));
		expect(scanning.last).toMatchObject({
			kind: 'warning',
			undo: { batch: made, fact: scanning.recent[1]?.event?._id }
		});
		expect(scanning.last?.words().title).toBe('Already scanned');
		await scanning.undo(scanning.last!);
		expect(scanning.last?.words().title).toBe('Undone');
		expect((await batchRow(floor, batch(0))).state).toBe('open');
	});
});

describe('without a station', () => {
	test('a batch is shown, and nothing recorded', async () => {
		await scan(batch(0));
		expect(shown).toEqual([`/b/${batch(0)}`]);
		expect((await batchRow(floor, batch(0))).state).toBe('created');
	});

	test('while something is being written a scan is told, and does not lead away', async () => {
		const end = scanning.stay();
		await scan(batch(0));
		expect(shown).toEqual([]);
		expect(scanning.unseen).toMatchObject({ kind: 'warning', batch: batch(0) });
		end();
		await scan(batch(1));
		expect(shown).toEqual([`/b/${batch(1)}`]);
	});

	test('what became of a scan stays unseen until it is looked at', async () => {
		await scan('nonsense');
		expect(scanning.unseen?.kind).toBe('refused');
		scanning.forget();
		expect(scanning.unseen).toBeNull();
	});

	test('a batch can be started from its own screen', async () => {
		session.rememberMachine(site.station, site.machines[0]!);
		await scanning.start(batch(0), site.station);
		expect(given).toEqual(['recorded']);
		expect(await floor.refusal(initialise(batch(0), site.station))).toMatchObject({ type: 'BatchAlreadyInitialised' });
	});
});
