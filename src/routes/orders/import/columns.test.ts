import { expect, test } from 'vitest';
import { assignColumn, guessColumns, headingsOf, missingFields } from './columns.ts';

test('an English header', () => {
	const header = ['SO Number', 'Line', 'Item', 'SKU', 'Qty', 'UoM', 'Need by', 'Promised date', 'Prio', 'Colour'];
	expect(guessColumns(header, {})).toEqual({
		number: 0,
		line: 1,
		item: 3,
		quantity: 4,
		unit: 5,
		requested: 6,
		promised: 7,
		priority: 8,
		customer: null,
		placed: null,
		status: null,
		note: null
	});
});

test('a German header', () => {
	const header = [
		'Auftrags-Nr.',
		'Pos.',
		'Kunde',
		'Artikelnummer',
		'Menge',
		'ME',
		'Wunschtermin',
		'Priorität',
		'Datum'
	];
	expect(guessColumns(header, {})).toMatchObject({
		number: 0,
		line: 1,
		customer: 2,
		item: 3,
		quantity: 4,
		unit: 5,
		requested: 6,
		priority: 7,
		placed: 8,
		promised: null
	});
});

test('a German header of another shop', () => {
	expect(guessColumns(['Belegnr.', 'Teilenummer', 'Stückzahl', 'Termin'], {})).toMatchObject({
		number: 0,
		item: 1,
		quantity: 2,
		promised: 3
	});
});

test('what people said of a heading is kept for the next file, also that it says nothing', () => {
	const header = ['Doc', 'Item', 'Packs', 'Qty'];
	const guessed = guessColumns(header, {});
	expect(missingFields(guessed)).toEqual(['number']);
	const assigned = assignColumn(assignColumn(guessed, 'number', 0), 'quantity', 2);
	const known = headingsOf(header, assigned);
	expect(known).toEqual({ doc: 'number', item: 'item', packs: 'quantity', qty: 'none' });
	expect(guessColumns(header, known)).toEqual(assigned);
	expect(guessColumns(['Qty', 'Item', 'doc'], known)).toMatchObject({ number: 2, item: 1, quantity: null });
});

test('a column says one thing only', () => {
	const guessed = guessColumns(['Order', 'Item', 'Qty'], {});
	expect(assignColumn(guessed, 'customer', 0)).toMatchObject({ customer: 0, number: null });
	expect(assignColumn(guessed, 'item', null)).toMatchObject({ item: null, number: 0, quantity: 2, unit: null });
});
