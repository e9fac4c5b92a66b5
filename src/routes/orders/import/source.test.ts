import { expect, test } from 'vitest';
import { formatsOf, mendCell, readSource, type Source, type Told } from './source.ts';

const AS_IT_TELLS: Told = { encoding: null, delimiter: null };

async function opened(text: string, told: Told = AS_IT_TELLS): Promise<Source> {
	const read = await readSource({ name: 'orders.csv', bytes: new TextEncoder().encode(text) }, told, {});
	if (!read.ok) throw new Error(read.error.type);
	return read.value;
}

const doubtful = (): Promise<Source> => opened('Order;Item;Qty;Wunschtermin\nSO-1;Sock;1.250;03/04/2027');

test('what the file does not tell of its dates and numbers has to be said', async () => {
	const source = await doubtful();
	expect(formatsOf(source)).toMatchObject({ dates: null, decimals: null });
	expect(formatsOf({ ...source, dates: 'month first', decimals: ',' })).toMatchObject({
		dates: 'month first',
		decimals: ','
	});
});

test('what could be read in one way only needs no answer', async () => {
	const source = await opened('Order;Item;Qty;Wunschtermin\nSO-1;Sock;12;2027-04-03');
	expect(formatsOf(source)).toMatchObject({ dates: 'day first', decimals: '.' });
});

test('a cell that is mended changes its row and no other', async () => {
	const source = await opened('Order;Item;Qty\nSO-1;Sokc;5\nSO-2;Sock;6');
	const [first, second] = source.rows;
	const mended = mendCell(source, first!, 'item', ' Sock ');
	expect(mended.rows[0]).toEqual({ ...first, cells: ['SO-1', 'Sock', '5'] });
	expect(mended.rows[1]).toBe(second);
});

test('a file is taken apart as somebody says', async () => {
	const { table } = await opened('Order;Item,Qty\nSO-1;Sock,5', { encoding: 'utf-8', delimiter: ',' });
	expect(table.header).toEqual(['Order;Item', 'Qty']);
});

test('a file that cannot be read says why', async () => {
	const bytes = new TextEncoder().encode('Order;Item;Qty');
	expect(await readSource({ name: 'orders.csv', bytes }, AS_IT_TELLS, {})).toEqual({
		ok: false,
		error: { type: 'NoRows' }
	});
});
