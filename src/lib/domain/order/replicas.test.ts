import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	commonTables,
	createTestClock,
	createTestFloor,
	deliver,
	differences,
	mill,
	MONDAY,
	quantity,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import { answer, changing, estimate, generating, ordering, orderRow, runFor } from '../../../../tests/support/sales.ts';
import { rebuild } from '#engine/rebuild.ts';
import type { Command } from '../catalog.ts';
import type { Code } from '../kernel/code.ts';
import { exceptions } from '../kernel/view.ts';
import { ORDER_STATUSES } from './order.ts';

const DEVICES = 3;

/** What somebody in an office does next, and whether another office hears of everything first. */
const anyDeed = fc.record({
	who: fc.nat(DEVICES - 1),
	hears: fc.option(fc.nat(DEVICES - 1), { freq: 2 }),
	does: fc.constantFrom('quantity', 'urgency', 'line', 'drop', 'status', 'generate', 'apply', 'keep'),
	much: fc.integer({ min: 1, max: 9 })
});
type Deed = typeof anyDeed extends fc.Arbitrary<infer Drawn> ? Drawn : never;

async function command(
	floor: TestFloor,
	order: Code,
	sock: Code,
	knitted: Code,
	{ does, much }: Deed
): Promise<Command> {
	const line = (changes: object) => changing(order, { lines: [{ line: 1, ...changes }] });
	switch (does) {
		case 'quantity':
			return line({ wanted: { item: sock, quantity: quantity(`${much * 50} pcs`) } });
		case 'urgency':
			return line({ priority: much, promised: `2026-12-0${much}` });
		case 'line':
			return changing(order, { lines: [ordering(sock, `${much} pcs`, { priority: much })] });
		case 'drop':
			return line({ dropped: much > 5 });
		case 'status':
			return changing(order, { status: ORDER_STATUSES[much % 4] ?? 'estimate', reason: 'so' });
		case 'generate':
			return generating(order, runFor(knitted, 1 + (much % 3)));
		default: {
			const { runs } = await orderRow(floor, order);
			return answer(floor, order, (runs[much % (runs.length || 1)]?.run ?? order) as Code, does);
		}
	}
}

test('offices that knew different things of an order show the same once they hold the same, in whatever order it came', async () => {
	const rules = new Set<string>();
	await fc.assert(
		fc.asyncProperty(
			fc.array(anyDeed, { minLength: 4, maxLength: 16 }),
			fc.infiniteStream(fc.nat()),
			async (deeds, draws) => {
				const floors = await Promise.all(
					Array.from({ length: DEVICES }, (_, index) =>
						createTestFloor({ device: index + 1, clock: createTestClock(MONDAY + index * 90_000) })
					)
				);
				const [first] = floors as [TestFloor];
				const { items } = await mill(first);
				const order = await estimate(first, [ordering(items.sock, '100 pcs')]);
				for (const floor of floors) await deliver(first, floor);
				for (const deed of deeds) {
					const floor = floors[deed.who] ?? first;
					const other = deed.hears === null ? undefined : floors[deed.hears];
					if (other && other !== floor) await deliver(other, floor);
					// What is refused was not done.
					await floor.submit(await command(floor, order, items.sock, items.knitted, deed));
				}
				for (const floor of floors) for (const other of floors) if (other !== floor) await deliver(other, floor);
				for (const floor of floors) for (const other of floors) if (other !== floor) await deliver(other, floor);

				const all = await first.documents();
				const shuffled = all.map((document) => ({ document, at: draws.next().value })).sort((a, b) => a.at - b.at);
				const late = await createTestFloor({ device: 9 });
				for (const { document } of shuffled) await late.receive([document, document]);
				const tables = await commonTables(first);
				for (const floor of [...floors, late]) expect(differences(tables, await commonTables(floor))).toEqual([]);
				await rebuild(late.store, () => undefined);
				expect(differences(tables, await commonTables(late))).toEqual([]);
				for (const { rule } of await first.rows(exceptions)) rules.add(rule);
			}
		),
		{ numRuns: 40 }
	);
	expect([...rules]).toEqual(expect.arrayContaining(['field', 'order']));
});
