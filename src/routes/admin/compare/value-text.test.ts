import { expect, test } from 'vitest';
import { quantity } from '../../../../tests/support/floor.ts';
import { kindOf } from '../kinds.ts';
import type { KindSlug } from '../kinds/kind.ts';
import { valueText } from './value-text.ts';

const nameOf = (id: string | null): string => (id === null ? '' : `name of ${id}`);

test.each<[KindSlug, string, unknown, string]>([
	['items', 'sku', 'S-40', 'S-40'],
	['items', 'sku', '', '(empty)'],
	['items', 'nature', 'part', 'Part'],
	['people', 'roles', ['lead', 'operator'], 'Operator, Lead'],
	['people', 'roles', [], '(empty)'],
	['machines', 'department', 'g1', 'name of g1'],
	['machines', 'department', null, '(empty)'],
	['flows', 'steps', ['t1', 't2'], 'name of t1, name of t2'],
	['stations', 'label', { kind: 'traveler', size: '1x4' }, 'Traveler 1x4'],
	['steps', 'plannedMinutes', 1, '1 minute'],
	['steps', 'plannedMinutes', null, '(empty)'],
	['steps', 'produces', { item: 'a1', quantity: quantity('20 pcs') }, '20 pcs name of a1'],
	['steps', 'produces', null, '(empty)'],
	[
		'steps',
		'consumes',
		[
			{ item: 'a1', quantity: quantity('1 kg'), allowance: '1/20' },
			{ item: 'a2', quantity: quantity('2 pcs'), allowance: null }
		],
		'1 kg name of a1 + 5 %, 2 pcs name of a2'
	]
])('%s: the %s %j reads %s', (slug, name, value, text) => {
	const field = kindOf(slug)?.fields.find((known) => known.name === name);
	if (!field) throw new Error(name);
	expect(valueText(field, value, nameOf).replaceAll('\u00a0', ' ')).toBe(text);
});
