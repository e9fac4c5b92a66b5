import { beforeEach, describe, expect, test } from 'vitest';
import type { Code } from '#domain/kernel/code.ts';
import { batchRow, defining } from '../../../../tests/support/floor.ts';
import { batch, floor, scan, scanning, session, setUpDesk, site } from '../../../../tests/support/scanning-desk.ts';

let lead: Code;

beforeEach(async () => {
	await setUpDesk();
	session.chooseMachine(site.station, site.machines[0]!);
	lead = await defining(floor).person('Lea', ['lead']);
});

const last = () => {
	if (!scanning.last) throw new Error('nothing was told');
	return scanning.last;
};

describe('a scan that a lead may let pass', () => {
	test('is offered to be, and then recorded as it was scanned, with the leave', async () => {
		scanning.open(site.dyeing);
		await scan(batch(0));
		expect(last()).toMatchObject({ kind: 'refused', passable: { source: 'wedge', code: batch(0) } });
		await scanning.allow(last(), { lead, reason: 'forgotten' });
		expect(last()).toMatchObject({ kind: 'recorded', passable: null });
		expect(last().event).toMatchObject({
			type: 'BatchesTransformed',
			source: 'wedge',
			data: { override: { lead, rules: ['BatchNotStarted'] } }
		});
	});

	test('may be one of a batch on hold: what is told is the scan, not the release before it', async () => {
		scanning.open(site.station);
		await scan(batch(0));
		await floor.record({ type: 'PlaceHold', on: batch(0), reason: 'colour' });
		scanning.open(site.dyeing);
		await scan(batch(0));
		expect(last().passable).not.toBeNull();
		await scanning.allow(last(), { lead, reason: 'checked' });
		expect(last()).toMatchObject({ kind: 'recorded', code: batch(0), event: { type: 'BatchesTransformed' } });
		expect(await batchRow(floor, batch(0))).toMatchObject({ holds: [], state: 'closed' });
	});

	test('is offered again after a badge that is no lead’s', async () => {
		const operator = await defining(floor).person('Otto');
		scanning.open(site.dyeing);
		await scan(batch(0));
		await scanning.allow(last(), { lead: operator, reason: 'forgotten' });
		expect(last().kind).toBe('refused');
		await scanning.allow(last(), { lead, reason: 'forgotten' });
		expect(last().kind).toBe('recorded');
	});

	test('is none that makes no sense', async () => {
		await floor.record({ type: 'VoidBatch', batch: batch(0), reason: 'wrong' });
		scanning.open(site.station);
		await scan(batch(0));
		expect(last()).toMatchObject({ kind: 'refused', passable: null });
	});
});

describe('an undo that others stand on', () => {
	test('offers all of them, and takes them back together', async () => {
		scanning.open(site.station);
		await scan(batch(0));
		const started = last();
		scanning.open(site.dyeing);
		await scan(batch(0));
		const moved = last();
		await scanning.undo(started);
		expect(last().chain?.records).toEqual([moved.event?._id, started.event?._id]);
		await scanning.undoChain(last());
		expect(last().kind).toBe('recorded');
		expect(scanning.recent.filter(({ undone }) => undone)).toHaveLength(2);
		expect(await batchRow(floor, batch(0))).toMatchObject({ state: 'created' });
	});
});
