import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BatchRow } from '../batch/views.ts';
import { deviceNumber, mintCode } from '../kernel/code.ts';
import type { Quantity } from '../kernel/quantity.ts';
import { printQuantity } from '../unit/print.ts';
import type { RunRow } from '../run/run.ts';
import { fitText, NAME_BOX, printTag, textWidth } from './print.ts';

const code = mintCode('b', deviceNumber(1), 0);
const run = mintCode('r', deviceNumber(1), 1);
const pieces = (amount: string): Quantity => ({ amount, unit: 'pcs', kind: 'count', ratio: '1' });

const batch = (change: Partial<BatchRow> = {}): BatchRow => ({
	id: code,
	run,
	line: 1,
	item: { id: mintCode('a', deviceNumber(1), 2), revision: '' },
	quantity: pieces('50'),
	grade: 'firsts',
	machine: null,
	state: 'created',
	voided: null,
	waiting: false,
	initialised: null,
	closed: null,
	exceptions: [],
	unread: 0,
	...change
});

const planned = {
	id: run,
	due: '2026-11-30',
	created: { event: 'e', at: '2026-11-20T23:30:00.000+01:00', by: [], device: '001' }
} as unknown as RunRow;

const tag = (change: Partial<BatchRow>, itemName: string | undefined = 'Bolt M8') =>
	printTag({ batch: batch(change), itemName, run: planned });

describe('a tag says', () => {
	test('code, item, quantity with unit, grade, run, the day of planning by the site’s clock, due', () => {
		expect(tag({})).toEqual({
			code,
			shownCode: 'B001-0000-06',
			name: ['Bolt M8'],
			quantity: { lines: ['50\u00a0pcs'], size: 8 },
			grade: 'firsts',
			gradeMark: '1st',
			run: 'R001-0000-1Z',
			date: '2026-11-20',
			due: '2026-11-30',
			warnings: []
		});
	});

	test.each([
		['firsts', '1st'],
		['seconds', '2nd'],
		['waste', 'W']
	] as const)('grade %s as %s', (grade, mark) => {
		expect(tag({ grade }).gradeMark).toBe(mark);
	});

	test('nothing of a run that is not known', () => {
		const alone = printTag({ batch: batch({ run: null }), itemName: 'Bolt M8', run: undefined });
		expect(alone).toMatchObject({ run: null, date: null, due: null });
	});
});

describe('what does not fit', () => {
	const long = 'Hexagon head screw with flange and serrated bearing surface M8 x 40 zinc plated class 8.8';

	test('a long name ends with … and says so', () => {
		const { name, warnings } = tag({}, long);
		expect(name).toHaveLength(3);
		expect(name.at(-1)).toMatch(/…$/);
		expect(warnings).toEqual([{ type: 'NameCut', whole: long }]);
	});

	test('an item this device does not know leaves room and says so', () => {
		const unknown = printTag({ batch: batch(), itemName: undefined, run: planned });
		expect(unknown).toMatchObject({ name: [], warnings: [{ type: 'NameUnknown' }] });
	});

	test.each([
		['1250', 8, 1],
		['125000', 6, 1],
		['123456789012345/7', 4.5, 2]
	])('a quantity of %s is smaller (%s mm) and in %s lines, never cut', (amount, size, lines) => {
		const { quantity } = tag({ quantity: pieces(amount) });
		expect(quantity).toMatchObject({ size });
		expect(quantity.lines).toHaveLength(lines);
		expect(quantity.lines.join('')).toBe(printQuantity(pieces(amount)));
	});
});

describe('lines', () => {
	const { size, width, lines: most } = NAME_BOX;

	test('break between words', () => {
		expect(fitText('Sock knitted grey melange', { size: 5, width: 60, lines: 3 }).lines).toEqual([
			'Sock knitted grey',
			'melange'
		]);
	});

	test('break inside a word that is longer than a line', () => {
		const { lines, cut } = fitText('Donaudampfschifffahrtsgesellschaft', NAME_BOX);
		expect(cut).toBe(false);
		expect(lines.join('')).toBe('Donaudampfschifffahrtsgesellschaft');
	});

	test('fit their box whatever the text, and keep all of it unless they say that it was cut', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (text) => {
				const { lines, cut } = fitText(text, NAME_BOX);
				expect(lines.length).toBeLessThanOrEqual(most);
				for (const line of lines)
					expect(textWidth(line)).toBeLessThanOrEqual(Math.max(width / size, textWidth(line.slice(0, 2))));
				const plain = (value: string): string => value.replace(/[ \t\n]+/g, '');
				const kept = plain(lines.join(''));
				if (cut) expect(plain(text).startsWith(kept.slice(0, -1))).toBe(true);
				else expect(kept).toBe(plain(text.trim()));
			})
		);
	});
});
