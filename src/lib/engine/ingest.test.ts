import { describe, expect, test } from 'vitest';
import { sealByHand } from '../../../tests/golden/second-opinion.ts';
import {
	batchRow,
	closeBatch,
	commonTables,
	createTestFloor,
	defining,
	differences,
	initialise,
	line,
	plan,
	progressOf,
	voidBatch,
	workshop
} from '../../../tests/support/floor.ts';
import { batches } from '#domain/batch/views.ts';
import { item as itemDefinition } from '#domain/item/item.ts';
import type { Code } from '#domain/kernel/code.ts';
import { compareEvents, MAX_UNREAD, readEvent, type FloorEvent } from '#domain/kernel/event.ts';
import { hlc } from '#domain/kernel/timestamp.ts';
import { ingest, readIncoming } from './ingest.ts';
import { events, meta, outbox, personalTexts, quarantine, type Checkpoint } from './tables.ts';

/** A floor on which a good deal happened, and everything it holds, in the order of its ids. */
async function busyFloor() {
	const floor = await createTestFloor();
	const { item, station } = await workshop(floor);
	const { run, batches: planned } = await plan(floor, line(item, 4));
	const [first, second, third] = planned as readonly [Code, Code, Code, Code];
	await floor.record(initialise(first, station));
	await floor.record(closeBatch(first));
	await floor.record(initialise(second, station));
	await floor.record(voidBatch(third));
	await defining(floor).person('Ada');
	return { floor, item, station, run, first, documents: await floor.documents() };
}

const checkpoint = (since: string): Checkpoint => ({ name: 'checkpoint', since, first: null });

/** Another device's event about an entity, as its own code might make it. */
const foreignEvent = (entity: string, change: object = {}): FloorEvent =>
	sealByHand({
		f: 1,
		stream: 'site',
		type: 'SpindleBalanced',
		v: 1,
		touches: [entity],
		data: { grams: 3 },
		hlc: hlc(Date.UTC(2026, 2, 3), 0),
		at: '2026-03-03T01:00:00.000+01:00',
		device: '00f',
		epoch: 'zzzzz',
		seq: 1,
		prev: null,
		by: [],
		station: null,
		machine: null,
		source: null,
		heads: {},
		...change
	}) as unknown as FloorEvent;

describe('taking documents in', () => {
	test('gives the same tables as recording them', async () => {
		const { floor, documents } = await busyFloor();
		const other = await createTestFloor({ device: 2 });
		expect(await other.receive(documents)).toBe(documents.filter(({ _id }) => !_id.startsWith('personal')).length);
		expect(differences(await commonTables(other), await commonTables(floor))).toEqual([]);
		expect(await other.rows(personalTexts)).toEqual(await floor.rows(personalTexts));
	});

	test('puts nothing in the outbox: they are not ours to send', async () => {
		const { documents } = await busyFloor();
		const other = await createTestFloor({ device: 2 });
		await other.receive(documents);
		expect(await other.rows(outbox)).toEqual([]);
	});

	test('[case 2] the same page again changes nothing at all', async () => {
		const { documents } = await busyFloor();
		const other = await createTestFloor({ device: 2 });
		await other.receive(documents);
		const before = await other.store.snapshot();
		expect(await other.receive(documents)).toBe(0);
		expect(await other.store.snapshot()).toEqual(before);
	});

	test('[case 2] pages that overlap, and a page that holds a document twice', async () => {
		const { floor, documents } = await busyFloor();
		const other = await createTestFloor({ device: 2 });
		const half = Math.floor(documents.length / 2);
		await other.receive(documents.slice(0, half + 2));
		await other.receive(documents.slice(half - 2));
		expect(differences(await commonTables(other), await commonTables(floor))).toEqual([]);
		const third = await createTestFloor({ device: 3 });
		await third.receive([...documents, ...documents]);
		expect(differences(await commonTables(third), await commonTables(floor))).toEqual([]);
	});

	test("[case 2] a device's own events that come back are known", async () => {
		const { floor, documents } = await busyFloor();
		const before = await floor.store.snapshot();
		expect(await floor.receive(documents)).toBe(0);
		expect(await floor.store.snapshot()).toEqual(before);
	});

	test.each([1, 2, 7])('one by one, backwards, in pages of %s: the same tables', async (size) => {
		const { floor, documents } = await busyFloor();
		const other = await createTestFloor({ device: 2 });
		const backwards = documents.toReversed();
		for (let from = 0; from < backwards.length; from += size) await other.receive(backwards.slice(from, from + size));
		expect(differences(await commonTables(other), await commonTables(floor))).toEqual([]);
	});

	test('a late event refolds what stands on it, and the sums', async () => {
		const { floor, run, first, documents } = await busyFloor();
		const other = await createTestFloor({ device: 2 });
		const isPlan = (document: object): boolean => 'type' in document && document.type === 'BatchesPlanned';
		await other.receive(documents.filter((document) => !isPlan(document)));
		expect(await batchRow(other, first)).toMatchObject({ waiting: true, item: null });
		await other.receive(documents.filter(isPlan));
		expect(await batchRow(other, first)).toEqual(await batchRow(floor, first));
		expect(await progressOf(other, run)).toEqual(await progressOf(floor, run));
		expect(differences(await commonTables(other), await commonTables(floor))).toEqual([]);
	});

	test('moves the checkpoint in the transaction that holds the data, or neither', async () => {
		const { documents } = await busyFloor();
		const other = await createTestFloor({ device: 2 });
		const before = await other.store.snapshot();
		const dying = other.store.connect({
			beforeCommit: () => {
				throw new Error('power cut');
			}
		});
		const incoming = readIncoming(documents, 0);
		await expect(ingest({ ...other, store: dying }, incoming, checkpoint('7'))).rejects.toThrow('power cut');
		expect(await other.store.snapshot()).toEqual(before);
		await ingest(other, incoming, checkpoint('7'));
		expect(await other.row(meta, 'checkpoint')).toEqual(checkpoint('7'));
		await ingest(other, readIncoming([], 0), checkpoint('8'));
		expect(await other.row(meta, 'checkpoint')).toEqual(checkpoint('8'));
	});

	test('works on a device that is not enrolled yet', async () => {
		const { floor, documents } = await busyFloor();
		const other = await createTestFloor({ device: 2 });
		await other.store.write((writer) => writer.remove(meta, ['identity']));
		await other.receive(documents);
		expect(differences(await commonTables(other), await commonTables(floor))).toEqual([]);
		expect(await other.row(meta, 'identity')).toBeUndefined();
	});
});

describe('what is no sound event is kept apart, with its bytes, and the rest is taken in', () => {
	test.each<[string, (good: FloorEvent) => object, string]>([
		['changed data', (good) => ({ ...good, data: { id: 'x1' } }), 'the id does not match the content'],
		[
			'the same id under another revision',
			(good) => ({ ...good, _rev: `1-${'0'.repeat(32)}` }),
			'the revision does not match the content'
		],
		[
			'a second revision',
			(good) => ({ ...good, _rev: `2-${good._rev.slice(2)}` }),
			'the revision does not match the content'
		],
		['a deletion', (good) => ({ ...good, _deleted: true }), 'unexpected member _deleted'],
		['a bare deletion', ({ _id }) => ({ _id, _rev: '2-x', _deleted: true }), 'unexpected member _deleted'],
		['an empty document', () => ({ _id: 'nonsense', _rev: '1-x' }), 'malformed f'],
		[
			'a forged head',
			({ touches }) => foreignEvent(touches[0] ?? '', { heads: { constructor: 5 } }),
			'heads of constructor, which it does not touch'
		],
		[
			'a personal text that was changed',
			() => ({ _id: `personal:${'0'.repeat(26)}`, _rev: '1-x', personal: 1, salt: '0'.repeat(26), text: 'Grace' }),
			'the id does not match the content'
		]
	])('%s', async (_name, spoil, reason) => {
		const { floor, documents } = await busyFloor();
		const good = documents.find((document): document is FloorEvent => 'type' in document) as FloorEvent;
		const bad = spoil(good);
		const other = await createTestFloor({ device: 2 });
		const page = [...documents.slice(0, 3), bad, ...documents.slice(3)];
		await other.receive(page);
		expect(differences(await commonTables(other), await commonTables(floor))).toEqual([]);
		const stuck = await other.rows(quarantine);
		expect(stuck.map((row) => [row.direction, row.reason])).toEqual([['received', reason]]);
		expect(JSON.parse(stuck[0]?.document ?? '')).toEqual(bad);
		await other.receive(page);
		expect(await other.rows(quarantine)).toEqual(stuck);
	});

	test('another document under the id of one that is here: the first one stays', async () => {
		const { floor, documents } = await busyFloor();
		const good = documents.find((document): document is FloorEvent => 'type' in document) as FloorEvent;
		// No two bodies with one hash are known: what a reader would have to be told is handed in as read.
		const twin: FloorEvent = { ...good, _rev: `1-${'0'.repeat(32)}`, data: { id: 'x1' } };
		const before = await commonTables(floor);
		expect(await ingest(floor, { events: [twin], texts: [], erased: [], stuck: [] }, null)).toBe(0);
		expect(differences(await commonTables(floor), before)).toEqual([]);
		expect(await floor.rows(quarantine)).toMatchObject([{ reason: 'another document with the same id is here' }]);

		const other = await createTestFloor({ device: 2 });
		await ingest(other, { events: [good, twin], texts: [], erased: [], stuck: [] }, null);
		expect(await other.rows(events)).toEqual([good]);
		expect(await other.rows(quarantine)).toHaveLength(1);
	});

	test('a document nested without end does not stop the page', async () => {
		const { documents } = await busyFloor();
		const other = await createTestFloor({ device: 2 });
		const deep = JSON.parse(`{"_id":"deep","_rev":"1-x","data":${'['.repeat(4000)}${']'.repeat(4000)}}`) as object;
		expect(await other.receive([deep, ...documents])).toBeGreaterThan(0);
		expect(await other.rows(quarantine)).toHaveLength(1);
	});

	test('design documents, and kinds kept for later versions, are left alone', async () => {
		const other = await createTestFloor({ device: 2 });
		const before = await other.store.snapshot();
		const page = [
			{ _id: '_design/rules', _rev: '1-x', language: 'javascript' },
			{ _id: 'signature:x1', _rev: '1-x' },
			{ _id: 'receipt:x1', _rev: '3-x', anything: [1.5] }
		];
		expect(await other.receive(page)).toBe(0);
		expect(await other.store.snapshot()).toEqual(before);
	});
});

describe('[case 28] what a newer version made is kept, counted and shown as unread', () => {
	const cases: [string, (entity: string) => FloorEvent][] = [
		['an unknown type', (entity) => foreignEvent(entity)],
		[
			'a newer schema',
			(entity) => foreignEvent(entity, { type: 'ItemDefined', v: 2, data: { id: entity, changes: {} } })
		],
		[
			'data of another shape',
			(entity) => foreignEvent(entity, { type: 'ItemDefined', data: { id: entity, changes: { name: 7 } } })
		]
	];

	test.each(cases)('%s', async (_name, make) => {
		const floor = await createTestFloor();
		const id = await defining(floor).item('Bracket');
		const event = make(id);
		expect(await floor.receive([event])).toBe(1);
		expect(await floor.row(events, event._id)).toEqual(event);
		expect(await floor.row(itemDefinition.table, id)).toMatchObject({ name: 'Bracket', unread: 1 });
		expect(await floor.rows(quarantine)).toEqual([]);
	});

	test.each(cases)('%s is what the next fact stands on', async (_name, make) => {
		const floor = await createTestFloor();
		const id = await defining(floor).item('Bracket');
		const event = make(id);
		await floor.receive([event]);
		const { events: recorded } = await floor.record(itemDefinition.define(id, { name: 'Angle' }));
		expect(recorded[0]?.heads[id]).toContain(event._id);
		expect(recorded[0]?.unread).toEqual([event._id]);
	});

	test('more than an event can name: it names the latest', async () => {
		const floor = await createTestFloor();
		const id = await defining(floor).item('Bracket');
		const unknown = Array.from({ length: MAX_UNREAD + 8 }, (_, index) => foreignEvent(id, { data: { index } }));
		await floor.receive(unknown);
		const { events: recorded } = await floor.record(itemDefinition.define(id, { name: 'Angle' }));
		const latest = unknown
			.map(({ _id }) => _id)
			.sort(compareEvents)
			.slice(-MAX_UNREAD);
		expect(recorded[0]?.unread).toEqual(latest.sort());
		expect(readEvent(recorded[0]).ok).toBe(true);
	});

	test('about a batch that is not here, and about a kind nobody knows', async () => {
		const { floor, documents, first } = await busyFloor();
		const other = await createTestFloor({ device: 2 });
		const about = foreignEvent(first, { touches: [first, 'code:x1', 'w0010000xx'] });
		await other.receive([about]);
		expect(await other.row(batches, first)).toMatchObject({ unread: 1, run: null, state: 'created' });
		await other.receive(documents);
		await floor.receive([about]);
		expect(await batchRow(other, first)).toMatchObject({ unread: 1, state: 'closed' });
		expect(differences(await commonTables(other), await commonTables(floor))).toEqual([]);
	});
});

describe('personal texts', () => {
	test('that were erased are removed; no event changes', async () => {
		const { floor, documents } = await busyFloor();
		const before = await commonTables(floor);
		const texts = await floor.rows(personalTexts);
		await floor.receive([{ _id: texts[0]?._id, _rev: '2-x', _deleted: true }]);
		expect(await floor.rows(personalTexts)).toEqual(texts.slice(1));
		expect(differences(await commonTables(floor), before)).toEqual([]);
		expect(documents.length).toBeGreaterThan(texts.length);
	});

	test('erased on a device that never had them are nothing', async () => {
		const floor = await createTestFloor();
		const before = await floor.store.snapshot();
		await floor.receive([{ _id: `personal:${'0'.repeat(26)}`, _rev: '2-x', _deleted: true }]);
		expect(await floor.store.snapshot()).toEqual(before);
	});
});
