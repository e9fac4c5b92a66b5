import { expect, test } from 'vitest';
import { createTestFloor, defining, deliver, meet } from '../../../tests/support/floor.ts';
import { changing, estimate, ordering, orderRow } from '../../../tests/support/sales.ts';
import { readOrderDifferences } from './order-differences.ts';
import { readOrderHistory, saidBy } from './order-history.ts';

const named = (id: string | null): string => (id === null ? '' : 'Sock');

test('what two devices said of one thing stands side by side, until somebody says what is right', async () => {
	const [one, other] = [await createTestFloor(), await createTestFloor({ device: 2 })];
	const sock = await defining(one).item('Sock');
	const order = await estimate(one, [ordering(sock, '500 pcs'), ordering(sock, '20 pcs')], { customer: 'Huber' });
	await deliver(one, other);
	await one.record(changing(order, { customer: 'Huber AG', lines: [{ line: 1, promised: '2026-12-01' }] }));
	other.clock.advance(60_000);
	await other.record(changing(order, { customer: 'Huber Ltd', lines: [{ line: 2, promised: '2026-12-08' }] }));
	await meet(one, other);
	const differences = async () => {
		const row = await orderRow(one, order);
		return one.store.read((reader) => readOrderDifferences(reader, row));
	};
	expect(await differences()).toMatchObject([
		{ line: null, field: 'customer', shown: { value: 'Huber Ltd' }, others: [{ value: 'Huber AG' }] }
	]);
	await one.record(changing(order, { customer: 'Huber AG' }));
	expect(await differences()).toEqual([]);
});

test('what somebody settled since is left out, the rest stays', async () => {
	const [one, other] = [await createTestFloor(), await createTestFloor({ device: 2 })];
	const sock = await defining(one).item('Sock');
	const order = await estimate(one, [ordering(sock, '500 pcs')]);
	await deliver(one, other);
	await one.record(changing(order, { number: 'SO-2', lines: [{ line: 1, priority: 1 }] }));
	other.clock.advance(60_000);
	await other.record(changing(order, { number: 'SO-3', lines: [{ line: 1, priority: 2 }] }));
	await meet(one, other);
	await one.record(changing(order, { number: 'SO-4' }));
	const row = await orderRow(one, order);
	expect(await one.store.read((reader) => readOrderDifferences(reader, row))).toMatchObject([
		{ line: 1, field: 'priority', shown: { value: 2 }, others: [{ value: 1 }] }
	]);
});

test('its history says what was new, and nothing of what was left empty', async () => {
	const floor = await createTestFloor();
	const sock = await defining(floor).item('Sock');
	const order = await estimate(floor, [ordering(sock, '500 pcs', { priority: 2 })]);
	await floor.record(changing(order, { status: 'cancelled', reason: 'Customer withdrew' }));
	const history = await floor.store.read((reader) => readOrderHistory(reader, order));
	expect(history.map(({ fact, reason }) => [...saidBy(fact, named), reason])).toEqual([
		['Status Cancelled', 'Customer withdrew'],
		['Number SO-1', 'Status Estimate', 'Line 1: 500\u00a0pcs Sock, priority 2', '']
	]);
});
