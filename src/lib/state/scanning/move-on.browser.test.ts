import { beforeEach, describe, expect, test } from 'vitest';
import type { Code } from '#domain/kernel/code.ts';
import { batchRow } from '../../../../tests/support/floor.ts';
import {
	batch,
	floor,
	given,
	lastWords,
	scan,
	scanning,
	session,
	setUpDesk,
	site
} from '../../../../tests/support/scanning-desk.ts';

beforeEach(setUpDesk);

describe('where batches move on', () => {
	beforeEach(() => {
		session.chooseMachine(site.station, site.machines[0]!);
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
