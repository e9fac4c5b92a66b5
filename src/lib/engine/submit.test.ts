import { describe, expect, test } from 'vitest';
import {
	batchRow,
	cancelRun,
	closeBatch,
	commonTables,
	createRun,
	createTestClock,
	createTestFloor,
	createTestRandom,
	defining,
	deliver,
	differences,
	initialise,
	line,
	meet,
	NOBODY,
	plan,
	planOne,
	workshop,
	type TestFloor
} from '../../../tests/support/floor.ts';
import { sealByHand } from '../../../tests/golden/second-opinion.ts';
import { createMemoryStore } from '#adapters/memory/memory-store.ts';
import { batches } from '#domain/batch/views.ts';
import { item as itemDefinition } from '#domain/item/item.ts';
import { codeCounter, type Code } from '#domain/kernel/code.ts';
import { eventHash, MAX_HEADS, readEvent, type FloorEvent } from '#domain/kernel/event.ts';
import { MAX_PERSONAL_LENGTH } from '#domain/kernel/personal.ts';
import { END_OF_TIME, hlc, hlcMilliseconds, MAX_DRIFT } from '#domain/kernel/timestamp.ts';
import { person } from '#domain/person/person.ts';
import type { Store, Writer } from '#ports/store.ts';
import { submit } from './submit.ts';
import { allTables, events, outbox, personalTexts } from './tables.ts';

const ownChain = async (floor: TestFloor): Promise<FloorEvent[]> =>
	(await floor.rows(events)).sort((a, b) => a.seq - b.seq);

describe('a recorded fact', () => {
	test('is in log, outbox and views when its author is told so', async () => {
		const floor = await createTestFloor();
		const { item, station } = await workshop(floor);
		const { batch } = await planOne(floor, item);
		const { events: recorded } = await floor.record(initialise(batch, station));
		const event = recorded[0];
		expect(await floor.row(events, event?._id ?? '')).toEqual(event);
		expect((await floor.rows(outbox)).at(-1)).toMatchObject({
			event: event?._id,
			device: '001',
			epoch: 'aaaaa',
			seq: event?.seq,
			since: floor.clock.now()
		});
		expect((await batchRow(floor, batch)).began?.event).toBe(event?._id);
	});

	test('says who recorded it, how it came in, when by this clock, and stands on all that was known', async () => {
		const floor = await createTestFloor();
		const { item, station } = await workshop(floor);
		const { batch } = await planOne(floor, item);
		const known = (await floor.row(batches, batch))?.id;
		const { events: recorded } = await floor.record(initialise(batch, station), { by: ['p2', 'p1'], source: 'wedge' });
		expect(recorded[0]).toMatchObject({
			by: ['p2', 'p1'],
			source: 'wedge',
			at: '2026-03-02T07:00:05.000+01:00',
			hlc: hlc(floor.clock.now(), 0)
		});
		const planning = (await floor.rows(events)).find(({ type }) => type === 'BatchesPlanned');
		expect(recorded[0]?.heads).toEqual({ [known ?? '']: [planning?._id] });
	});

	test('is one that every reader reads', async () => {
		const floor = await createTestFloor();
		const { item, station } = await workshop(floor);
		const { run, batches: planned } = await plan(floor, line(item, 60));
		await floor.record(initialise(planned[0] as Code, station));
		await floor.record(closeBatch(planned[0] as Code, '\u202e "worn" \u{1f600}\n'));
		await floor.record(cancelRun(run, 'Zürich'));
		for (const event of await floor.rows(events)) {
			expect(readEvent(JSON.parse(JSON.stringify(event)))).toEqual({ ok: true, value: event });
		}
	});

	test('keeps names and reasons out of every event, and of every other table', async () => {
		const floor = await createTestFloor();
		const { item, station } = await workshop(floor);
		const { batch } = await planOne(floor, item);
		await defining(floor).person('Ada Lovelace');
		await floor.record(initialise(batch, station));
		await floor.record(closeBatch(batch, 'Lovelace was late'));
		const { personal, ...others } = await floor.store.snapshot();
		expect((personal ?? []).map((row) => 'text' in row && row.text).sort()).toEqual([
			'Ada Lovelace',
			'Lovelace was late'
		]);
		expect(JSON.stringify(others)).not.toContain('Lovelace');
	});
});

describe("a device's chain", () => {
	test('is gapless, and every event names the hash of the one before', async () => {
		const floor = await createTestFloor();
		const { item, station } = await workshop(floor);
		const { batches: planned } = await plan(floor, line(item, 5));
		for (const batch of planned) await floor.record(initialise(batch, station));
		const chain = await ownChain(floor);
		expect(chain.map(({ seq }) => seq)).toEqual(chain.map((_, index) => index + 1));
		expect(chain.map(({ prev }) => prev)).toEqual([null, ...chain.slice(0, -1).map(eventHash)]);
		expect(chain.map((event) => event.hlc)).toEqual(chain.map((event) => event.hlc).sort());
		expect((await floor.rows(outbox)).map((row) => row.event)).toEqual(chain.map(({ _id }) => _id));
		expect(await floor.identity()).toMatchObject({ seq: chain.length, prev: eventHash(chain.at(-1) as FloorEvent) });
	});

	test('is one chain also when several tabs record at once', async () => {
		const floor = await createTestFloor();
		const { item, station } = await workshop(floor);
		const { batches: planned } = await plan(floor, line(item, 24));
		const tabs = [
			floor,
			...(await Promise.all([1, 2, 3].map(() => createTestFloor({ store: floor.store.connect() }))))
		];
		await Promise.all(
			planned.map((batch, index) => (tabs[index % tabs.length] ?? floor).record(initialise(batch, station)))
		);
		const chain = await ownChain(floor);
		expect(chain.map(({ seq }) => seq)).toEqual(chain.map((_, index) => index + 1));
		expect(chain.slice(1).map(({ prev }) => prev)).toEqual(chain.slice(0, -1).map(eventHash));
		expect((await floor.rows(batches)).every(({ state }) => state === 'open')).toBe(true);
	});

	test('[case 1] one label scanned in two tabs at once is recorded once', async () => {
		const floor = await createTestFloor();
		const { item, station } = await workshop(floor);
		const { batch } = await planOne(floor, item);
		const tab = await createTestFloor({ store: floor.store.connect() });
		const answers = await Promise.all([floor, tab].map((one) => one.submit(initialise(batch, station))));
		expect(answers.map(({ ok }) => ok).sort()).toEqual([false, true]);
	});

	test('codes minted by several tabs are all different', async () => {
		const floor = await createTestFloor();
		const { item } = await workshop(floor);
		const tabs = await Promise.all([1, 2, 3].map(() => createTestFloor({ store: floor.store.connect() })));
		const plans = await Promise.all(tabs.map((tab) => plan(tab, line(item, 20))));
		const codes = plans.flatMap(({ run, batches: planned }) => [run, ...planned]);
		expect(new Set(codes).size).toBe(63);
	});
});

describe('nothing is recorded', () => {
	test('by a device that is not enrolled', async () => {
		const store = createMemoryStore({ tables: allTables });
		const deps = { store, clock: createTestClock(), random: createTestRandom(1) };
		expect(await submit(deps, itemDefinition.define(null, { name: 'Bracket' }), NOBODY)).toEqual({
			ok: false,
			error: { type: 'NotEnrolled' }
		});
		expect(Object.values(await store.snapshot()).flat()).toEqual([]);
	});

	test('by a refused command: its codes are given out again', async () => {
		const floor = await createTestFloor();
		const { item } = await workshop(floor);
		const before = await floor.store.snapshot();
		await floor.refusal(createRun(line(item, 3), line(item, 0)));
		expect(await floor.store.snapshot()).toEqual(before);
		const { run } = await planOne(floor, item);
		expect(codeCounter(run)).toBe(codeCounter(item) + 3);
	});

	test.each([
		['too long', 'x'.repeat(MAX_PERSONAL_LENGTH + 1), `longer than ${MAX_PERSONAL_LENGTH} characters`],
		['no well-formed text', 'a\ud800b', 'text with a lone surrogate']
	])('when a reason is %s', async (_name, reason, why) => {
		const floor = await createTestFloor();
		const { item, station } = await workshop(floor);
		const { batch } = await planOne(floor, item);
		await floor.record(initialise(batch, station));
		const before = await floor.store.snapshot();
		expect(await floor.refusal(closeBatch(batch, reason))).toEqual({ type: 'NotRecordable', reason: why });
		expect(await floor.store.snapshot()).toEqual(before);
	});

	test.each([
		['a name that is no well-formed text', 'Bracket \udc00'],
		['a name that is too long', 'x'.repeat(121)]
	])('with %s', async (_name, name) => {
		const floor = await createTestFloor();
		const before = await floor.store.snapshot();
		await floor.refusal(itemDefinition.define(null, { name }));
		expect(await floor.store.snapshot()).toEqual(before);
	});

	test('by somebody whose id is none', async () => {
		const floor = await createTestFloor();
		const before = await floor.store.snapshot();
		const answer = await floor.submit(itemDefinition.define(null, { name: 'Bracket' }), { by: ['Ada'], source: null });
		expect(answer).toMatchObject({ ok: false, error: { type: 'NotRecordable' } });
		expect(await floor.store.snapshot()).toEqual(before);
	});
});

describe('a device that dies', () => {
	/** A store whose writer fails at its `last`-th change. */
	function failingAt(store: Store, last: number): Store {
		return {
			...store,
			write: (work) =>
				store.write((writer) => {
					let changes = 0;
					const counted =
						<Arguments extends readonly unknown[]>(change: (...given: Arguments) => Promise<void>) =>
						(...given: Arguments): Promise<void> => {
							if (++changes === last) throw new Error('power cut');
							return change(...given);
						};
					return work({
						...writer,
						put: counted(writer.put) as Writer['put'],
						remove: counted(writer.remove) as Writer['remove']
					});
				})
		};
	}

	test('at any change of a transaction leaves nothing of it behind, and goes on afterwards', async () => {
		const floor = await createTestFloor();
		const { item, station } = await workshop(floor);
		const { run, batches: planned } = await plan(floor, line(item, 2));
		await floor.record(initialise(planned[0] as Code, station));
		const before = await floor.store.snapshot();
		let cuts = 0;
		for (let last = 1; ; last++) {
			const deps = { ...floor, store: failingAt(floor.store, last) };
			const answer = await submit(deps, cancelRun(run), NOBODY).catch((error: unknown) => String(error));
			if (typeof answer !== 'string') break;
			cuts += 1;
			expect(await floor.store.snapshot()).toEqual(before);
		}
		expect(cuts).toBeGreaterThan(5);
		const chain = await ownChain(floor);
		expect(chain.map(({ seq }) => seq)).toEqual(chain.map((_, index) => index + 1));
		expect((await floor.rows(outbox)).length).toBe(chain.length);
	});

	test('before the commit leaves nothing of it behind', async () => {
		const floor = await createTestFloor();
		const { item, station } = await workshop(floor);
		const { batch } = await planOne(floor, item);
		const before = await floor.store.snapshot();
		const dying = floor.store.connect({
			beforeCommit: () => {
				throw new Error('power cut');
			}
		});
		await expect(submit({ ...floor, store: dying }, initialise(batch, station), NOBODY)).rejects.toThrow('power cut');
		expect(await floor.store.snapshot()).toEqual(before);
		expect(await floor.record(initialise(batch, station))).toBeDefined();
	});
});

describe('[case 20] a wrong clock', () => {
	test('taints only its own genealogy: others are moved five minutes at most', async () => {
		const [wrong, right] = [await createTestFloor({ device: 1 }), await createTestFloor({ device: 2 })];
		wrong.clock.set(Date.UTC(2099, 0));
		const { item } = await workshop(wrong);
		await deliver(wrong, right);
		const [own] = (await right.record(person.define(null, { roles: ['lead'], name: null }))).events;
		expect(hlcMilliseconds(own?.hlc ?? hlc(0, 0))).toBeLessThanOrEqual(right.clock.now() + MAX_DRIFT);
		// What stands on the wrong clock's events comes after them all the same.
		const [change] = (await right.record(itemDefinition.define(item as Code, { name: 'Angle' }))).events;
		expect(hlcMilliseconds(change?.hlc ?? hlc(0, 0))).toBeGreaterThanOrEqual(Date.UTC(2099, 0));
		const [next] = (await right.record(person.define(null, { roles: ['lead'], name: null }))).events;
		expect(hlcMilliseconds(next?.hlc ?? hlc(0, 0))).toBeLessThanOrEqual(right.clock.now() + MAX_DRIFT);
	});

	test('that jumps back does not put a scan before its plan, or a device before itself', async () => {
		const floor = await createTestFloor();
		const { item, station } = await workshop(floor);
		const { batch } = await planOne(floor, item);
		floor.clock.set(Date.UTC(1999, 0));
		const { events: recorded } = await floor.record(initialise(batch, station));
		// These stand on nothing that is known: only the device's own clock puts them after what it did before.
		await planOne(floor, item);
		const stamps = (await ownChain(floor)).map((event) => event.hlc);
		expect(stamps).toEqual([...new Set(stamps)].sort());
		expect(recorded[0]?.at.slice(0, 4)).toBe('1999');
		expect((await batchRow(floor, batch)).state).toBe('open');
	});

	test('at the end of time, forged, does not make a definition unchangeable', async () => {
		const floor = await createTestFloor();
		const id = await defining(floor).item('Bracket');
		const { _id, _rev, ...body } = (await ownChain(floor))[0] as FloorEvent;
		const forged = sealByHand({ ...body, device: '00z', hlc: hlc(END_OF_TIME - 1, 65_535) });
		expect([forged._id, forged._rev]).not.toEqual([_id, _rev]);
		expect(await floor.receive([forged])).toBe(1);
		const { events: recorded } = await floor.record(itemDefinition.define(id, { sku: 'B-1' }));
		expect(readEvent(recorded[0]).ok).toBe(true);
	});
});

describe('heads', () => {
	test('a crowd of concurrent changes leaves a definition changeable, and is absorbed', async () => {
		const floor = await createTestFloor();
		const id = await defining(floor).item('Bracket');
		const original = await floor.documents();
		for (let device = 2; device <= 80; device++) {
			const other = await createTestFloor({ device });
			await other.receive(original);
			await other.record(itemDefinition.define(id, { sku: `B-${device}` }));
			await deliver(other, floor);
		}
		let names = 0;
		for (const name of ['Angle', 'Corner', 'Elbow', 'Bend']) {
			const { events: recorded } = await floor.record(itemDefinition.define(id, { name }));
			names = recorded[0]?.heads[id]?.length ?? 0;
			expect(names).toBeLessThanOrEqual(MAX_HEADS);
			expect(readEvent(recorded[0]).ok).toBe(true);
		}
		expect(names).toBe(1);
	});

	test('name every event that was concurrent, of every entity touched', async () => {
		const [one, other] = [await createTestFloor({ device: 1 }), await createTestFloor({ device: 2 })];
		const id = await defining(one).item('Bracket');
		await deliver(one, other);
		const changes = [
			...(await one.record(itemDefinition.define(id, { name: 'Angle' }))).events,
			...(await other.record(itemDefinition.define(id, { sku: 'B-1' }))).events
		];
		await meet(one, other);
		const { events: recorded } = await one.record(itemDefinition.define(id, { unit: 'kg' }));
		expect(recorded[0]?.heads).toEqual({ [id]: changes.map(({ _id }) => _id).sort() });
		await meet(one, other);
		expect(differences(await commonTables(one), await commonTables(other))).toEqual([]);
	});
});

test('personal texts are salted: the same words twice are two texts', async () => {
	const floor = await createTestFloor();
	const define = defining(floor);
	await define.person('Ada');
	await define.person('Ada');
	expect(new Set((await floor.rows(personalTexts)).map(({ _id }) => _id)).size).toBe(2);
});
