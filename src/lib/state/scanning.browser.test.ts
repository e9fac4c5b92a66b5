import { beforeEach, describe, expect, test, vi } from 'vitest';
import { events } from '#engine/tables.ts';
import { StoreTrouble, type Store } from '#ports/store.ts';
import { batchRow, initialise, line, plan } from '../../../tests/support/floor.ts';
import { inLocale } from '../../../tests/support/locale.ts';
import {
	batch,
	batches,
	countEvents,
	floor,
	given,
	lastWords,
	scan,
	scanning,
	session,
	setUpDesk,
	shown,
	site,
	startScanning
} from '../../../tests/support/scanning-desk.ts';
import { happenedText } from './words/scan.ts';

beforeEach(setUpDesk);

describe('at a station', () => {
	beforeEach(() => {
		session.chooseMachine(site.station, site.machines[0]!);
		scanning.open(site.station);
	});

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
		vi.useRealTimers();
	});

	test('a scan is recorded, and ticked only when the store has it', async () => {
		let stored = false;
		startScanning({
			submit: async (command, origin) => {
				const recorded = await floor.submit(command, origin);
				expect(given).toEqual([]);
				stored = true;
				return recorded;
			}
		});
		scanning.open(site.station);
		await scan(batch(0));
		expect(stored).toBe(true);
		expect(given).toEqual(['recorded']);
		expect(scanning.recent[0]).toMatchObject({ kind: 'recorded', batch: batch(0) });
		expect(scanning.recent[0]?.words().title).toBe('Recorded');
		expect(scanning.last).toBe(scanning.recent[0]);
		const { began } = await batchRow(floor, batch(0));
		expect(began).toMatchObject({ station: site.station, machine: site.machines[0] });
	});

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

	test('a chosen machine goes before the planned one, and the card says what was planned', async () => {
		const [planned] = (await plan(floor, line(site.item, 1, { machines: [site.machines[1]!] }))).batches;
		await scan(planned!);
		expect((await batchRow(floor, planned!)).began?.machine).toBe(site.machines[0]);
		expect(given).toEqual(['recorded']);
		const words = await lastWords();
		expect(words).toMatchObject({ title: 'Recorded', tone: 'warning' });
		expect(words?.line).toContain(`Planned for ${site.machines[1]}`);
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

	test('the record says how it came in and by whom', async () => {
		await scan(site.person);
		await scan(batch(0));
		const recorded = (await floor.rows(events)).find(({ type }) => type === 'BatchInitialised');
		expect(recorded).toMatchObject({ source: 'wedge', by: [site.person] });
	});

	test('scans made at once are dealt with in their order', async () => {
		await Promise.all([scan(batch(0)), scan(batch(1)), scan(batch(2))]);
		expect(scanning.recent.map((outcome) => outcome.batch)).toEqual([batch(2), batch(1), batch(0)]);
		expect(given).toEqual(['recorded', 'recorded', 'recorded']);
	});

	test('a batch scanned again is a warning that names when and where, and adds nothing', async () => {
		await scan(batch(0));
		const before = await countEvents();
		await scan(batch(0));
		expect(given).toEqual(['recorded', 'warning']);
		expect(scanning.recent[0]?.words().title).toBe('Already scanned');
		expect(scanning.recent[0]?.words().line).toContain(site.station);
		expect(await countEvents()).toBe(before);
	});

	test('the same label seen by camera and scanner at once is one scan', async () => {
		await scanning.scan(batch(0), 'camera', 1_000);
		await scanning.scan(batch(0).toUpperCase(), 'wedge', 1_400);
		expect(given).toEqual(['recorded', 'duplicate']);
		expect(scanning.last?.words()).toMatchObject({ title: 'Read twice', line: 'Counted once.' });
		expect(scanning.recent.map(({ kind }) => kind)).toEqual(['recorded']);
		await expect.poll(() => scanning.last?.kind, { timeout: 10_000 }).toBe('recorded');
	});

	test.each([
		['', 'Label is empty'],
		['https://evil.example/b/', 'Label not known'],
		['x'.repeat(300), 'Label not known']
	])('foreign text %j is refused and records nothing', async (text, title) => {
		const before = await countEvents();
		await scan(text);
		expect(scanning.recent[0]?.words().title).toBe(title);
		expect(given).toEqual(['refused']);
		expect(await countEvents()).toBe(before);
	});

	test('a code with a wrong character is told from a foreign one', async () => {
		const last = batch(0).at(-1) === '0' ? '1' : '0';
		await scan(batch(0).slice(0, -1) + last);
		expect(scanning.recent[0]?.words().title).toBe('Code not right');
	});

	test('[case 26] what is entered from paper says so, and when it happened', async () => {
		const happened = '2026-03-02T06:50:00.000+01:00';
		const command = { ...initialise(batch(0), site.station, { machine: site.machines[0]! }), happened };
		await scanning.record(command, batch(0), 'paper');
		expect(scanning.recent[0]?.event?.source).toBe('paper');
		expect((await lastWords())?.line).toContain('Entered from paper, happened 2 Mar 06:50.');
		expect(happenedText(scanning.recent[0]!)).toBe('Started · from paper, 2 Mar 06:50');
	});

	test('a closed batch is refused', async () => {
		await scan(batch(0));
		await floor.record({ type: 'CloseBatch', batch: batch(0), reason: 'done' });
		await scan(batch(0));
		expect(scanning.recent[0]?.words().title).toBe('This batch is closed');
		expect(given.at(-1)).toBe('refused');
	});

	test('a scan that the store does not take is not saved, and can be tried again once there is room', async () => {
		let full = true;
		startScanning({
			submit: (command, origin) =>
				full ? Promise.reject(new StoreTrouble('full', new Error('quota'))) : floor.submit(command, origin)
		});
		scanning.open(site.station);
		await scan(batch(0));
		expect(given).toEqual(['notSaved']);
		expect(scanning.notSaved).toMatchObject({ trouble: 'full', command: { batch: batch(0) } });
		full = false;
		await scanning.tryAgain();
		expect(scanning.notSaved).toBeNull();
		expect(given).toEqual(['notSaved', 'recorded']);
		expect((await batchRow(floor, batch(0))).state).toBe('open');
	});

	test('the label of another station leads there and records nothing', async () => {
		await scan(site.elsewhere);
		expect(shown).toEqual([`/stations/${site.elsewhere}`]);
		expect(given).toEqual([]);
	});
});

test('the wrong station is refused and the right one named', async () => {
	scanning.open(site.elsewhere);
	await scan(batch(0));
	expect(scanning.recent[0]).toMatchObject({
		kind: 'refused',
		places: [{ id: site.station, name: 'Knitting in' }]
	});
	expect(scanning.recent[0]?.words().title).toBe('Wrong station');
	expect((await batchRow(floor, batch(0))).state).toBe('created');
});
