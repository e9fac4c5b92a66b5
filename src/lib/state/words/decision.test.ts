import { describe, expect, test } from 'vitest';
import type { Choice } from '#domain/decision/choices.ts';
import type { Counted } from '#domain/decision/preview.ts';
import { EXCEPTION_RULES } from '#domain/kernel/view.ts';
import { inLocale } from '../../../../tests/support/locale.ts';
import { quantity } from '../../../../tests/support/floor.ts';
import { choiceText, decidedText, differencesText } from './decision.ts';

const counted = (pieces: string, changes: Partial<Counted> = {}): Counted => ({
	made: quantity(`${pieces} pcs`),
	remaining: quantity(`${pieces} pcs`),
	isVoid: false,
	sameAs: null,
	open: 0,
	...changes
});

const nameOf = (id: string | null): string => `B ${id ?? ''}`;
const letterOf = (fact: string): string => `Record ${fact}`;

describe('what a decision changes of a batch', () => {
	test('is said only of what reads otherwise', () => {
		expect(differencesText(counted('0', { open: 1 }), counted('20'), nameOf)).toEqual([
			{ name: 'Counts as made', before: '0\u00a0pcs', after: '20\u00a0pcs' },
			{ name: 'Left', before: '0\u00a0pcs', after: '20\u00a0pcs' },
			{ name: 'To decide', before: '1 case', after: '0 cases' }
		]);
	});

	test('is one word for what is void or another one', () => {
		expect(differencesText(counted('50'), counted('0', { isVoid: true }), nameOf)).toEqual([
			{ name: 'Batch', before: 'counts', after: 'void' }
		]);
		expect(differencesText(counted('50'), counted('0', { sameAs: '1' }), nameOf)).toEqual([
			{ name: 'Batch', before: 'counts', after: 'is B 1' }
		]);
	});

	test('begins with a new batch', () => {
		expect(differencesText(null, counted('7'), nameOf)[0]).toEqual({ name: 'Batch', before: 'none', after: 'counts' });
	});
});

const CHOICES: readonly Choice[] = [
	{ choice: 'keep' },
	{ choice: 'void', facts: [{ fact: 'B', batch: null }] },
	{ choice: 'untake', fact: 'B', batch: 'b' },
	{ choice: 'part', fact: 'B', batch: 'b', most: quantity('50 pcs'), likely: null, rival: null },
	{ choice: 'same', batch: 'b', as: 'c' },
	{ choice: 'relink', fact: 'B', from: 'b' },
	{ choice: 'exchange', facts: ['B'], from: 'b', to: 'c' },
	{ choice: 'relabel', facts: ['B'], code: 'b' },
	{ choice: 'unbind', fact: 'B', batch: 'b' }
];

test.each(EXCEPTION_RULES)('of %s every choice is said in words of the floor', (rule) => {
	for (const locale of ['en', 'de'] as const) {
		inLocale(locale, () => {
			const said = CHOICES.map((choice) => choiceText(choice, rule, letterOf, nameOf));
			for (const { label, detail } of said)
				expect(`${label} ${detail}`).not.toMatch(/void|relink|relabel|part,|undefined/i);
			expect(new Set(said.map(({ label }) => label)).size).toBe(CHOICES.length);
		});
	}
});

test('what was decided, in a word or two', () => {
	expect(decidedText([])).toBe('It stays as it is');
	expect(decidedText([{ change: 'void', fact: 'f', batch: null }])).toBe('It never happened');
	expect(decidedText([{ change: 'part', fact: 'f', batch: 'b', quantity: quantity('20 pcs') }])).toBe(
		'It took 20\u00a0pcs'
	);
});
