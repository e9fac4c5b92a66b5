import { beforeEach, describe, expect, test } from 'vitest';
import { definitions } from '#domain/catalog.ts';
import { printCode, type Code } from '#domain/kernel/code.ts';
import { events } from '#engine/tables.ts';
import { StoreTrouble, type Store } from '#ports/store.ts';
import {
	batchRow,
	createTestFloor,
	defining,
	deliver,
	initialise,
	line,
	plan,
	quantity,
	type TestFloor
} from '../../../tests/support/floor.ts';
import { inLocale } from '../../../tests/support/locale.ts';
import type { Feedback } from './feedback.svelte.ts';
import { recordArrived } from './record-arrived.ts';
import type { Collect } from './scanning/collect.ts';
import { createScanning, type Scanning, type ScanningDeps } from './scanning.svelte.ts';
import { createSession, type Session } from './session.svelte.ts';
import { happenedText } from './words/scan.ts';
import { warning, type Words } from './words/words.ts';

let floor: TestFloor;
let session: Session;
let scanning: Scanning;
let given: Feedback[];
let shown: string[];
let site: { item: Code; station: Code; machines: Code[]; dyeing: Code; elsewhere: Code; person: Code };
let batches: readonly Code[];

const noStorage = { getItem: () => null, setItem: () => undefined };

/** A station with two machines, the one after it, another one for another item, and three planned batches. */
beforeEach(async () => {
	floor = await createTestFloor();
	const define = defining(floor);
	const item = await define.item('Sock');
	const dyed = await define.item('Sock, dyed');
	const other = await define.item('Glove');
	const knitting = await define.step('Knitting', { produces: { item, quantity: quantity('1 pcs') } });
	const dyeing = await define.step('Dyeing', {
		consumes: [{ item, quantity: quantity('1 pcs'), allowance: null }],
		produces: { item: dyed, quantity: quantity('1 pcs') }
	});
	const sewing = await define.step('Sewing', { produces: { item: other, quantity: quantity('1 pcs') } });
	const machines = [await define.machine('Knit 1'), await define.machine('Knit 2')];
	site = {
		item,
		station: await define.station('Knitting in', { steps: [knitting], machines }),
		machines,
		dyeing: await define.station('Dyeing in', { operation: 'move', steps: [dyeing] }),
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
/** The last outcome's words, once all of them are there. */
async function lastWords(): Promise<Words | undefined> {
	await expect.poll(() => scanning.last?.isWhole()).toBe(true);
	return scanning.last?.words();
}

describe('at a station', () => {
	beforeEach(() => {
		session.chooseMachine(site.station, site.machines[0]!);
		scanning.open(site.station);
	});

	test('a scan that is faster than its screen waits for it', async () => {
		scanning = create({ isDeskComing: () => true });
		const scanned = scan(batch(0));
		await new Promise((resolve) => setTimeout(resolve));
		expect(shown).toEqual([]);
		scanning.open(site.station);
		await scanned;
		expect(shown).toEqual([]);
		expect(given).toEqual(['recorded']);
		expect((await batchRow(floor, batch(0))).state).toBe('open');
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
		scanning = create({
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
		scanning = create({
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
		scanning = create();
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

	describe('[case 9] a sound code whose batch has not arrived here', () => {
		let office: TestFloor;
		let foreign: Code;
		beforeEach(async () => {
			office = await createTestFloor({ device: 2 });
			await deliver(floor, office);
			office.clock.set(floor.clock.now());
			foreign = (await plan(office, line(site.item, 1))).batches[0]!;
		});

		test('is kept, and says so', async () => {
			await scan(foreign);
			expect(given).toEqual(['warning']);
			expect(scanning.recent[0]).toMatchObject({ kind: 'warning', code: foreign, batch: foreign });
			expect(scanning.recent[0]?.words().title).toBe('Kept: batch not here yet');
			expect(scanning.recent[0]?.event).toMatchObject({ type: 'ScanNoted', source: 'wedge', station: site.station });
		});

		test('scanned once more there: kept already, and can be taken back', async () => {
			await scan(foreign);
			const before = await countEvents();
			await scan(foreign);
			expect(scanning.recent[0]?.words().title).toBe('Kept already');
			expect(await countEvents()).toBe(before);
			await scanning.undo(scanning.recent[0]!);
			expect((await batchRow(floor, foreign)).notes).toEqual([]);
			expect((await lastWords())?.title).toBe('Undone');
		});

		test('is recorded when the batch is here: that stands among the last scans in its place', async () => {
			await scan(foreign);
			const stop = recordArrived({ ...floor, onrecorded: () => void scanning.recall() });
			await deliver(office, floor);
			await expect.poll(async () => (await batchRow(floor, foreign)).state).toBe('open');
			await expect.poll(() => scanning.recent.map(({ event }) => event?.type)).toEqual(['BatchInitialised']);
			stop();
		});

		test('entered from paper is not kept: the paper is', async () => {
			const before = await countEvents();
			const command = { ...initialise(foreign, site.station), happened: '2026-03-02T06:50:00.000+01:00' };
			await scanning.record(command, foreign, 'paper');
			expect(scanning.recent[0]?.words().title).toBe('Not on this phone yet');
			expect(scanning.recent[0]?.words().line).toContain(printCode(foreign));
			expect(await countEvents()).toBe(before);
		});
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
		places: [{ id: site.station, name: 'Knitting in' }]
	});
	expect(scanning.recent[0]?.words().title).toBe('Wrong station');
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
		expect(await lastWords()).toMatchObject({ title: 'Recorded', tone: 'ok' });
	});

	test('is not answered by another batch, and that one is not recorded', async () => {
		await scan(batch(1));
		expect(given).toEqual(['choose', 'warning']);
		expect(scanning.recent[0]).toMatchObject({ kind: 'warning', batch: batch(1) });
		expect(scanning.question?.passedOver?.words().line).toBe(
			`Which machine for ${printCode(batch(0))}? Nothing was recorded for ${printCode(batch(1))}.`
		);
		expect(scanning.question?.command).toMatchObject({ batch: batch(0) });
		expect((await batchRow(floor, batch(1))).state).toBe('created');
	});

	test('can be left: then nothing was recorded', async () => {
		scanning.leave();
		expect(scanning.question).toBeNull();
		expect((await batchRow(floor, batch(0))).state).toBe('created');
	});
});

describe('where batches move on', () => {
	let step: { knitting: string; dyeing: string };

	beforeEach(async () => {
		session.chooseMachine(site.station, site.machines[0]!);
		const stations = await floor.rows(definitions.station.table);
		const stepAt = (station: Code): string => stations.find(({ id }) => id === station)?.steps[0] ?? '';
		step = { knitting: stepAt(site.station), dyeing: stepAt(site.dyeing) };
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
		expect((await lastWords())?.line).toBe(`Done at ${step.knitting} · finished at ${site.dyeing}.`);
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

	test('a label that stands for several batches asks which; the label itself answers nothing', async () => {
		const { first, second } = await movedTwiceElsewhere();
		await scan(batch(0));
		expect(scanning.question?.ask).toMatchObject({ type: 'ChooseBatch' });
		await scan(batch(0));
		expect(given).toEqual(['choose', 'choose']);
		expect(scanning.question).not.toBeNull();
		await scan(second);
		expect(scanning.question).toBeNull();
		expect((await batchRow(floor, second)).children).toEqual([scanning.last?.batch]);
		expect((await batchRow(floor, first)).state).toBe('open');
	});

	test('the question which batch is answered by a tap', async () => {
		const { first } = await movedTwiceElsewhere();
		await scan(batch(0));
		await scanning.answer(first);
		expect(scanning.question).toBeNull();
		expect((await batchRow(floor, first)).children).toEqual([scanning.last?.batch]);
	});

	/** Two devices, neither knowing of the other, moved one batch: both results are open for a step that follows. */
	async function movedTwiceElsewhere(): Promise<{ first: Code; second: Code }> {
		const define = defining(floor);
		const boarded = await define.item('Sock, boarded');
		const dyed = (await floor.rows(definitions.step.table)).find(({ id }) => id === step.dyeing)!.produces!.item;
		const boarding = await define.step('Boarding', {
			consumes: [{ item: dyed, quantity: quantity('1 pcs'), allowance: null }],
			produces: { item: boarded, quantity: quantity('1 pcs') }
		});
		const station = await define.station('Boarding in', { operation: 'move', steps: [boarding] });
		await floor.record(initialise(batch(0), site.station, { machine: site.machines[0]! }));
		const others = await Promise.all([2, 3].map((device) => createTestFloor({ device })));
		const made: Code[] = [];
		for (const other of others) await deliver(floor, other);
		for (const other of others) {
			const { events: recorded } = await other.record({
				type: 'MoveBatch',
				batch: batch(0),
				source: null,
				station: site.dyeing,
				step: null,
				machine: null,
				usual: null
			});
			made.push(recorded[0]!.touches.find((touched) => touched !== batch(0)) as Code);
		}
		for (const other of others) await deliver(other, floor);
		scanning.open(station);
		return { first: made[0]!, second: made[1]! };
	}
});

describe('taking a record back', () => {
	beforeEach(() => {
		session.chooseMachine(site.station, site.machines[0]!);
		scanning.open(site.station);
	});

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
		scanning = create();
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
		scanning = create({
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
