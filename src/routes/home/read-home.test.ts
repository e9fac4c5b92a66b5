import { expect, test } from 'vitest';
import type { Origin } from '#engine/commit.ts';
import { createTestFloor, initialise, line, mill, plan } from '../../../tests/support/floor.ts';
import { readHome } from './read-home.ts';

test("today's own scans: those by hand on a screen and those that were taken back are none", async () => {
	const floor = await createTestFloor();
	const { define, items, knitting } = await mill(floor);
	const ana = await define.person('Ana');
	const { batches } = await plan(floor, line(items.knitted, 4));
	const by = (people: Origin['by'], source: Origin['source']): Origin => ({ by: people, source });
	const scansToday = async (person: typeof ana | null): Promise<number> =>
		(await floor.store.read(readHome(person, floor.clock.now()))).scansToday;

	await floor.record(initialise(batches[0]!, knitting), by([ana], 'wedge'));
	const { events } = await floor.record(initialise(batches[1]!, knitting), by([ana], 'camera'));
	await floor.record(initialise(batches[2]!, knitting), by([], 'camera'));
	await floor.record(initialise(batches[3]!, knitting), by([ana], null));
	expect([await scansToday(null), await scansToday(ana)]).toEqual([3, 2]);

	await floor.record({ type: 'UndoFact', batch: batches[1]!, fact: events[0]!._id }, by([ana], null));
	expect([await scansToday(null), await scansToday(ana)]).toEqual([2, 1]);
});
