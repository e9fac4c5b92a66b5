import { beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '#ports/store.ts';
import { inLocale } from '../../../../tests/support/locale.ts';
import {
	batch,
	batches,
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
import { happenedText } from '../words/scan.ts';

beforeEach(setUpDesk);

describe('what became of a scan', () => {
	beforeEach(standAtStation);

	test('once the record is on the disk nothing holds up the tick, not even a store that reads no more', async () => {
		const gate = Promise.withResolvers<undefined>();
		let isStuck = false;
		const store: Store = {
			...floor.store,
			read: async (work) => {
				if (isStuck) await gate.promise;
				return floor.store.read(work);
			}
		};
		startScanning({
			store,
			submit: async (command, origin) => {
				const recorded = await floor.submit(command, origin);
				isStuck = true;
				return recorded;
			}
		});
		scanning.open(site.station);
		await scan(batch(0));
		expect(given).toEqual(['recorded']);
		const ticked = scanning.last;
		expect(ticked).toMatchObject({ kind: 'recorded', code: batch(0), batch: batch(0) });
		expect(ticked?.words()).toMatchObject({
			title: 'Recorded',
			line: `Started at ${site.station} · ${site.machines[0]}.`,
			tone: 'ok'
		});
		expect(ticked?.isWhole()).toBe(false);

		isStuck = false;
		gate.resolve(undefined);
		await lastWords();
		expect(scanning.last).toBe(ticked);
		expect(scanning.recent).toEqual([ticked]);
		expect(given).toEqual(['recorded']);
	});

	test('words that come late stay with their own scan, and bring back nothing that was taken back', async () => {
		const gate = Promise.withResolvers<undefined>();
		let isSlow = false;
		startScanning({
			store: {
				...floor.store,
				read: (work) => (isSlow ? gate.promise.then(() => floor.store.read(work)) : floor.store.read(work))
			},
			submit: async (command, origin) => {
				const recorded = await floor.submit(command, origin);
				isSlow = true;
				// The words are asked for at once; what is read for the next scan is not held up.
				setTimeout(() => (isSlow = false));
				return recorded;
			}
		});
		scanning.open(site.station);
		await scan(batch(0));
		await expect.poll(() => isSlow).toBe(false);
		await scan(batch(1));
		await expect.poll(() => isSlow).toBe(false);
		await scanning.undoLast();
		gate.resolve(undefined);
		await expect.poll(() => scanning.recent.every((outcome) => outcome.isWhole())).toBe(true);
		expect(scanning.recent.map(({ code, undone }) => [code, undone])).toEqual([
			[batch(1), true],
			[batch(0), false]
		]);
		expect((await lastWords())?.title).toBe('Undone');
		expect(given).toEqual(['recorded', 'recorded', 'recorded']);
	});

	test('the last scans say what happened, in the language of the moment', async () => {
		await scan(batch(0));
		await scan(batch(0));
		const said = (): string[] => scanning.recent.map(happenedText);
		expect(said()).toEqual(['Already scanned', 'Started']);
		expect(inLocale('de', said)).toEqual(['Schon gescannt', 'Gestartet']);
		await scanning.undo(scanning.recent[1]!);
		expect(said()).toEqual(['Already scanned', 'Undone']);
	});

	test('the last five recorded here are there again when the page is, and make no sound', async () => {
		for (const code of batches) await scan(code);
		startScanning();
		expect(scanning.recent).toEqual([]);
		scanning.open(site.station);
		await expect.poll(() => scanning.recent.map((outcome) => outcome.batch)).toEqual([...batches].reverse());
		expect(scanning.recent[0]?.words().title).toMatch(/^Scanned at /);
		expect(given).toEqual(['recorded', 'recorded', 'recorded']);
		await scan(batch(0));
		expect(scanning.recent.map(({ kind }) => kind)).toEqual(['warning', 'recorded', 'recorded', 'recorded']);
	});
});
