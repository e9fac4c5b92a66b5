import { beforeEach, describe, expect, test } from 'vitest';
import { printCode, type Code } from '#domain/kernel/code.ts';
import { events } from '#engine/tables.ts';
import { StoreTrouble } from '#ports/store.ts';
import {
	batchRow,
	createTestFloor,
	defining,
	initialise,
	line,
	plan,
	quantity,
	type TestFloor
} from '../../../tests/support/floor.ts';
import type { Feedback } from './feedback.svelte.ts';
import { createScanning, type Scanning, type ScanningDeps } from './scanning.svelte.ts';
import { createSession, type Session } from './session.svelte.ts';

let floor: TestFloor;
let session: Session;
let scanning: Scanning;
let given: Feedback[];
let shown: string[];
let site: { item: Code; station: Code; machines: Code[]; elsewhere: Code; person: Code };
let batches: readonly Code[];

const noStorage = { getItem: () => null, setItem: () => undefined };

/** A station with two machines, another one for another item, and three planned batches. */
beforeEach(async () => {
	floor = await createTestFloor();
	const define = defining(floor);
	const item = await define.item('Sock');
	const other = await define.item('Glove');
	const knitting = await define.step('Knitting', { produces: { item, quantity: quantity('1 pcs') } });
	const sewing = await define.step('Sewing', { produces: { item: other, quantity: quantity('1 pcs') } });
	const machines = [await define.machine('Knit 1'), await define.machine('Knit 2')];
	site = {
		item,
		station: await define.station('Knitting in', { steps: [knitting], machines }),
		machines,
		elsewhere: await define.station('Sewing in', { steps: [sewing] }),
		person: await define.person('Ana')
	};
	batches = (await plan(floor, line(item, 3))).batches;
	session = createSession(noStorage);
	given = [];
	shown = [];
	scanning = create();
});

function create(changes: Partial<ScanningDeps> = {}): Scanning {
	return createScanning({
		store: floor.store,
		submit: floor.submit,
		session,
		feedback: {
			field: null,
			sound: 'not there',
			give: (feedback) => void given.push(feedback),
			calm: () => undefined,
			unlock: () => undefined
		},
		nameOf: (id) => id ?? '',
		show: (path) => void shown.push(path),
		...changes
	});
}

const batch = (index: number): Code => batches[index]!;
const countEvents = async (): Promise<number> => (await floor.rows(events)).length;
let clock = 0;
/** Scans far enough apart to be no echo of each other. */
const scan = (text: string): Promise<void> => scanning.scan(text.toUpperCase(), 'wedge', (clock += 10_000));

describe('at a station', () => {
	beforeEach(() => {
		session.chooseMachine(site.station, site.machines[0]!);
		scanning.open(site.station);
	});

	test('a scan is recorded, and ticked only when the store has it', async () => {
		let stored = false;
		scanning = create({
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
		expect(scanning.recent[0]).toMatchObject({ kind: 'recorded', batch: batch(0), words: { title: 'Recorded' } });
		const { began } = await batchRow(floor, batch(0));
		expect(began).toMatchObject({ station: site.station, machine: site.machines[0] });
	});

	test('a chosen machine goes before the planned one, and the card says what was planned', async () => {
		const [planned] = (await plan(floor, line(site.item, 1, { machines: [site.machines[1]!] }))).batches;
		await scan(planned!);
		expect((await batchRow(floor, planned!)).began?.machine).toBe(site.machines[0]);
		expect(given).toEqual(['recorded']);
		expect(scanning.recent[0]?.words).toMatchObject({ title: 'Recorded', tone: 'warning' });
		expect(scanning.recent[0]?.words.line).toContain(`planned for ${site.machines[1]}`);
	});

	test('the last five recorded here are there again when the page is, and make no sound', async () => {
		for (const code of batches) await scan(code);
		scanning = create();
		expect(scanning.recent).toEqual([]);
		scanning.open(site.station);
		await expect.poll(() => scanning.recent.map((outcome) => outcome.batch)).toEqual([...batches].reverse());
		expect(scanning.recent[0]?.words.title).toMatch(/^Scanned at /);
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
		expect(scanning.recent[0]?.words.title).toBe('Already scanned');
		expect(scanning.recent[0]?.words.line).toContain(site.station);
		expect(await countEvents()).toBe(before);
	});

	test('the same label seen by camera and scanner at once is one scan', async () => {
		await scanning.scan(batch(0), 'camera', 1_000);
		await scanning.scan(batch(0).toUpperCase(), 'wedge', 1_400);
		expect(given).toEqual(['recorded', 'duplicate']);
	});

	test.each([
		['', 'Label is empty'],
		['https://evil.example/b/', 'Label not known'],
		['x'.repeat(300), 'Label not known']
	])('foreign text %j is refused and records nothing', async (text, title) => {
		const before = await countEvents();
		await scan(text);
		expect(scanning.recent[0]?.words.title).toBe(title);
		expect(given).toEqual(['refused']);
		expect(await countEvents()).toBe(before);
	});

	test('a code with a wrong character is told from a foreign one', async () => {
		const last = batch(0).at(-1) === '0' ? '1' : '0';
		await scan(batch(0).slice(0, -1) + last);
		expect(scanning.recent[0]?.words.title).toBe('Code not right');
	});

	test('a sound code that has not arrived here says so and records nothing', async () => {
		const stranger = await createTestFloor({ device: 2 });
		const item = await defining(stranger).item('Sock');
		const foreign = (await plan(stranger, line(item, 1))).batches[0]!;
		const before = await countEvents();
		await scan(foreign);
		expect(scanning.recent[0]?.words.title).toBe('Not on this phone yet');
		expect(scanning.recent[0]?.words.line).toContain(printCode(foreign));
		expect(await countEvents()).toBe(before);
	});

	test('a closed batch is refused', async () => {
		await scan(batch(0));
		await floor.record({ type: 'CloseBatch', batch: batch(0), reason: 'done' });
		await scan(batch(0));
		expect(scanning.recent[0]?.words.title).toBe('This batch is closed');
		expect(given.at(-1)).toBe('refused');
	});

	test('a scan that the store does not take is not saved, and can be tried again once there is room', async () => {
		let full = true;
		scanning = create({
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
		words: { title: 'Wrong station' },
		places: [{ id: site.station, name: 'Knitting in' }]
	});
	expect((await batchRow(floor, batch(0))).state).toBe('created');
});

describe('a question', () => {
	beforeEach(async () => {
		scanning.open(site.station);
		await scan(batch(0));
	});

	test('waits for the answer and records nothing before', async () => {
		expect(given).toEqual(['choose']);
		expect(scanning.question?.ask.type).toBe('ChooseMachine');
		expect((await batchRow(floor, batch(0))).state).toBe('created');
	});

	test('is answered by the sign of a machine, which the station remembers', async () => {
		await scan(site.machines[1]!);
		expect(scanning.question).toBeNull();
		await scan(batch(1));
		expect(given).toEqual(['choose', 'recorded', 'recorded']);
		for (const code of [batch(0), batch(1)]) {
			expect((await batchRow(floor, code)).began?.machine).toBe(site.machines[1]);
		}
	});

	test('is answered for batches without a plan only: a planned one starts as planned', async () => {
		await scan(site.machines[1]!);
		const planned = (await plan(floor, line(site.item, 1, { machines: [site.machines[0]!] }))).batches[0]!;
		await scan(planned);
		expect(session.machineAt(site.station)).toBeNull();
		expect((await batchRow(floor, planned)).began?.machine).toBe(site.machines[0]);
		expect(scanning.recent[0]?.words).toMatchObject({ title: 'Recorded', tone: 'ok' });
	});

	test('is not answered by another batch, and that one is not recorded', async () => {
		await scan(batch(1));
		expect(given).toEqual(['choose', 'warning']);
		expect(scanning.recent[0]).toMatchObject({ kind: 'warning', batch: batch(1) });
		expect(scanning.question?.passedOver?.words.line).toBe(
			`Which machine for ${printCode(batch(0))}? Nothing was recorded for ${printCode(batch(1))}.`
		);
		expect(scanning.question?.command.batch).toBe(batch(0));
		expect((await batchRow(floor, batch(1))).state).toBe('created');
	});

	test('can be left: then nothing was recorded', async () => {
		scanning.leave();
		expect(scanning.question).toBeNull();
		expect((await batchRow(floor, batch(0))).state).toBe('created');
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
