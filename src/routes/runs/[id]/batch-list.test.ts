import { describe, expect, it } from 'vitest';
import type { BatchRow } from '#domain/batch/views.ts';
import { deviceNumber, mintCode, printCode, type Code } from '#domain/kernel/code.ts';
import {
	choicesIn,
	listBatches,
	PAGE_SIZE,
	pageIn,
	queryShowing,
	readQuery,
	rowBehind,
	rowsOnPage,
	WHOLE_LIST,
	writeQuery,
	type BatchQuery
} from './batch-list.ts';
import { batchRow, began, closed, pieces, voided } from '../../../../tests/support/run-rows.ts';

const code = (place: number): Code => mintCode('b', deviceNumber(7), place);
const planned = (place: number, changes: Partial<BatchRow> = {}): BatchRow => batchRow(code(place), changes);
const idsOf = (rows: readonly BatchRow[], query: Partial<BatchQuery> = {}): string[] =>
	listBatches(rows, { ...WHOLE_LIST, ...query }).found.map(({ id }) => id);

describe('the address of a list', () => {
	it.each<Partial<BatchQuery>>([
		{},
		{ state: 'open', grade: 'seconds' },
		{ step: 't0', machine: 'm0', held: true },
		{ undecided: true, sort: 'quantity', descending: true },
		{ text: 'B0 W4', page: 3 },
		{ descending: true }
	])('says what it was made from: %o', (change) => {
		const query = { ...WHOLE_LIST, ...change };
		expect(readQuery(new URLSearchParams(writeQuery(query)))).toEqual(query);
	});

	it('of the whole list is empty', () => {
		expect(writeQuery(WHOLE_LIST)).toBe('');
	});

	it('that says nonsense leads to the whole list', () => {
		expect(readQuery(new URLSearchParams('?state=gone&grade=best&sort=-colour&page=-4'))).toEqual({
			...WHOLE_LIST,
			descending: true
		});
	});
});

describe('the list of batches', () => {
	it('leaves out what went on in others and what an undo took back, and shows planned ones that are void', () => {
		const rows = [
			planned(1),
			planned(2, { ...began(), ...closed('used') }),
			planned(3, { origin: 'made', ...began(), ...voided() }),
			planned(4, voided()),
			planned(5, { boundTo: code(1) })
		];
		expect(idsOf(rows)).toEqual([code(1), code(4)]);
		expect(listBatches(rows, WHOLE_LIST).total).toBe(2);
	});

	it('shows a lead whatever there is to decide, used up or not', () => {
		const rows = [planned(1), planned(2, { ...began(), ...closed('used'), exceptions: ['taken:x'] })];
		expect(idsOf(rows, { undecided: true })).toEqual([code(2)]);
	});

	it('is narrowed by everything at once, and counts every state of what is left', () => {
		const at = began({ step: 't1', machine: 'm1' });
		const rows = [
			planned(1, { machine: 'm1' }),
			planned(2, at),
			planned(3, { ...at, grade: 'seconds' }),
			planned(4, { ...at, ...closed('end') }),
			planned(5, { ...at, holds: ['h1'] }),
			planned(6, began({ step: 't2', machine: 'm2' }))
		];
		expect(idsOf(rows, { step: 't1' })).toEqual([code(2), code(3), code(4), code(5)]);
		expect(idsOf(rows, { step: 't1', grade: 'seconds' })).toEqual([code(3)]);
		expect(idsOf(rows, { machine: 'm1', state: 'created' })).toEqual([code(1)]);
		expect(idsOf(rows, { held: true })).toEqual([code(5)]);
		expect(listBatches(rows, { ...WHOLE_LIST, machine: 'm1', state: 'open' }).counts).toEqual({
			all: 5,
			created: 1,
			open: 3,
			closed: 1,
			voided: 0
		});
	});

	it('gives no grade to what is not started', () => {
		const rows = [planned(1), planned(2, began())];
		expect(idsOf(rows, { grade: 'firsts' })).toEqual([code(2)]);
		expect(choicesIn(rows).grades).toEqual(['firsts']);
	});

	it('is searched by any part of a code, however it is written', () => {
		const rows = [planned(1), planned(2, { label: code(9) }), planned(3)];
		expect(idsOf(rows, { text: printCode(code(9)) })).toEqual([code(2)]);
		expect(idsOf(rows, { text: code(3).slice(-4).toUpperCase() })).toEqual([code(3)]);
		expect(idsOf(rows, { text: '?' })).toEqual([]);
	});

	it('is searched by the whole code of a batch that the list leaves out', () => {
		const rows = [planned(1, { ...began(), ...closed('used') }), planned(2)];
		expect(idsOf(rows, { text: printCode(code(1)) })).toEqual([code(1)]);
		expect(idsOf(rows, { text: code(1).slice(-4) })).toEqual([]);
	});

	it('is sorted both ways, and by code where nothing else tells', () => {
		const rows = [
			planned(1, { ...began({ since: '3' }), quantity: pieces('10'), remaining: pieces('10') }),
			planned(2, { ...began({ since: '1' }), quantity: pieces('50'), remaining: pieces('9') }),
			planned(3)
		];
		expect(idsOf(rows, { sort: 'quantity' })).toEqual([code(2), code(1), code(3)]);
		expect(idsOf(rows, { sort: 'since' })).toEqual([code(2), code(1), code(3)]);
		expect(idsOf(rows, { sort: 'state' })).toEqual([code(3), code(1), code(2)]);
		expect(idsOf(rows, { sort: 'code', descending: true })).toEqual([code(3), code(2), code(1)]);
	});

	it('puts what a batch became where its label stood', () => {
		const rows = [planned(2), planned(8, { label: code(1), origin: 'made' })];
		expect(idsOf(rows)).toEqual([code(8), code(2)]);
	});
});

describe('a scan', () => {
	const used = { ...began(), ...closed('used') };

	it('leads to what carries the label now', () => {
		const rows = [planned(1, { ...used, children: [code(5)] }), planned(5, { label: code(1), ...began() })];
		expect(rowBehind(rows, code(1))?.id).toBe(code(5));
	});

	it('leads from what was split to a part of it that is open', () => {
		const rows = [
			planned(1, { ...used, children: [code(5), code(6)] }),
			planned(5, { ...began(), ...closed('end') }),
			planned(6, began())
		];
		expect(rowBehind(rows, code(1))?.id).toBe(code(6));
	});

	it('of another run leads nowhere here', () => {
		expect(rowBehind([planned(1)], code(2))).toBeNull();
	});

	it('ends where batches are said to have made each other', () => {
		const rows = [planned(1, { ...used, children: [code(2)] }), planned(2, { ...used, children: [code(1)] })];
		expect(rowBehind(rows, code(1))).toBeNull();
	});

	it('turns to the page of its row, and gives up filters that hide it', () => {
		const rows = Array.from({ length: PAGE_SIZE * 2 + 1 }, (_, place) =>
			planned(place, place % 2 === 0 ? began() : {})
		);
		const last = rows.at(-1)!;
		expect(queryShowing(rows, WHOLE_LIST, last)).toEqual({ ...WHOLE_LIST, page: 3 });
		const open = { ...WHOLE_LIST, state: 'open' as const };
		expect(queryShowing(rows, open, last)).toEqual({ ...open, page: 2 });
		expect(queryShowing(rows, open, rows[1]!)).toEqual(WHOLE_LIST);
	});
});

describe('pages', () => {
	it('hold every row once, and the last one is shown for any beyond it', () => {
		const rows = Array.from({ length: PAGE_SIZE + 1 }, (_, place) => planned(place));
		expect([...rowsOnPage(rows, 1), ...rowsOnPage(rows, 2)]).toEqual(rows);
		expect(pageIn(rows.length, 7)).toBe(2);
		expect(pageIn(0, 7)).toBe(1);
	});
});
