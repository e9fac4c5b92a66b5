import { beforeEach, describe, expect, test } from 'vitest';
import { events } from '#engine/tables.ts';
import { StoreTrouble } from '#ports/store.ts';
import { batchRow, initialise, line, plan } from '../../../tests/support/floor.ts';
import {
	batch,
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
	standAtStation,
	startScanning
} from '../../../tests/support/scanning-desk.ts';
import { happenedText } from './words/scan.ts';

beforeEach(setUpDesk);

describe('at a station', () => {
	beforeEach(standAtStation);

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

	test('a chosen machine goes before the planned one, and the card says what was planned', async () => {
		const [planned] = (await plan(floor, line(site.item, 1, { machines: [site.machines[1]!] }))).batches;
		await scan(planned!);
		expect((await batchRow(floor, planned!)).began?.machine).toBe(site.machines[0]);
		expect(given).toEqual(['recorded']);
		const words = await lastWords();
		expect(words).toMatchObject({ title: 'Recorded', tone: 'warning' });
		expect(words?.line).toContain(`Planned for ${site.machines[1]}`);
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
		await expect.poll(() => scanning.last?.kind).toBe('recorded');
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

describe('without a station', () => {
	test('a batch is shown, and nothing recorded', async () => {
		await scan(batch(0));
		expect(shown).toEqual([`/b/${batch(0)}`]);
		expect((await batchRow(floor, batch(0))).state).toBe('created');
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
