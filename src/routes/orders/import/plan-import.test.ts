import { describe, expect, test } from 'vitest';
import type { ItemRow } from '#domain/item/item.ts';
import { deviceNumber, mintCode } from '#domain/kernel/code.ts';
import type { OrderRow } from '#domain/order/views.ts';
import { guessColumns } from './columns.ts';
import { readTable } from './csv-table.ts';
import { countPlans, planImport, type KnownOrder, type OrderPlan } from './plan-import.ts';
import { itemFinder, readRow } from './read-rows.ts';

const row = { revision: 'r', heads: ['r'], archived: false, unread: 0, exceptions: [] };
const itemOf = (counter: number, name: string, sku: string, unit: string): ItemRow => ({
	...row,
	id: mintCode('a', deviceNumber(1), counter),
	name,
	sku,
	nature: 'product',
	unit
});
const sock = itemOf(1, 'Sock', 'S-42', 'pcs');
const yarn = itemOf(2, 'Yarn', 'Y-20', 'kg');
const items = [sock, yarn, itemOf(3, 'Twin', 'T-1', 'pcs'), itemOf(4, 'Twin', 'T-2', 'pcs')];
const pieces = (amount: string) => ({ amount, unit: 'pcs', kind: 'count', ratio: '1' }) as const;

async function plansOf(text: string, known: readonly KnownOrder[] = []): Promise<readonly OrderPlan[]> {
	const table = await readTable(text, null);
	if (!table.ok) throw new Error(table.error.type);
	const reading = { columns: guessColumns(table.value.header, {}), dates: 'day first', decimals: ',' } as const;
	const findItem = itemFinder(items);
	return planImport(
		table.value.rows.map((one) => readRow(one, reading, findItem)),
		known
	);
}

const faultsIn = (plans: readonly OrderPlan[]): unknown[] =>
	plans.flatMap(({ rows }) =>
		rows.flatMap(({ row: { line }, faults }) => faults.map(({ field, fault }) => [line, field, fault.type]))
	);

const HEADER = 'Auftrag;Kunde;Pos;Artikel;Menge;Einheit;Wunschtermin;Zugesagt;Prio;Status;Notiz';

test('an order of several lines becomes one order, its rows wherever they stand', async () => {
	const plans = await plansOf(
		[
			HEADER,
			'SO-1;Huber;2;s-42;1.250;Stück;30.11.2026;;2;;',
			'SO-2;;1;Sock;5;Dutzend;;01/12/2026;;;rush',
			'so-1;Huber;1;Y-20;12,5;kg;;;;Erteilt;'
		].join('\n')
	);
	expect(plans).toMatchObject([
		{
			number: 'SO-1',
			kind: 'new',
			order: null,
			changes: { number: 'SO-1', customer: 'Huber', status: 'issued' },
			lines: [
				{ line: 1, changes: { wanted: { item: yarn.id, quantity: { amount: '25/2', unit: 'kg' } } } },
				{
					line: 2,
					changes: { wanted: { item: sock.id, quantity: pieces('1250') }, requested: '2026-11-30', priority: 2 }
				}
			]
		},
		{
			number: 'SO-2',
			kind: 'new',
			changes: { number: 'SO-2', note: 'rush' },
			lines: [
				{
					line: 1,
					changes: { wanted: { item: sock.id, quantity: { amount: '5', unit: 'dozen' } }, promised: '2026-12-01' }
				}
			]
		}
	]);
});

test('every fault is named with its row and cell, and holds its whole order', async () => {
	const plans = await plansOf(
		[
			HEADER,
			'SO-1;;1;S-42;500;;;;;;',
			'SO-2;;1;S-99;500;;;;;;',
			'SO-2;;2;S-42;10;;;;;;',
			'SO-3;;1;S-42;ten;kg;;;;;',
			'SO-4;;1;S-42;0;fathom;;;;;',
			'SO-5;;1;Twin;1,5;;soon;31.02.2026;12;lost;',
			`SO-6;${'x'.repeat(2_001)};1;S-42;0,5;;;;;;`,
			';;1;S-42;1;;;;;;',
			';;1;;;;;;;;x',
			'SO-7;;1;S-42;1;;;;;;',
			'SO-7;;1;S-42;1;;;;;;',
			'SO-8;Huber;1;S-42;1;;;;;;',
			'SO-8;Maier;;S-42;1;;;;;;',
			'SO-9;;1;S-42;-5;;;;;;'
		].join('\n')
	);
	expect(faultsIn(plans)).toEqual([
		[3, 'item', 'ItemUnknown'],
		[5, 'quantity', 'NotANumber'],
		[5, 'unit', 'UnitOfOtherKind'],
		[6, 'quantity', 'NotAboveZero'],
		[6, 'unit', 'UnitUnknown'],
		[7, 'item', 'ItemNotUnique'],
		[7, 'requested', 'NotADate'],
		[7, 'promised', 'NotADate'],
		[7, 'priority', 'NotWithin'],
		[7, 'status', 'StatusUnknown'],
		[8, 'quantity', 'TooFine'],
		[8, 'customer', 'TooLong'],
		[9, 'number', 'Missing'],
		[10, 'number', 'Missing'],
		[10, 'item', 'Missing'],
		[10, 'quantity', 'Missing'],
		[12, 'line', 'LineTwice'],
		[14, 'line', 'LinesHalfNumbered'],
		[14, 'customer', 'Differs'],
		[15, 'quantity', 'NotAboveZero']
	]);
	expect(countPlans(plans)).toEqual({ created: 1, changed: 0, unchanged: 0, held: 10 });
});

describe('an order that is known', () => {
	const known: KnownOrder = {
		row: {
			id: mintCode('v', deviceNumber(1), 1),
			number: 'SO-1',
			customer: null,
			placed: null,
			note: null,
			status: 'issued',
			created: null,
			moved: null,
			lines: [
				{
					line: 1,
					wanted: { item: sock.id, quantity: pieces('500') },
					requested: '2026-11-30',
					promised: null,
					priority: null,
					dropped: false
				}
			],
			runs: [],
			waiting: false,
			unread: 0,
			exceptions: []
		} satisfies OrderRow,
		customer: 'Huber',
		note: null
	};

	test('is unchanged where the file says the same or nothing', async () => {
		const [plan] = await plansOf(`${HEADER}\nso-1;Huber;1;S-42;500;;30.11.2026;;;issued;`, [known]);
		expect(plan).toMatchObject({ kind: 'unchanged', order: known.row.id, changes: {}, lines: [] });
	});

	test('changes by what the file says otherwise, and in nothing else', async () => {
		const [plan] = await plansOf(`${HEADER}\nSO-1;;1;S-42;600;;;;1;;\nSO-1;;2;Y-20;3;;;;;;`, [known]);
		expect(plan).toMatchObject({ kind: 'changed', changes: {} });
		expect(plan?.lines).toEqual([
			{ line: 1, changes: { wanted: { item: sock.id, quantity: pieces('600') }, priority: 1 } },
			{
				line: 2,
				changes: { wanted: { item: yarn.id, quantity: { amount: '3', unit: 'kg', kind: 'mass', ratio: '1000' } } }
			}
		]);
	});

	test('is held where its status does not follow, or where it has ended', async () => {
		const [barred] = await plansOf(`${HEADER}\nSO-1;;1;S-42;500;;;;;Angebot;\nSO-1;;2;S-42;5;;;;;;`, [known]);
		expect(barred?.kind).toBe('changed');
		const shipped: KnownOrder = { ...known, row: { ...known.row, status: 'shipped' } };
		const rows = `${HEADER}\nSO-1;;1;S-42;500;;;;;Storniert;\nSO-2;;1;S-42;1;;;;;;`;
		expect(faultsIn(await plansOf(rows, [shipped]))).toEqual([[2, 'status', 'StatusNotNext']]);
		const more = `${HEADER}\nSO-1;;1;S-42;500;;;;;;\nSO-1;;2;S-42;1;;;;;;`;
		expect(faultsIn(await plansOf(more, [shipped]))).toEqual([[3, null, 'OrderEnded']]);
	});

	test('is not guessed at where several have the number', async () => {
		const twin: KnownOrder = { ...known, row: { ...known.row, id: mintCode('v', deviceNumber(1), 2) } };
		const plans = await plansOf(`${HEADER}\nSO-1;;1;S-42;600;;;;;;`, [known, twin]);
		expect(faultsIn(plans)).toEqual([[2, 'number', 'NumberTaken']]);
	});
});

test('lines without numbers are counted in the order of the file', async () => {
	const [plan] = await plansOf('Order,Item,Qty\nSO-1,S-42,1\nSO-1,Y-20,2');
	expect(plan?.lines.map(({ line }) => line)).toEqual([1, 2]);
});
