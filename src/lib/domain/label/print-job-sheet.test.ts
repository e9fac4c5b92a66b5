import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { beyond, boundsOf, overlaps } from '../../../../tests/support/drawing-bounds.ts';
import { deviceNumber, mintCode, printCode } from '../kernel/code.ts';
import { MAX_LINES } from '../run/run.ts';
import { printQuantity } from '../unit/print.ts';
import { DOTS_A_MM, type Drawing } from './print-drawing.ts';
import { JOB_PAPER, JOB_PAPERS, printJobSheet, type JobSheetFacts, type JobSheetWords } from './print-job-sheet.ts';

const run = mintCode('r', deviceNumber(1), 0);
const pieces = (amount: string) => ({ amount, unit: 'pcs', kind: 'count', ratio: '1' }) as const;

const words: JobSheetWords = {
	title: 'Job sheet',
	responsible: 'Responsible',
	created: 'Created',
	due: 'Due',
	priority: 'Priority',
	materials: 'Materials',
	item: 'Item',
	needed: 'Needed',
	lot: 'Lot',
	initials: 'Initials',
	route: 'Steps',
	step: 'Step',
	station: 'Station',
	planned: 'Planned',
	good: 'Firsts',
	seconds: 'Seconds',
	waste: 'Waste',
	start: 'Start',
	end: 'End',
	batches: 'Batches',
	code: 'Code',
	quantity: 'Quantity',
	grade: 'Grade',
	machine: 'Machine',
	done: 'Done',
	notes: 'Notes',
	run: (number) => `Run ${number}`,
	amount: (batches, each, total) => `${batches} of ${each} = ${total}`,
	page: (page, pages) => `Page ${page} of ${pages}`
};

const sheet = (batches: number, steps: number): JobSheetFacts => ({
	run,
	created: '2026-11-20',
	due: '2026-11-30',
	priority: 3,
	responsible: 'Ana',
	lines: [{ item: 'Sock (S-40)', each: pieces('50'), batches, total: pieces(`${50 * batches}`) }],
	materials: [{ item: 'Yarn', needed: { amount: '26', unit: 'kg', kind: 'mass', ratio: '1000' } }],
	steps: Array.from({ length: steps }, (_, index) => ({
		name: `Step ${index + 1}`,
		stations: 'Knitting in',
		planned: pieces('500')
	})),
	batches: Array.from({ length: batches }, (_, index) => ({
		code: mintCode('b', deviceNumber(1), index),
		item: 'Sock',
		quantity: pieces('50'),
		grade: 'firsts',
		machine: 'Knit 1'
	}))
});

const texts = ({ marks }: Drawing): string[] => marks.flatMap((mark) => (mark.mark === 'text' ? [mark.text] : []));

describe.each(JOB_PAPERS)('a job sheet on %s', (paper) => {
	test('says run, item, amount, due, priority, and has the run’s symbol', () => {
		const { pages, warnings } = printJobSheet(sheet(10, 3), paper, words);
		expect(warnings).toEqual([]);
		const [first] = pages;
		expect(texts(first!)).toEqual(
			expect.arrayContaining([
				`Run ${printCode(run)}`,
				'Sock (S-40)',
				'10 of 50\u00a0pcs = 500\u00a0pcs',
				'2026-11-30',
				'3',
				'Ana'
			])
		);
		expect(first?.marks.filter(({ mark }) => mark === 'symbol')).toMatchObject([{ code: run, form: 'code' }]);
	});

	test('has every step and every batch once, column titles on each page, and counts its pages', () => {
		const { pages } = printJobSheet(sheet(120, 9), paper, words);
		expect(pages.length).toBeGreaterThan(3);
		const all = pages.flatMap(texts);
		for (const { code } of sheet(120, 9).batches) {
			expect(all.filter((text) => text === printCode(code))).toHaveLength(1);
		}
		expect(all.filter((text) => /^Step \d/.test(text))).toHaveLength(9);
		for (const [index, page] of pages.entries()) {
			expect(texts(page)).toContain(`Page ${index + 1} of ${pages.length}`);
			if (texts(page).some((text) => text.startsWith('B0'))) expect(texts(page)).toContain('Code');
			expect(page).toMatchObject(JOB_PAPER[paper]);
		}
	});

	test('has every line of a run with as many as there can be, over as many pages as they take', () => {
		const one = sheet(1, 1);
		const lines = Array.from({ length: MAX_LINES }, (_, index) => ({ ...one.lines[0]!, item: `Sock ${index + 1}` }));
		const { pages } = printJobSheet({ ...one, lines }, paper, words);
		for (const page of pages) expect(beyond(page, 10 * DOTS_A_MM)).toEqual([]);
		const printed = pages.flatMap(texts).filter((text) => /^Sock \d/.test(text));
		expect(printed).toEqual(lines.map(({ item }) => item));
	});

	test.each(['1234567.891', '12345678901', '100/3', '-1000001/7'])('never breaks or cuts a quantity: %s', (amount) => {
		const large = pieces(amount);
		const one = sheet(1, 1);
		const { pages, warnings } = printJobSheet(
			{
				...one,
				priority: null,
				lines: one.lines.map((line) => ({ ...line, each: large, total: large })),
				materials: [{ item: 'Yarn', needed: large }],
				steps: one.steps.map((step) => ({ ...step, planned: large })),
				batches: one.batches.map((batch) => ({ ...batch, quantity: large }))
			},
			paper,
			words
		);
		const whole = printQuantity(large);
		const printed = pages.flatMap(texts);
		const leftOut = warnings.filter(({ type }) => type === 'QuantityLeftOut');
		expect(printed.filter((text) => text.includes(whole)).length + leftOut.length).toBe(4);
		expect(warnings.filter(({ type }) => type === 'TextCut')).toEqual([]);
		expect(printed.filter((text) => /\d/.test(text) && whole.includes(text) && text !== whole)).toEqual([]);
	});

	test('keeps its margins and nothing on anything else, whatever the names', () => {
		const name = fc.string({ unit: 'grapheme', maxLength: 120 });
		fc.assert(
			fc.property(name, name, fc.integer({ min: 1, max: 40 }), fc.nat(12), (item, station, batches, steps) => {
				const plain = sheet(batches, steps);
				const { pages } = printJobSheet(
					{
						...plain,
						responsible: item,
						lines: [...plain.lines, ...plain.lines].map((line) => ({ ...line, item })),
						materials: [{ item, needed: null }],
						steps: plain.steps.map((step) => ({ ...step, name: item, stations: station })),
						batches: plain.batches.map((batch) => ({ ...batch, item, machine: station }))
					},
					paper,
					words
				);
				for (const page of pages) {
					expect(beyond(page, 10 * DOTS_A_MM)).toEqual([]);
					const apart = page.marks.filter(({ mark }) => mark !== 'box').map(boundsOf);
					expect(overlaps(apart)).toEqual([]);
				}
			}),
			{ numRuns: 25 }
		);
	});

	test('says what it cut', () => {
		const long = 'Hexagon head screw with flange and serrated bearing surface M8 x 40 zinc plated class 8.8, '.repeat(
			3
		);
		const { warnings } = printJobSheet({ ...sheet(1, 0), materials: [{ item: long, needed: null }] }, paper, words);
		expect(warnings).toEqual([expect.objectContaining({ type: 'TextCut', whole: long })]);
	});
});
