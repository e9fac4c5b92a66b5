import { beforeEach, describe, expect, test } from 'vitest';
import type { Code } from '#domain/kernel/code.ts';
import { batchRow, initialise } from '../../../../tests/support/floor.ts';
import {
	batch,
	countEvents,
	floor,
	given,
	scan,
	scanning,
	session,
	setUpDesk,
	shown,
	site
} from '../../../../tests/support/scanning-desk.ts';
import { warning } from '../words/words.ts';
import type { Collect } from './collect.ts';

beforeEach(setUpDesk);

describe('a screen that gathers scans before anything is recorded', () => {
	let tray: Code[];
	const collect: Collect = async ({ kind, code }) => {
		if (kind !== 'batch') return null;
		if (tray.includes(code)) {
			return { type: 'collected', kind: 'duplicate', words: () => warning('In the tray already', '') };
		}
		tray.push(code);
		return { type: 'collected', kind: 'recorded', words: () => warning('In the tray', '') };
	};

	beforeEach(() => {
		tray = [];
		scanning.open(site.station, collect);
	});

	test('gets each label once, in order; what it makes of one is told, and nothing is recorded', async () => {
		const before = await countEvents();
		await Promise.all([scan(batch(0)), scan(batch(1)), scan(batch(0))]);
		expect(tray).toEqual([batch(0), batch(1)]);
		expect(given).toEqual(['recorded', 'recorded', 'duplicate']);
		expect(scanning.last).toMatchObject({ kind: 'duplicate', batch: batch(0), event: null });
		expect(scanning.recent).toEqual([]);
		expect(await countEvents()).toBe(before);
	});

	test('leaves to the others what it does not want', async () => {
		await scan(site.person);
		await scan(site.elsewhere);
		expect(session.person).toBe(site.person);
		expect(shown).toEqual([`/stations/${site.elsewhere}`]);
	});

	test('records with tick, question and undo; a scan answers the question and does not reach the tray', async () => {
		await scan(batch(0));
		await scanning.record(initialise(batch(0), site.station), batch(0));
		expect(scanning.question?.ask.type).toBe('ChooseMachine');
		await scan(site.machines[1]!);
		await scan(batch(1));
		expect(tray).toEqual([batch(0), batch(1)]);
		expect(given).toEqual(['recorded', 'choose', 'recorded', 'recorded']);
		expect((await batchRow(floor, batch(0))).began?.machine).toBe(site.machines[1]);
		await scanning.undoLast();
		expect((await batchRow(floor, batch(0))).state).toBe('created');
	});

	test('ends with its screen', async () => {
		scanning.open(null);
		await scan(batch(0));
		expect(tray).toEqual([]);
		expect(shown).toEqual([`/b/${batch(0)}`]);
	});
});
