import { describe, expect, test } from 'vitest';
import type { Consumption } from '#domain/step/step.ts';
import {
	consumptionControl,
	emptyProduction,
	labelControl,
	minutesControl,
	personalControl,
	productionControl,
	referenceControl,
	textControl
} from './field-values.ts';

const nobody = (): string => '';
const pieces = { amount: '1', unit: 'pcs', kind: 'count', ratio: '1' } as const;

describe('a step’s inputs', () => {
	const stored: readonly Consumption[] = [
		{ item: 'yarn', quantity: { amount: '5/2', unit: 'kg', kind: 'mass', ratio: '1000' }, allowance: '1/20' },
		{ item: 'label', quantity: { ...pieces, amount: '2' }, allowance: null }
	];

	test('show per cent and decimals', () => {
		expect(consumptionControl.open(stored, nobody)).toEqual([
			{ key: 0, item: 'yarn', amount: '2.5', unit: 'kg', allowance: '5' },
			{ key: 1, item: 'label', amount: '2', unit: 'pcs', allowance: '' }
		]);
	});

	test('opened and closed unchanged are the same record, thirds as well', () => {
		const thirds = [{ ...stored[0], quantity: { ...pieces, amount: '1/3' }, allowance: '1/3' }] as const;
		for (const value of [stored, thirds]) {
			expect(consumptionControl.close(consumptionControl.open(value as typeof stored, nobody))).toEqual({
				ok: true,
				value
			});
		}
	});

	test.each([
		['', null],
		['0', null],
		['2,5', '1/40'],
		['5 %', '1/20']
	])('a waste allowance of "%s"', (allowance, expected) => {
		const row = { key: 0, item: 'yarn', amount: '1', unit: 'kg', allowance };
		expect(consumptionControl.close([row])).toMatchObject({ ok: true, value: [{ allowance: expected }] });
	});

	test.each([
		[{ item: '' }, 'Input 1: choose the item'],
		[{ unit: 'stone' }, 'Input 1: choose the unit'],
		[{ amount: 'much' }, 'Input 1: write how much as a number, like 2.5'],
		[{ amount: '0' }, 'Input 1: it has to be more than nothing'],
		[{ allowance: 'some' }, 'Input 1: write the waste allowance in per cent, like 5']
	])('%o is refused in words', (change, words) => {
		const row = { key: 0, item: 'yarn', amount: '1', unit: 'kg', allowance: '', ...change };
		expect(consumptionControl.close([row])).toEqual({ ok: false, error: words });
	});

	test('a row left empty is none', () => {
		expect(consumptionControl.close([{ ...emptyProduction(), key: 0, allowance: '' }])).toEqual({
			ok: true,
			value: []
		});
	});
});

test('a step that makes nothing yet', () => {
	expect(productionControl.close(productionControl.open(null, nobody))).toEqual({ ok: true, value: null });
});

test('a reference to nothing', () => {
	expect(referenceControl.close(referenceControl.open(null, nobody))).toEqual({ ok: true, value: null });
	expect(referenceControl.close('g00100001f')).toEqual({ ok: true, value: 'g00100001f' });
});

test.each([
	['', null],
	[' 45 ', 45],
	['100000', 100_000]
])('"%s" planned minutes', (draft, value) => {
	expect(minutesControl.close(draft)).toEqual({ ok: true, value });
	expect(minutesControl.open(value, nobody)).toBe(draft.trim());
});

test.each(['0', '-5', '1.5', '100001', 'an hour', '1e3'])('"%s" minutes are refused in words', (draft) => {
	expect(minutesControl.close(draft).ok).toBe(false);
});

test('a station’s label', () => {
	const value = { kind: 'traveler', size: '1x4' } as const;
	expect(labelControl.close(labelControl.open(value, nobody))).toEqual({ ok: true, value });
});

test('a name is looked up by its reference and given back as text', () => {
	expect(personalControl.open({ personal: 'x' }, () => 'Ana Kovač')).toBe('Ana Kovač');
	expect(personalControl.open(null, () => 'nobody')).toBe('');
	expect(textControl.close('  Oven 2 ')).toEqual({ ok: true, value: 'Oven 2' });
});
