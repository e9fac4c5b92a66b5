import { describe, expect, test } from 'vitest';
import { createTestFloor, defining } from '../../../tests/support/floor.ts';
import { changing, estimate, ordering } from '../../../tests/support/sales.ts';
import { isLate, readOrders, searchOrders, sortOrders, withStatus } from './read-orders.ts';

const floor = await createTestFloor();
const define = defining(floor);
const [sock, hat] = [await define.item('Sock'), await define.item('Hat')];
const late = await estimate(floor, [ordering(sock, '500 pcs', { promised: '2026-12-01', priority: 3 })], {
	number: 'SO-1',
	customer: 'Ada Lovelace'
});
await estimate(
	floor,
	[
		ordering(hat, '5 dozen', { requested: '2026-11-30' }),
		ordering(sock, '7 pcs', { promised: '2027-01-01', priority: 1 })
	],
	{ number: 'SO-2', customer: 'Huber' }
);
await estimate(floor, [ordering(hat, '1 pcs')], { number: '' });
await floor.record(changing(late, { status: 'issued' }));
const all = await floor.store.read(readOrders);
const names = (rows: typeof all): string[] => rows.map(({ name }) => name);

describe('the list of orders', () => {
	test('says for each what is wanted, by when and how urgently; one without a number is called by its code', () => {
		const [first, second, third] = sortOrders(all, 'newest').toReversed();
		expect(first).toMatchObject({ name: 'SO-1', customer: 'Ada Lovelace', due: '2026-12-01', priority: 3 });
		expect(second).toMatchObject({ wants: ['5\u00a0dozen Hat', '7\u00a0pcs Sock'], due: '2026-11-30', priority: 1 });
		expect(third?.name).toMatch(/^V001-/);
		expect(first && isLate(first, '2026-12-02')).toBe(true);
		expect(first && isLate(first, '2026-12-01')).toBe(false);
	});

	test('is sorted by date or by urgency; what has none comes last', () => {
		expect(names(sortOrders(all, 'due')).slice(0, 2)).toEqual(['SO-2', 'SO-1']);
		expect(names(sortOrders(all, 'priority')).slice(0, 2)).toEqual(['SO-2', 'SO-1']);
		const over = all.map((row) =>
			row.name === 'SO-2' ? { ...row, order: { ...row.order, status: 'shipped' as const } } : row
		);
		expect(names(sortOrders(over, 'due')).at(-1)).toBe('SO-2');
	});

	test('is found by number, customer and item, and by status', () => {
		expect(names(searchOrders(all, 'so-1'))).toEqual(['SO-1']);
		expect(names(searchOrders(all, 'huber hat'))).toEqual(['SO-2']);
		expect(searchOrders(all, 'hat')).toHaveLength(2);
		expect(names(withStatus(all, 'issued'))).toEqual(['SO-1']);
	});
});
