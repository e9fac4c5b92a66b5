import { expect, test } from 'vitest';
import { MAX_CHILDREN } from '#domain/batch/cut.ts';
import { batches } from '#domain/batch/views.ts';
import { definitions, type Command } from '#domain/catalog.ts';
import { HOLD_CHUNK } from '#domain/hold/hold.ts';
import type { Code } from '#domain/kernel/code.ts';
import { MAX_TOUCHES, type EventId } from '#domain/kernel/event.ts';
import {
	batchRow,
	createTestFloor,
	deliver,
	exceptionsOf,
	initialise,
	line,
	mill,
	plan,
	planOne,
	quantity,
	workshop
} from '../../../tests/support/floor.ts';

// An event touches so many things at most. What is said about more of them is recorded all the same.

const splitInto = (count: number, batch: Code, station: Code): Command => ({
	type: 'SplitBatch',
	batch,
	station,
	source: null,
	children: Array.from({ length: count }, () => ({
		grade: 'firsts' as const,
		quantity: quantity('1 pcs'),
		label: null,
		reason: null
	})),
	closes: null,
	machine: null,
	usual: null
});

test('a decision about more batches than an event touches is recorded all the same', async () => {
	const office = await createTestFloor();
	const site = await mill(office);
	const sorting = await site.define.station('Sorting', { operation: 'split' });
	const { events } = await office.record({
		...definitions.person.define(null, { roles: ['lead'] }),
		personal: { name: 'Lea' }
	});
	const lead = events[0]?.touches[0] as Code;
	const { batch } = await planOne(office, site.items.knitted);
	await office.record(initialise(batch, site.knitting));
	const splits: EventId[] = [];
	const devices = await Promise.all([2, 3, 4, 5].map((device) => createTestFloor({ device })));
	for (const floor of devices) await deliver(office, floor);
	for (const floor of devices) {
		const { events: recorded } = await floor.record(splitInto(MAX_CHILDREN, batch, sorting));
		splits.push(recorded[0]?._id ?? '');
		await deliver(floor, office);
	}
	const [raised] = await exceptionsOf(office, batch);
	const { events: decided } = await office.record({
		type: 'ResolveException',
		exception: raised?.id ?? '',
		changes: splits.slice(1).map((fact) => ({ change: 'void', fact, batch: null })),
		lead,
		reason: 'split once'
	});
	expect(decided[0]?.touches).toHaveLength(MAX_TOUCHES);
	expect(decided[0]?.touches).toEqual(expect.arrayContaining([batch, raised?.id]));
	expect(await batchRow(office, batch)).toMatchObject({ children: { length: MAX_CHILDREN } });
});

test('a hold of a run is as many events as it takes', async () => {
	const floor = await createTestFloor();
	const { item } = await workshop(floor);
	const { run: held } = await plan(floor, line(item, 2 * HOLD_CHUNK + 10));
	const { events } = await floor.record({ type: 'PlaceHold', on: held, reason: 'stains' });
	expect(events.map(({ touches }) => touches.length)).toEqual([HOLD_CHUNK + 1, HOLD_CHUNK + 1, 12]);
	expect((await floor.rows(batches)).every(({ holds }) => holds.length === 1)).toBe(true);
});
