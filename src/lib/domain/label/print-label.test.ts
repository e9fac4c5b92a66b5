import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { beyond, boundsOf, overlaps } from '../../../../tests/support/drawing-bounds.ts';
import { GRADES } from '../batch/goods.ts';
import { deviceNumber, mintCode, printCode } from '../kernel/code.ts';
import { printQuantity } from '../unit/print.ts';
import { LABEL_KINDS } from './format.ts';
import type { Mark, SymbolMark } from './print-drawing.ts';
import { printLabel } from './print-label.ts';
import type { LabelFacts, LabelWords, PrintWarning } from './print-parts.ts';
import { isOffered, ROUTE_ROOM, STOCK, takesLink, type LabelStock } from './print-stock.ts';

const code = mintCode('b', deviceNumber(1), 0);
const run = mintCode('r', deviceNumber(1), 1);
const pieces = (amount: string) => ({ amount, unit: 'pcs', kind: 'count', ratio: '1' }) as const;

const words: LabelWords = {
	run: 'Run',
	due: (date) => `due ${date}`,
	reprint: (count) => `REPRINT ${count}`,
	more: (count) => `+${count}: job sheet`,
	initials: 'initials'
};

const step = (name: string, ...uses: string[]) => ({ name, uses });

const facts = (change: Partial<LabelFacts> = {}): LabelFacts => ({
	code,
	itemName: 'Sock, knitted',
	quantity: pieces('50'),
	grade: 'firsts',
	run,
	date: '2026-11-20',
	due: '2026-11-30',
	prints: 0,
	next: [step('Knitting', '2.6 kg Yarn'), step('Dyeing')],
	...change
});

const stocks = Object.keys(STOCK) as LabelStock[];
const designs = LABEL_KINDS.flatMap((kind) =>
	stocks
		.filter((stock) => isOffered(kind, stock))
		.flatMap((stock) =>
			(takesLink(stock) ? (['code', 'link'] as const) : (['code'] as const)).map((form) => ({
				kind,
				stock,
				form,
				words
			}))
		)
);
const every = designs.map((design) => [`${design.kind} ${design.stock} with a ${design.form}`, design] as const);

const texts = (marks: readonly Mark[]): string[] => marks.flatMap((mark) => (mark.mark === 'text' ? [mark.text] : []));
const symbolIn = (marks: readonly Mark[]): SymbolMark => {
	const [symbol, ...more] = marks.filter((mark) => mark.mark === 'symbol');
	if (symbol === undefined || more.length > 0) throw new Error('not one symbol');
	return symbol;
};
const types = (warnings: readonly PrintWarning[]): string[] => warnings.map(({ type }) => type);

describe('every label', () => {
	test('there is: tags on everything, travelers where a route has room', () => {
		expect(isOffered('traveler', '1x1')).toBe(false);
		expect(() => printLabel(facts(), { kind: 'traveler', stock: '1x1', form: 'code', words })).toThrow(RangeError);
		expect(designs.map(({ kind, stock, form }) => `${kind} ${stock} ${form}`)).toEqual([
			'tag 1x1 code',
			'tag 1x3 code',
			'tag 1x4 code',
			'tag 1x4 link',
			'tag 2x4 code',
			'tag 2x4 link',
			'tag a4-cell code',
			'traveler 1x3 code',
			'traveler 1x4 code',
			'traveler 1x4 link',
			'traveler 2x4 code',
			'traveler 2x4 link'
		]);
	});

	test.each(every)('%s: the code in groups, quantity with unit, grade', (_name, design) => {
		const { drawing, warnings } = printLabel(facts(), design);
		expect(texts(drawing.marks)).toContain(printCode(code));
		expect(texts(drawing.marks)).toContain('50\u00a0pcs');
		expect(drawing.marks.some((mark) => mark.mark === 'grade' && mark.grade === 'firsts')).toBe(true);
		expect(texts(drawing.marks).join(' ')).not.toContain('REPRINT');
		expect(warnings).toEqual([]);
	});

	test.each(every)('%s: item and run, but for the smallest', (_name, design) => {
		const shown = texts(printLabel(facts(), design).drawing.marks).join(' ');
		expect(shown.includes('Sock, knitted')).toBe(design.stock !== '1x1');
		expect(shown.includes('Run') && shown.includes(printCode(run))).toBe(design.stock !== '1x1');
	});

	test.each(every)('%s: whole dots, four or more a module', (_name, design) => {
		const { module, form, x, y } = symbolIn(printLabel(facts(), design).drawing.marks);
		expect(form).toBe(design.form);
		expect(module).toBeGreaterThanOrEqual(4);
		for (const dots of [module, x, y]) expect(Number.isInteger(dots)).toBe(true);
	});

	test.each(every)('%s: says that it is a reprint, and which', (_name, design) => {
		expect(texts(printLabel(facts({ prints: 2 }), design).drawing.marks)).toContain('REPRINT 2');
	});

	test.each(every)('%s: a grade takes its letter and pattern', (_name, design) => {
		for (const grade of GRADES) {
			expect(printLabel(facts({ grade }), design).drawing.marks).toContainEqual(
				expect.objectContaining({ mark: 'grade', grade })
			);
		}
	});
});

describe('whatever a label has to say', () => {
	const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 });
	const anyFacts = fc.record({
		code: fc.nat(1e6).map((counter) => mintCode('b', deviceNumber(1), counter)),
		itemName: fc.option(name, { nil: undefined }),
		quantity: fc.option(fc.nat(1e9).map((amount) => pieces(`${amount + 1}`))),
		grade: fc.constantFrom(...GRADES),
		run: fc.option(fc.nat(1e6).map((counter) => mintCode('r', deviceNumber(1), counter))),
		date: fc.option(fc.constant('2026-11-20')),
		due: fc.option(fc.constant('2026-11-30')),
		prints: fc.nat(12),
		next: fc.option(fc.array(fc.record({ name, uses: fc.array(name, { maxLength: 2 }) }), { maxLength: 9 }))
	});

	test.each(every)('%s: stays on its paper, and no two things on each other', (_label, design) => {
		fc.assert(
			fc.property(anyFacts, (given) => {
				const { drawing } = printLabel(given, design);
				expect(beyond(drawing, 0)).toEqual([]);
				// The symbol brings a white frame of its own; everything else keeps half a millimetre.
				const rest = drawing.marks.filter(({ mark }) => mark !== 'symbol');
				expect(beyond({ ...drawing, marks: rest }, 4)).toEqual([]);
				// A reprint's box lies under its text.
				const apart = drawing.marks.filter((mark) => mark.mark !== 'text' || !mark.white).map(boundsOf);
				expect(overlaps(apart)).toEqual([]);
			}),
			{ numRuns: 60 }
		);
	});

	test.each(every)('%s: nothing is cut without a warning', (_label, design) => {
		fc.assert(
			fc.property(anyFacts, (given) => {
				const { drawing, warnings } = printLabel(given, design);
				const ends = (text: string): boolean => text.endsWith('…');
				const own = [
					given.itemName ?? '',
					...(given.next ?? []).flatMap(({ name: step, uses }) => [step, uses.join(', ')])
				];
				if (texts(drawing.marks).some(ends) && !own.some(ends)) expect(types(warnings)).toContain('TextCut');
			}),
			{ numRuns: 60 }
		);
	});
});

describe('what does not fit', () => {
	const tag = { kind: 'tag', stock: '2x4', form: 'code', words } as const;

	test('a long name ends with … and says so', () => {
		const itemName = 'Hexagon head screw with flange and serrated bearing surface M8 x 40 zinc plated class 8.8';
		const { warnings } = printLabel(facts({ itemName }), tag);
		expect(warnings).toEqual([{ type: 'TextCut', whole: itemName, printed: expect.stringMatching(/…$/) }]);
	});

	test('an item this device does not know leaves room and says so', () => {
		expect(types(printLabel(facts({ itemName: undefined }), tag).warnings)).toEqual(['NameUnknown']);
	});

	test('a long quantity is smaller and says so, a longer one in lines, never cut', () => {
		for (const [amount, lines] of [
			['125000000', 1],
			['123456789012345678901/7', 2]
		] as const) {
			const { drawing, warnings } = printLabel(facts({ quantity: pieces(amount) }), tag);
			expect(types(warnings)).toEqual(['QuantitySmaller']);
			const whole = printQuantity(pieces(amount));
			const parts = texts(drawing.marks).filter((text) => whole.includes(text));
			expect(parts.join('')).toBe(whole);
			expect(parts).toHaveLength(lines);
		}
	});

	test('a quantity that fits in no size is left out of the smallest label, and it says so', () => {
		const quantity = pieces('123456789012345678901/7');
		const { drawing, warnings } = printLabel(facts({ quantity }), { ...tag, stock: '1x1' });
		expect(types(warnings)).toEqual(['QuantityLeftOut']);
		expect(texts(drawing.marks)).toEqual([printCode(code)]);
	});
});

describe('a traveler', () => {
	const steps = Array.from({ length: 9 }, (_, index) => step(`Step ${index + 1}`));

	test.each([
		['1x3', 2],
		['1x4', 4],
		['2x4', 6]
	] as const)('of %s has the next %s steps to tick, and says where the rest is', (stock, room) => {
		expect(ROUTE_ROOM[stock]).toBe(room);
		const { drawing, warnings } = printLabel(facts({ next: steps }), { kind: 'traveler', stock, form: 'code', words });
		const shown = texts(drawing.marks);
		expect(shown.filter((text) => text.startsWith('Step '))).toEqual(steps.slice(0, room).map(({ name }) => name));
		expect(shown).toContain(`+${9 - room}: job sheet`);
		expect(drawing.marks.filter((mark) => mark.mark === 'box' && mark.outline !== null)).toHaveLength(room);
		expect(warnings).toEqual([{ type: 'StepsLeftOut', room }]);
	});

	test('says what a step uses', () => {
		const { drawing } = printLabel(facts(), { kind: 'traveler', stock: '2x4', form: 'code', words });
		expect(texts(drawing.marks)).toContain('2.6 kg Yarn');
	});

	test('has empty rows while the route is not known here', () => {
		const { drawing, warnings } = printLabel(facts({ next: null }), {
			kind: 'traveler',
			stock: '1x4',
			form: 'code',
			words
		});
		expect(types(warnings)).toEqual(['RouteUnknown']);
		expect(drawing.marks.filter((mark) => mark.mark === 'box' && mark.outline !== null)).toHaveLength(4);
	});
});
