import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { sealByHand } from '../../../tests/golden/second-opinion.ts';
import {
	cancelRun,
	closeBatch,
	commonTables,
	createRun,
	createTestFloor,
	defining,
	deliver,
	differences,
	initialise,
	line,
	mill,
	moveTo,
	voidBatch,
	type TestFloor
} from '../../../tests/support/floor.ts';
import { createMemoryStore } from '#adapters/memory/memory-store.ts';
import { batches } from '#domain/batch/views.ts';
import type { Command } from '#domain/catalog.ts';
import { item as itemDefinition } from '#domain/item/item.ts';
import type { Code } from '#domain/kernel/code.ts';
import { compareEvents, readEvent } from '#domain/kernel/event.ts';
import { hlc } from '#domain/kernel/timestamp.ts';
import { threads } from '#domain/kernel/thread.ts';
import { exceptions } from '#domain/kernel/view.ts';
import { runs } from '#domain/run/run.ts';
import { rebuild } from './rebuild.ts';
import { allTables, events, quarantine } from './tables.ts';

type Action =
	| {
			readonly kind: 'plan' | 'init' | 'move' | 'undo' | 'label' | 'close' | 'void' | 'cancel' | 'rename' | 'newer';
			readonly device: number;
			readonly pick: number;
	  }
	| { readonly kind: 'send'; readonly device: number; readonly pick: number; readonly skip: number }
	| { readonly kind: 'clock'; readonly device: number; readonly hours: number };

const RUNS = 40;
const DEVICES = 4;
const device = fc.nat(DEVICES - 1);
const pick = fc.nat(1000);

const anyAction: fc.Arbitrary<Action> = fc.oneof(
	{ weight: 3, arbitrary: fc.record({ kind: fc.constant('plan' as const), device, pick }) },
	{ weight: 6, arbitrary: fc.record({ kind: fc.constant('init' as const), device, pick }) },
	{ weight: 8, arbitrary: fc.record({ kind: fc.constant('move' as const), device, pick }) },
	{ weight: 3, arbitrary: fc.record({ kind: fc.constant('undo' as const), device, pick }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('close' as const, 'label' as const), device, pick }) },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant('void' as const), device, pick }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('cancel' as const, 'newer' as const), device, pick }) },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant('rename' as const), device, pick }) },
	{ weight: 4, arbitrary: fc.record({ kind: fc.constant('send' as const), device, pick, skip: fc.nat(5) }) },
	{
		weight: 1,
		arbitrary: fc.record({ kind: fc.constant('clock' as const), device, hours: fc.integer({ min: -720, max: 720 }) })
	}
);

/** Devices that share a start and then go their ways. The last two are one copied profile: they mint the same codes. */
async function history(actions: readonly Action[]) {
	const office = await createTestFloor({ device: 9 });
	const { items, steps, knitting, dyeing, finishing } = await mill(office);
	const item = items.knitted;
	const knittingToo = await defining(office).station('Second', { steps: [steps.knit] });
	const stations = { init: [knitting, knittingToo], move: [dyeing, finishing] } as const;
	const floors: TestFloor[] = [];
	for (let number = 0; number < DEVICES; number++) {
		const epoch = 'abcd'.charAt(number).repeat(5);
		const floor = await createTestFloor({ device: Math.min(number, DEVICES - 2) + 1, epoch });
		await deliver(office, floor);
		floor.clock.set(office.clock.now() + number * 60_000);
		floors.push(floor);
	}
	for (const action of actions) {
		const floor = floors[action.device] as TestFloor;
		if (action.kind === 'clock') {
			floor.clock.advance(action.hours * 3_600_000);
		} else if (action.kind === 'send') {
			const documents = await floor.documents();
			const sent = documents.filter(
				(_, index) => action.skip === 0 || index % (action.skip + 1) !== action.pick % (action.skip + 1)
			);
			await floors[action.pick % DEVICES]?.receive(sent);
		} else if (action.kind === 'newer') {
			await floor.receive([newerEvent(await somebody(floor, action.pick, item), action)]);
		} else {
			const command = await commandOf(floor, action.kind, action.pick, item, stations);
			// What a rule refuses is no part of the history.
			if (command) await floor.submit(command);
		}
	}
	const documents = new Map<string, object>();
	for (const floor of [office, ...floors])
		for (const document of await floor.documents()) documents.set(document._id, document);
	return { floors, documents: [...documents.values()] };
}

async function somebody(floor: TestFloor, number: number, otherwise: Code): Promise<Code> {
	const known = await floor.rows(batches);
	return known[number % Math.max(known.length, 1)]?.id ?? otherwise;
}

async function commandOf(
	floor: TestFloor,
	kind: string,
	number: number,
	item: Code,
	stations: { readonly init: readonly Code[]; readonly move: readonly Code[] }
): Promise<Command | undefined> {
	const batch = await somebody(floor, number, item);
	switch (kind) {
		case 'plan':
			return createRun(line(item, (number % 3) + 1));
		case 'init':
			return initialise(batch, stations.init[number % 2] as Code);
		case 'move':
			return moveTo(stations.move[number % 2] as Code, batch, { source: batch });
		case 'undo': {
			const scans = (await floor.row(threads, batch))?.facts.filter(({ type }) => type !== 'BatchesPlanned') ?? [];
			return { type: 'UndoFact', batch, fact: scans[number % Math.max(scans.length, 1)]?.id ?? '' };
		}
		case 'label':
			return number % 2
				? { type: 'BindLabel', batch, code: null }
				: { type: 'PrintLabels', labels: [batch], kind: 'tag', size: '2x4', copies: 1 };
		case 'close':
			return closeBatch(batch);
		case 'void':
			return voidBatch(batch);
		case 'rename':
			return itemDefinition.define(item, number % 2 ? { name: `Name ${number}` } : { sku: `SKU ${number}` });
		default: {
			const known = await floor.rows(runs);
			const run = known[number % Math.max(known.length, 1)];
			return run && cancelRun(run.id);
		}
	}
}

const newerEvent = (entity: Code, action: { readonly device: number; readonly pick: number }): object =>
	sealByHand({
		f: 1,
		stream: 'unfiled',
		type: 'SpindleBalanced',
		v: 1,
		touches: [entity],
		data: { grams: action.pick },
		hlc: hlc(Date.UTC(2026, 2, 2, 7) + action.pick * 1000, action.device),
		at: '2026-03-02T08:00:00.000+01:00',
		device: '00f',
		epoch: 'zzzzz',
		seq: 1,
		prev: null,
		by: [],
		station: null,
		machine: null,
		source: null,
		heads: {}
	});

/** The tables of a new device that got the documents in these pages. */
async function taken(pages: readonly (readonly object[])[]): Promise<string> {
	const floor = await createTestFloor({ device: 20 });
	for (const page of pages) await floor.receive(page);
	expect(await floor.rows(quarantine)).toEqual([]);
	return commonTables(floor);
}

/** The documents in any order, some of them again, in pages of any size. */
const arrangement = fc.record({
	order: fc.array(fc.nat(), { minLength: 80, maxLength: 80 }),
	again: fc.array(fc.nat(), { maxLength: 10 }),
	sizes: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 })
});

function arrange(
	documents: readonly object[],
	{
		order,
		again,
		sizes
	}: { readonly order: readonly number[]; readonly again: readonly number[]; readonly sizes: readonly number[] }
): object[][] {
	const left = [...documents, ...again.map((at) => documents[at % documents.length] as object)];
	const mixed: object[] = [];
	for (let turn = 0; left.length > 0; turn++) {
		mixed.push(...left.splice((order[turn % order.length] ?? 0) % left.length, 1));
	}
	const pages: object[][] = [];
	for (let from = 0; from < mixed.length;) {
		const size = sizes[pages.length % sizes.length] ?? 1;
		pages.push(mixed.slice(from, from + size));
		from += size;
	}
	return pages;
}

const histories = fc.array(anyAction, { minLength: 20, maxLength: 40, size: 'max' });

// Many histories, on a machine that may be busy: what ends a test that hangs must not end a slow one.
vi.setConfig({ testTimeout: 60_000 });

describe('the same events give the same tables, byte for byte', () => {
	test('in whatever order, page size and repetition they arrive', async () => {
		let recorded = 0;
		let decided = 0;
		await fc.assert(
			fc.asyncProperty(
				histories,
				fc.array(arrangement, { minLength: 2, maxLength: 2 }),
				async (actions, arrangements) => {
					const { documents } = await history(actions);
					recorded += documents.length;
					const expected = await taken([documents]);
					decided += expected.split('"rule":').length - 1;
					for (const one of arrangements) {
						expect(differences(await taken(arrange(documents, one)), expected)).toEqual([]);
					}
				}
			),
			{ numRuns: RUNS }
		);
		// Histories in which nothing happens, or nothing that devices disagree about, would prove nothing.
		expect(recorded).toBeGreaterThan(RUNS * 8);
		expect(decided).toBeGreaterThan(RUNS / 4);
	});

	test('on the devices that made them, on a new one, and folded from the log alone', async () => {
		await fc.assert(
			fc.asyncProperty(histories, async (actions) => {
				const { floors, documents } = await history(actions);
				const expected = await taken([documents]);
				for (const floor of floors) {
					await floor.receive(documents);
					expect(differences(await commonTables(floor), expected)).toEqual([]);
				}
				const store = createMemoryStore({ tables: allTables });
				const log = await (floors[0] as TestFloor).rows(events);
				await store.write((writer) => writer.put(events, log));
				await rebuild(store, () => undefined);
				expect(differences(await commonTables({ store }), expected)).toEqual([]);
			}),
			{ numRuns: RUNS / 2 }
		);
	});
});

describe('whatever devices did', () => {
	test('every event reads back and lies behind its heads, chains are gapless, and each exception is listed by the row it is about', async () => {
		await fc.assert(
			fc.asyncProperty(histories, async (actions) => {
				const { floors, documents } = await history(actions);
				const floor = floors[0] as TestFloor;
				await floor.receive(documents);
				const log = await floor.rows(events);
				for (const event of log) {
					expect(readEvent(JSON.parse(JSON.stringify(event)))).toEqual({ ok: true, value: event });
					for (const head of Object.values(event.heads).flat()) {
						expect(compareEvents(head, event._id)).toBe(-1);
					}
				}
				const chains = Map.groupBy(
					log.filter(({ type }) => type !== 'SpindleBalanced'),
					(event) => `${event.device} ${event.epoch}`
				);
				for (const chain of chains.values()) {
					const numbers = chain.map(({ seq }) => seq).sort((a, b) => a - b);
					expect(numbers).toEqual(numbers.map((_, index) => index + 1));
				}
				const listed = [...(await floor.rows(batches)), ...(await floor.rows(itemDefinition.table))].flatMap(
					(row) => row.exceptions
				);
				expect((await floor.rows(exceptions)).map(({ id }) => id)).toEqual(listed.sort());
			}),
			{ numRuns: RUNS / 4 }
		);
	});
});
