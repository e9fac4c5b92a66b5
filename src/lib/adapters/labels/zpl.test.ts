import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviceNumber, mintCode } from '#domain/kernel/code.ts';
import { LABEL_KINDS, LABEL_SIZES } from '#domain/label/format.ts';
import { printLabel, type LabelDesign } from '#domain/label/print-label.ts';
import type { LabelFacts } from '#domain/label/print-parts.ts';
import { isOffered, STOCK, takesLink } from '#domain/label/print-stock.ts';
import { anyText } from '../../../../tests/support/any-text.ts';
import { writeZpl } from './zpl.ts';

const code = mintCode('b', deviceNumber(1), 0);
const host = 'floor.mill.example';

const facts: LabelFacts = {
	code,
	itemName: 'Socke_grün ^5~6',
	quantity: { amount: '12500', unit: 'pcs', kind: 'count', ratio: '1' },
	grade: 'seconds',
	run: mintCode('r', deviceNumber(1), 1),
	date: '2026-11-20',
	due: '2026-11-30',
	prints: 1,
	next: [{ name: 'Färben', uses: [] }]
};

const words = {
	run: 'Lauf',
	due: (date: string) => `fällig ${date}`,
	reprint: (count: number) => `KOPIE ${count}`,
	more: (count: number) => `+${count}`,
	initials: 'Kürzel'
};

const zpl = (design: Pick<LabelDesign, 'kind' | 'stock' | 'form'>, change: Partial<LabelFacts> = {}): string =>
	writeZpl([printLabel({ ...facts, ...change }, { ...design, words }).drawing], host);

const tag = { kind: 'tag', stock: '2x4', form: 'code' } as const;

describe('a label in the printer’s language', () => {
	it('is one format of the label’s size, in UTF-8', () => {
		const written = zpl(tag);
		expect(written.startsWith('^XA\n^CI28\n^PW812\n^LL406\n^LH0,0\n')).toBe(true);
		expect(written.endsWith('\n^PQ1\n^XZ\n')).toBe(true);
		expect(
			writeZpl(
				[...Array<number>(3)].map(() => ({ width: 203.2, height: 203.2, marks: [] })),
				host
			).match(/\^XA/g)
		).toHaveLength(3);
	});

	it('has the printer draw the code at level H, inside its quiet zone', () => {
		expect(zpl({ ...tag, stock: '1x1' })).toContain(`^BY2,3,10^FO24,14^BQN,2,6^FDHA,${code.toUpperCase()}^FS`);
	});

	it('has it draw the link at level Q, where that has room', () => {
		const link = `^FDQA,HTTPS://FLOOR.MILL.EXAMPLE/B/${code.toUpperCase()}^FS`;
		for (const stock of LABEL_SIZES) expect(zpl({ ...tag, stock, form: 'link' }).includes(link)).toBe(takesLink(stock));
	});

	it('writes signs of the language by their numbers, and all others as they are', () => {
		const written = zpl(tag);
		expect(written).toContain('^FH_^FDSocke_5Fgrün _5E5_7E6^FS');
		expect(written).toContain('^FD12 500 pcs^FS');
	});

	it('commands the printer to nothing else, whatever things are called', () => {
		const commands = (text: string): string[] => (text.match(/[\^~]../g) ?? []).filter((sign) => sign !== '^FT');
		const named = (name: string): string =>
			zpl(tag, {
				itemName: name,
				next: [{ name, uses: [] }],
				quantity: { amount: '1', unit: name, kind: 'count', ratio: '1' }
			});
		fc.assert(
			fc.property(
				anyText(),
				fc.constantFrom('^XZ^XA^JUF', '~JR', '^FS\n^DFR:X', '_5E', '\u0000\u001b', '\u202e'),
				(text, attack) => {
					const written = named(`${text}${attack}${text}`);
					expect(written).not.toMatch(/~|[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u);
					expect(new Set(commands(written))).toEqual(new Set(commands(named('Sock'))));
					expect(written.match(/\^X[AZ]/g)).toEqual(['^XA', '^XZ']);
				}
			)
		);
	});

	it('says grades by letter and pattern', () => {
		expect(zpl(tag)).toMatch(/\^GD\d+,\d+,2,B,L\^FS[^]*\^FD2\^FS/);
		expect(zpl(tag, { grade: 'waste' })).toMatch(/\^FDW\^FS/);
		expect(zpl(tag, { grade: 'firsts', prints: 0 }).match(/\^FR/g)).toHaveLength(1);
	});

	it.each(
		LABEL_KINDS.flatMap((kind) =>
			LABEL_SIZES.filter((stock) => isOffered(kind, stock)).map((stock) => [kind, stock] as const)
		)
	)('%s %s: every field starts on the label, at whole dots', (kind, stock) => {
		const { width, height } = STOCK[stock];
		const origins = [...zpl({ kind, stock, form: 'code' }).matchAll(/\^F[OT]([^,]*),([^^]*)\^/g)];
		expect(origins.length).toBeGreaterThan(3);
		for (const [, x, y] of origins) {
			expect(x).toMatch(/^\d+$/);
			expect(y).toMatch(/^\d+$/);
			expect(Number(x)).toBeLessThan(width);
			expect(Number(y)).toBeLessThan(height);
		}
	});
});
