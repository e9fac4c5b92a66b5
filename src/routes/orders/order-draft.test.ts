import { expect, test } from 'vitest';
import { createTestFloor, defining } from '../../../tests/support/floor.ts';
import { estimate, ordering, orderRow } from '../../../tests/support/sales.ts';
import { definitions } from '#domain/catalog.ts';
import { draftOf, emptyOrder, emptyOrderLine, readOrderDraft } from './order-draft.ts';

const floor = await createTestFloor();
const sock = await defining(floor).item('Sock');
const items = await floor.rows(definitions.item.table);

test('a filled form becomes an order, and the order fills the form again', async () => {
	const line = {
		...emptyOrderLine(1),
		item: sock,
		amount: '2,5',
		unit: 'dozen',
		promised: '2026-12-01',
		priority: '2'
	};
	const draft = { ...emptyOrder(), number: 'SO-7', customer: 'Huber', lines: [line] };
	const read = readOrderDraft(draft, null, items);
	if (!read.ok) throw new Error('not read');
	const { events } = await floor.record(read.value);
	const before = { order: await orderRow(floor, events[0]?.touches[0] as typeof sock), customer: 'Huber', note: '' };
	expect(before.order.lines[0]).toMatchObject({ promised: '2026-12-01', priority: 2, wanted: { item: sock } });
	const again = draftOf(before);
	expect(again).toEqual({ ...draft, lines: [{ ...line, line: 1, amount: '2.5' }] });
	const unchanged = readOrderDraft(again, before, items);
	expect(unchanged.ok && (await floor.refusal(unchanged.value))).toMatchObject({ type: 'NothingChanged' });
});

test('what is as it was is not read anew, also where no field can show it exactly', async () => {
	const order = await estimate(floor, [ordering(sock, '1/3 dozen')]);
	const before = { order: await orderRow(floor, order), customer: '', note: '' };
	const draft = draftOf(before);
	const [line] = draft.lines;
	if (!line) throw new Error('no line');
	const read = readOrderDraft({ ...draft, lines: [{ ...line, requested: '2026-12-01' }] }, before, items);
	expect(read).toMatchObject({ ok: true, value: { lines: [{ line: 1, requested: '2026-12-01' }] } });
	expect(read.ok && read.value.lines?.[0]).not.toHaveProperty('wanted');
});

test('what is missing or cannot be counted is said for each line', () => {
	const lines = [
		emptyOrderLine(1),
		{ ...emptyOrderLine(2), item: sock, amount: 'ten' },
		{ ...emptyOrderLine(3), item: sock, amount: '0' },
		{ ...emptyOrderLine(4), item: sock, amount: '0,5' }
	];
	expect(readOrderDraft({ ...emptyOrder(), lines }, null, items)).toEqual({
		ok: false,
		error: [
			{ key: 1, field: 'item', type: 'ItemMissing' },
			{ key: 1, field: 'amount', type: 'AmountMissing' },
			{ key: 2, field: 'amount', type: 'AmountUnreadable' },
			{ key: 3, field: 'amount', type: 'AmountNotPositive' },
			{ key: 4, field: 'amount', type: 'AmountTooFine' }
		]
	});
});
