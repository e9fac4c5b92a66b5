import { beforeEach, describe, expect, test } from 'vitest';
import type { Code } from '#domain/kernel/code.ts';
import { batchRow, createTestFloor, mill, planOne, type TestFloor } from '../../../../tests/support/floor.ts';
import type { Feedback } from '../feedback.svelte.ts';
import { createScanning, type Scanning } from '../scanning.svelte.ts';
import { createSession, type Session } from '../session.svelte.ts';

let floor: TestFloor;
let scanning: Scanning;
let session: Session;
let given: Feedback[];
let site: Awaited<ReturnType<typeof mill>> & { readonly lead: Code; readonly batch: Code };
let at = 0;

/** A mill with a lead and one planned batch. */
beforeEach(async () => {
	floor = await createTestFloor();
	const made = await mill(floor);
	const { batch } = await planOne(floor, made.items.knitted);
	site = { ...made, lead: await made.define.person('Lea', ['lead']), batch };
	session = createSession({ getItem: () => null, setItem: () => undefined });
	given = [];
	scanning = createScanning({
		store: floor.store,
		submit: floor.submit,
		session,
		feedback: { field: null, sound: 'on', give: (one) => void given.push(one), calm: () => {}, unlock: () => {} },
		nameOf: String,
		show: () => {}
	});
});

const scan = (code: Code) => scanning.scan(code, 'wedge', (at += 5_000));

const last = () => {
	if (!scanning.last) throw new Error('nothing was told');
	return scanning.last;
};

describe('a scan that a lead may let pass', () => {
	test('is offered to be, and then recorded as it was scanned, with the leave', async () => {
		scanning.open(site.dyeing);
		await scan(site.batch);
		expect(last()).toMatchObject({ kind: 'refused', passable: { source: 'wedge', code: site.batch } });
		await scanning.allow(last(), { lead: site.lead, reason: 'forgotten' });
		expect(last()).toMatchObject({ kind: 'recorded', passable: null });
		expect(last().event).toMatchObject({
			type: 'BatchesTransformed',
			source: 'wedge',
			data: { override: { lead: site.lead, rules: ['BatchNotStarted'] } }
		});
	});

	test('may be one of a batch on hold: what is told is the scan, not the release before it', async () => {
		scanning.open(site.knitting);
		await scan(site.batch);
		await floor.record({ type: 'PlaceHold', on: site.batch, reason: 'colour' });
		scanning.open(site.dyeing);
		await scan(site.batch);
		expect(last().passable).not.toBeNull();
		await scanning.allow(last(), { lead: site.lead, reason: 'checked' });
		expect(last()).toMatchObject({ kind: 'recorded', code: site.batch, event: { type: 'BatchesTransformed' } });
		expect(await batchRow(floor, site.batch)).toMatchObject({ holds: [], state: 'closed' });
	});

	test('is offered again after a badge that is no lead’s', async () => {
		const operator = await site.define.person('Otto');
		scanning.open(site.dyeing);
		await scan(site.batch);
		await scanning.allow(last(), { lead: operator, reason: 'forgotten' });
		expect(last().kind).toBe('refused');
		await scanning.allow(last(), { lead: site.lead, reason: 'forgotten' });
		expect(last().kind).toBe('recorded');
	});

	test('is none that makes no sense', async () => {
		await floor.record({ type: 'VoidBatch', batch: site.batch, reason: 'wrong' });
		scanning.open(site.knitting);
		await scan(site.batch);
		expect(last()).toMatchObject({ kind: 'refused', passable: null });
	});
});

describe('an undo that others stand on', () => {
	test('offers all of them, and takes them back together', async () => {
		scanning.open(site.knitting);
		await scan(site.batch);
		const started = last();
		scanning.open(site.dyeing);
		await scan(site.batch);
		const moved = last();
		await scanning.undo(started);
		expect(last().chain?.records).toEqual([moved.event?._id, started.event?._id]);
		await scanning.undoChain(last());
		expect(last().kind).toBe('recorded');
		expect(scanning.recent.filter(({ undone }) => undone)).toHaveLength(2);
		expect(await batchRow(floor, site.batch)).toMatchObject({ state: 'created' });
	});
});

describe('something on a screen that waits for a label', () => {
	test('is asked first, and what it does not take goes its own way', async () => {
		const end = scanning.listen(({ kind }) => kind === 'person');
		scanning.open(site.knitting);
		await scan(site.lead);
		expect(session.person).toBeNull();
		await scan(site.batch);
		expect(last().kind).toBe('recorded');
		end();
		await scan(site.lead);
		expect(session.person).toBe(site.lead);
	});
});
