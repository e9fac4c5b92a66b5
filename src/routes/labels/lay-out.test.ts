import { describe, expect, test } from 'vitest';
import { deviceNumber, mintCode } from '#domain/kernel/code.ts';
import type { LabelFacts } from '#domain/label/print-parts.ts';
import { cellsOf, SHEET } from '#domain/label/print-sheet.ts';
import { STOCK } from '#domain/label/print-stock.ts';
import { layOutLabels, type LabelRequest } from './lay-out.ts';

const facts = (seq: number): LabelFacts => ({
	code: mintCode('b', deviceNumber(1), seq),
	itemName: 'Sock, knitted',
	quantity: { amount: '50', unit: 'pcs', kind: 'count', ratio: '1' },
	grade: 'firsts',
	run: null,
	date: null,
	due: null,
	prints: 0,
	next: []
});
const labels = [0, 1, 2].map((seq) => ({ facts: facts(seq) }));
const [first, second, third] = labels.map((label) => label.facts.code);

const request: LabelRequest = {
	kind: 'tag',
	paper: '2x4',
	form: 'code',
	language: 'en',
	labels,
	copies: 1,
	missing: undefined,
	startCell: 1
};

const codes = (changed: Partial<LabelRequest>) =>
	layOutLabels({ ...request, ...changed }).sequence.map(({ code }) => code);

describe('labels', () => {
	test('leave a label printer one a page, the copies of each one after another', () => {
		const { pages, size, sequence } = layOutLabels({ ...request, copies: 2 });
		expect(sequence.map(({ code }) => code)).toEqual([first, first, second, second, third, third]);
		expect(pages).toEqual(sequence.map(({ drawing }) => drawing));
		expect(size).toEqual(STOCK['2x4']);
	});

	test('that did not come out are all that is printed, in the order they were in', () => {
		expect(codes({ copies: 2, missing: [second!, third!, third!] })).toEqual([second, third, third]);
	});

	test('of which there are none need no paper', () => {
		expect(layOutLabels({ ...request, labels: [] }).pages).toEqual([]);
	});

	test('fill sheets from the first cell that is free', () => {
		const sheet = SHEET['letter-10'];
		const { pages, size } = layOutLabels({ ...request, paper: 'letter-10', startCell: cellsOf(sheet) - 1 });
		expect(size).toBe(sheet);
		const symbols = pages.map(({ marks }) => marks.flatMap((mark) => (mark.mark === 'symbol' ? [mark.code] : [])));
		expect(symbols).toEqual([[first, second], [third]]);
	});

	test('start on a sheet’s last cell when a larger one was chosen for another sheet', () => {
		const { pages } = layOutLabels({ ...request, paper: 'letter-10', startCell: 24 });
		expect(pages).toHaveLength(2);
	});

	test('say what each of them could not show', () => {
		const nameless = { facts: { ...facts(3), itemName: undefined } };
		expect(layOutLabels({ ...request, labels: [...labels, nameless] }).warnings).toEqual([{ type: 'NameUnknown' }]);
	});
});
