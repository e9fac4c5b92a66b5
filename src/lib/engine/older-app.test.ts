import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryStore } from '#adapters/memory/memory-store.ts';
import { BatchClosed } from '#domain/batch/batch.ts';
import type { Code } from '#domain/kernel/code.ts';
import { draft } from '#domain/kernel/decider.ts';
import { readEvent, type FloorEvent } from '#domain/kernel/event.ts';
import { holds } from '#domain/hold/hold.ts';
import type { Command } from '#domain/catalog.ts';
import { ok } from '#domain/kernel/result.ts';
import { knowledgeOf, type Knows } from '#domain/kernel/thread.ts';
import type { OutboxCopy } from '#ports/outbox-copy.ts';
import type { Peer } from '#ports/peer.ts';
import {
	batchRow,
	closeBatch,
	commonTables,
	createTestFloor,
	deliver,
	differences,
	exceptionsOf,
	initialise,
	line,
	mill,
	moveTo,
	plan,
	quantity,
	type TestFloor
} from '../../../tests/support/floor.ts';
import { olderApp } from '../../../tests/support/older-app.ts';
import { state } from '../../../tests/support/stated-facts.ts';
import { readFamily } from './family.ts';
import { rebuild } from './rebuild.ts';
import { createStop } from './stop.ts';
import { allTables, events, quarantine } from './tables.ts';

// Two versions of the app on one floor: the older one is this one without some of its event types and schema versions.
let before: typeof import('../../../tests/support/floor.ts') & typeof import('./push.ts');

beforeAll(async () => {
	const later = {
		types: ['HoldPlaced', 'HoldReleased', 'BatchCorrected', 'LabelsSwapped'],
		revised: ['BatchClosed']
	};
	before = await olderApp(later, async () => ({
		...(await import('../../../tests/support/floor.ts')),
		...(await import('./push.ts'))
	}));
});

/** An office and a third device with the present version; a phone that was not updated yet. */
let office: TestFloor;
let third: TestFloor;
let phone: TestFloor;
let site: Awaited<ReturnType<typeof mill>>;
let batch: Code;
let neighbour: Code;

beforeEach(async () => {
	office = await createTestFloor({ device: 1 });
	third = await createTestFloor({ device: 3 });
	phone = await before.createTestFloor({ device: 2, store: createMemoryStore({ tables: allTables }) });
	site = await mill(office);
	const { batches } = await plan(office, line(site.items.knitted, 2));
	[batch, neighbour] = batches as [Code, Code];
	for (const one of batches) await office.record(initialise(one, site.knitting));
	await deliver(office, phone);
	phone.clock.set(office.clock.now() + 60_000);
	third.clock.set(office.clock.now() + 120_000);
});

const onlyEvent = ({ events: [event] }: { readonly events: readonly FloorEvent[] }): FloorEvent => {
	if (event === undefined) throw new Error('nothing was recorded');
	return event;
};

const placeHold = (on: Code): Command => ({ type: 'PlaceHold', on, reason: 'stains' });
const correction = (of: Code): Command => ({
	type: 'CorrectBatch',
	batch: of,
	quantity: quantity('48 pcs'),
	grade: null,
	reason: 'counted again'
});
const swap = (...codes: readonly [Code, Code]): Command => ({ type: 'SwapLabels', batches: codes, reason: 'mixed up' });

/** The phone's app is updated: the same storage, read by this version. */
async function update(): Promise<TestFloor> {
	expect(await rebuild(phone.store, () => undefined)).toBe('rebuilt');
	const updated = await createTestFloor({ device: 2, store: phone.store, clock: phone.clock });
	expect((await updated.identity()).seq).toBe((await phone.identity()).seq);
	return updated;
}

async function agree(...floors: readonly TestFloor[]): Promise<void> {
	for (const from of floors) for (const to of floors.toReversed()) if (from !== to) await deliver(from, to);
	const [first, ...others] = await Promise.all(floors.map(commonTables));
	for (const other of others) expect(differences(other, first ?? '')).toEqual([]);
}

/** What the authors of everything about the batch knew, as one floor sees it. */
const knowledge = async ({ store }: TestFloor): Promise<Knows> =>
	knowledgeOf(await store.read((reader) => readFamily(reader, batch)));

const bytesOf = (documents: readonly object[]): string[] =>
	documents.map((document) => JSON.stringify(document)).sort();

describe.each([
	['a hold', 'hold', () => placeHold(batch), 1],
	['a correction', 'corrected', () => correction(batch), 0],
	['an exchange of labels', 'swap', () => swap(batch, neighbour), 0]
] as const)('[case 28] %s that an older app cannot read', (_name, rule, command, held) => {
	let stated: FloorEvent;

	beforeEach(async () => {
		stated = onlyEvent(await office.record(command()));
		await deliver(office, phone);
	});

	test('is kept byte for byte and flagged on everything it touches', async () => {
		expect(bytesOf([(await phone.row(events, stated._id)) ?? {}])).toEqual(bytesOf([stated]));
		expect(await phone.rows(quarantine)).toEqual([]);
		for (const entity of stated.touches.filter((id) => id.startsWith('b'))) {
			expect((await batchRow(phone, entity as Code)).unread).toBe(1);
		}
		expect(await batchRow(phone, batch)).toMatchObject({ holds: [], quantity: quantity('50 pcs'), swapped: null });
	});

	test('was not known to whoever records on top of it: a lead is asked, on every replica', async () => {
		const moved = onlyEvent(await phone.record(moveTo(site.dyeing, batch)));
		expect(moved.heads[batch]).toEqual([stated._id]);
		expect(moved.unread).toEqual([stated._id]);
		expect(await exceptionsOf(phone, batch)).toEqual([]);
		await deliver(phone, third);
		await deliver(phone, office);
		for (const floor of [office, third]) {
			const raised = (await exceptionsOf(floor, batch)).find((one) => one.rule === rule);
			expect(raised?.events).toEqual(expect.arrayContaining([stated._id, moved._id]));
			expect((await batchRow(floor, batch)).holds).toHaveLength(held);
			expect((await knowledge(floor))(moved._id, stated._id)).toBe(false);
		}
		await agree(office, third);
	});

	test('is folded once the app is updated, and what was recorded meanwhile says the same', async () => {
		await phone.record(moveTo(site.dyeing, batch));
		const kept = bytesOf(await phone.documents());
		const updated = await update();
		expect(bytesOf(await updated.documents())).toEqual(kept);
		expect((await batchRow(updated, batch)).unread).toBe(0);
		expect((await exceptionsOf(updated, batch)).map((one) => one.rule)).toContain(rule);
		expect(await updated.rows(holds)).toHaveLength(held);
		await agree(updated, office, third);
	});

	test('is known to whoever records after the update', async () => {
		const updated = await update();
		const closed = onlyEvent(await updated.record(closeBatch(batch)));
		expect(closed.unread).toBeUndefined();
		expect((await knowledge(updated))(closed._id, stated._id)).toBe(true);
	});

	test('is forwarded byte for byte to a device that meets only this one', async () => {
		await deliver(phone, third);
		expect(bytesOf(await third.documents())).toEqual(bytesOf(await office.documents()));
		await agree(office, third);
	});

	test('is sent byte for byte by a page that an update left open', async () => {
		const sent: object[] = [];
		const peer: Pick<Peer, 'push'> = {
			push(documents) {
				sent.push(...documents);
				return Promise.resolve(ok([]));
			}
		};
		const copy: Pick<OutboxCopy, 'drop'> = { drop: () => Promise.resolve() };
		const page = { store: office.store.connect(), clock: office.clock, peer: peer as Peer, copy: copy as OutboxCopy };
		expect(await before.pushChunk(page, 100, createStop().signal)).toMatchObject({ ok: true, value: { more: false } });
		expect(bytesOf(sent)).toEqual(bytesOf(await office.documents()));
	});
});

describe('[case 28] a later schema version of a type that an older app knows', () => {
	const closing = (run: Code | null) =>
		draft(BatchClosed, 'unfiled', [batch], {
			run,
			batch,
			reason: { code: 'g001000001', text: null }
		});

	test('is kept and flagged, not read as the earlier one, and folded after the update', async () => {
		const [closed] = await state(office, closing(null));
		expect(closed?.v).toBe(2);
		await deliver(office, phone);
		expect(await batchRow(phone, batch)).toMatchObject({ state: 'open', unread: 1 });
		expect(bytesOf([(await phone.row(events, closed?._id ?? '')) ?? {}])).toEqual(bytesOf([closed ?? {}]));
		const moved = onlyEvent(await phone.record(moveTo(site.dyeing, batch)));
		expect(moved.unread).toEqual([closed?._id]);
		const updated = await update();
		expect(await batchRow(updated, batch)).toMatchObject({ state: 'closed', unread: 0 });
		expect((await exceptionsOf(updated, batch)).map(({ rule }) => rule)).toEqual(['closed']);
		await agree(updated, office, third);
	});

	test('that says what the earlier one can say is written as that one, and read by both', async () => {
		const run = (await batchRow(office, batch)).run as Code;
		const [closed] = await state(office, closing(run));
		expect(closed?.v).toBe(1);
		await deliver(office, phone);
		expect(await batchRow(phone, batch)).toMatchObject({ state: 'closed', unread: 0 });
	});
});

test.each([
	['an event type', { types: ['BatchCorrected'] }],
	['a schema version', { revised: ['BatchClosed'] }]
])('[case 28] an update that only reads %s more folds anew', async (_name, later) => {
	const { createTestFloor: createOlder } = await olderApp(later, () => import('../../../tests/support/floor.ts'));
	const older = await createOlder({ device: 4, store: createMemoryStore({ tables: allTables }) });
	await deliver(office, older);
	expect(await rebuild(older.store, () => undefined)).toBe('rebuilt');
	expect(await rebuild(older.store, () => undefined)).toBe('current');
});

test('[case 28] what an older app has recorded is read as ever, and its copy of the log is sound', async () => {
	await phone.record(moveTo(site.dyeing, batch));
	await agree(office, third);
	await deliver(phone, office);
	for (const event of await phone.rows(events)) expect(readEvent(JSON.parse(JSON.stringify(event))).ok).toBe(true);
	expect(await exceptionsOf(office, batch)).toEqual([]);
	const updated = await update();
	await agree(updated, office, third);
});
