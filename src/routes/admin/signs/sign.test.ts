import { expect, test } from 'vitest';
import { deviceNumber, mintCode } from '#domain/kernel/code.ts';
import { kinds } from '../kinds.ts';
import type { AnyRow } from '../kinds/kind.ts';
import { nameSize, sheetsOf, signOf } from './sign.ts';

const row = (fields: object): AnyRow => ({ id: mintCode('s', deviceNumber(1), 1), ...fields }) as unknown as AnyRow;

test('stations, machines and people have signs, which say what a scan does', () => {
	const signs = kinds.flatMap((kind) => signOf(kind, row({ operation: 'init' }), () => 'Knitting in') ?? []);
	expect(signs.map(({ kind, size, does }) => [kind, size, does])).toEqual([
		['Machine', 'sign', 'Scan to see what is open here.'],
		['Station', 'sign', 'Scan to work here. Batches start at this station.'],
		['Person', 'badge', 'Scan to work under this name.']
	]);
});

test.each([
	['Ana', 2],
	['Maria-Magdalena Schwarzenbacher', 17 / 15],
	['Dye 2, jet machine for small lots', 1.5],
	['x'.repeat(120), 0.8]
])('"%s" is written %f em high', (name, size) => {
	expect(nameSize(name)).toBe(size);
});

test.each([
	['people', 0, []],
	['people', 8, [8]],
	['people', 9, [8, 1]],
	['stations', 3, [2, 1]]
])('%s: %i signs on sheets of %j', (slug, count, sizes) => {
	const kind = kinds.find((known) => known.slug === slug);
	const sign = kind && signOf(kind, row({ operation: 'move' }), () => 'Ana');
	expect(sheetsOf(sign ? Array(count).fill(sign) : []).map((sheet) => sheet.length)).toEqual(sizes);
});
