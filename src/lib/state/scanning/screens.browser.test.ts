import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { events } from '#engine/tables.ts';
import { batchRow } from '../../../../tests/support/floor.ts';
import {
	batch,
	floor,
	given,
	scan,
	scanning,
	session,
	setUpDesk,
	shown,
	site,
	standAtStation,
	startScanning
} from '../../../../tests/support/scanning-desk.ts';

beforeEach(setUpDesk);
afterEach(() => void vi.useRealTimers());

describe('the screens that a scan meets', () => {
	beforeEach(() => session.chooseMachine(site.station, site.machines[0]!));

	test('a scan that is faster than its screen waits for it', async () => {
		startScanning({ isDeskComing: () => true });
		const scanned = scan(batch(0));
		await new Promise((resolve) => setTimeout(resolve));
		expect(shown).toEqual([]);
		scanning.open(site.station);
		await scanned;
		expect(shown).toEqual([]);
		expect(given).toEqual(['recorded']);
		expect((await batchRow(floor, batch(0))).state).toBe('open');
	});

	test('a scan that waited is recorded for nobody where the device was locked meanwhile', async () => {
		let isLocked = false;
		startScanning({ isDeskComing: () => true, intercept: () => isLocked });
		const scanned = scan(batch(0));
		await new Promise((resolve) => setTimeout(resolve));
		isLocked = true;
		scanning.open(site.station);
		await scanned;
		expect([given, shown]).toEqual([[], []]);
		expect((await batchRow(floor, batch(0))).state).toBe('created');
	});

	test('a scan waits until it is known whether the app opens locked', async () => {
		const opened = Promise.withResolvers<undefined>();
		let isLocked = false;
		startScanning({ opened: opened.promise, intercept: () => isLocked });
		scanning.open(site.station);
		const scanned = scan(batch(0));
		await new Promise((resolve) => setTimeout(resolve));
		isLocked = true;
		opened.resolve(undefined);
		await scanned;
		expect((await batchRow(floor, batch(0))).state).toBe('created');
	});

	test('a scan waits for no screen that the page does not have', async () => {
		vi.useFakeTimers({ toFake: ['setTimeout'] });
		startScanning({ isDeskComing: () => true });
		const scanned = scan(batch(0));
		await floor.store.read(async (reader) => reader.count(events));
		const end = scanning.openNone();
		await scanned;
		await scan(batch(1));
		expect(shown).toEqual([`/b/${batch(0)}`, `/b/${batch(1)}`]);
		end();
	});

	test('a scan on the way to a screen is meant for that one, not for the one that is left', async () => {
		const way = Promise.withResolvers<undefined>();
		let hasArrived = false;
		startScanning({ arrival: () => way.promise });
		const leave = scanning.open(site.elsewhere);
		scanning.listen(() => !hasArrived);
		const scanned = scan(batch(0));
		await floor.store.read(async (reader) => reader.count(events));
		expect([given, shown]).toEqual([[], []]);
		leave();
		scanning.open(site.station);
		hasArrived = true;
		way.resolve(undefined);
		await scanned;
		expect([given, shown]).toEqual([['recorded'], []]);
		expect((await batchRow(floor, batch(0))).state).toBe('open');
	});

	test('a way that was left holds up no scan', async () => {
		startScanning({ arrival: () => Promise.reject(new Error('navigation aborted')) });
		await scan(batch(0));
		expect(shown).toEqual([`/b/${batch(0)}`]);
	});

	test('neither does one that leads nowhere', async () => {
		vi.useFakeTimers({ toFake: ['setTimeout'] });
		startScanning({ arrival: () => new Promise(() => undefined) });
		const scanned = scan(batch(0));
		await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
		vi.runAllTimers();
		vi.useRealTimers();
		await scanned;
		expect(shown).toEqual([`/b/${batch(0)}`]);
	});

	test('what waits for a label is asked first, and what it does not take goes its own way', async () => {
		const end = scanning.listen(({ kind }) => kind === 'person');
		standAtStation();
		await scan(site.person);
		expect(session.person).toBeNull();
		await scan(batch(0));
		expect(given).toEqual(['recorded']);
		end();
		await scan(site.person);
		expect(session.person).toBe(site.person);
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
});
