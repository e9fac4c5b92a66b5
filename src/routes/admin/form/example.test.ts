import { describe, expect, test } from 'vitest';
import { deviceNumber, mintCode } from '#domain/kernel/code.ts';
import type { ItemRow } from '#domain/item/item.ts';
import type { Quantity } from '#domain/kernel/quantity.ts';
import type { Consumption, StepRow } from '#domain/step/step.ts';
import { quantity } from '../../../../tests/support/floor.ts';
import { inLocale } from '../../../../tests/support/locale.ts';
import { kindOf } from '../kinds.ts';
import type { AnyRow, Kind, KindSlug } from '../kinds/kind.ts';
import { exampleOf, type Example } from './example.ts';

const NAMES: Readonly<Record<string, string>> = {
	yarn: 'Yarn',
	knitted: 'Sock, knitted',
	dyed: 'Sock, dyed',
	label: 'Care label',
	finished: 'Sock, finished',
	knitting: 'Knitting',
	dyeing: 'Dyeing',
	finishing: 'Finishing',
	resting: 'Resting',
	unpicking: 'Unpicking',
	turning: 'Turning',
	weighing: 'Weighing',
	oldDyeing: 'Old dyeing',
	joining: 'Joining'
};

const input = (item: string, amount: Quantity, allowance: string | null = null): Consumption => ({
	item,
	quantity: amount,
	allowance
});

const step = (id: string, consumes: readonly Consumption[], produces: string | null): StepRow =>
	({
		id,
		name: NAMES[id],
		consumes,
		produces: produces && { item: produces, quantity: quantity('1 pcs') }
	}) as unknown as StepRow;

const item = (id: string, nature: ItemRow['nature']): ItemRow =>
	({ id, name: NAMES[id], nature, unit: id === 'yarn' ? 'kg' : 'pcs' }) as unknown as ItemRow;

const surroundings = {
	nameOf: (id: string | null) => (id === null ? '' : (NAMES[id] ?? id)),
	items: [
		...['yarn', 'label'].map((id) => item(id, 'material')),
		...['knitted', 'dyed', 'finished'].map((id) => item(id, 'part'))
	],
	steps: [
		step('finishing', [input('dyed', quantity('1 pcs')), input('label', quantity('1 pcs'))], 'finished'),
		step('knitting', [input('yarn', quantity('1 kg'))], 'knitted'),
		step('dyeing', [input('knitted', quantity('1 pcs'))], 'dyed'),
		step('resting', [], null),
		step('unpicking', [input('dyed', quantity('1 pcs'))], 'knitted'),
		step('turning', [input('knitted', quantity('1 pcs'))], 'knitted'),
		step('weighing', [input('knitted', quantity('1 kg'))], 'finished'),
		{ ...step('oldDyeing', [input('knitted', quantity('1 pcs'))], 'dyed'), archived: true },
		step('joining', [input('knitted', quantity('1 pcs')), input('dyed', quantity('1 pcs'))], 'finished')
	]
};

function examples(slug: KindSlug, fields: object): readonly Example[] {
	const kind = kindOf(slug) as Kind;
	const row = {
		id: mintCode('a', deviceNumber(1), 1),
		...kind.defaults,
		name: 'Line 1',
		...fields
	} as unknown as AnyRow;
	return exampleOf(kind, row, surroundings);
}
const said = (sentence: string): Example => ({ sentence, isGap: false });
const gap = (sentence: string): Example => ({ sentence, isGap: true });

describe('a station', () => {
	test.each([
		['init', ['knitting'], [said('At Line 1, a batch of Sock, knitted starts.')]],
		['init', [], [gap('Nothing can be recorded at Line 1 without a step: choose its steps.')]],
		['init', ['resting'], [gap('Resting produces nothing yet: choose what it makes.')]],
		['move', ['dyeing'], [said('At Line 1, Sock, knitted becomes Sock, dyed.')]],
		['move', ['finishing'], [said('At Line 1, Sock, dyed becomes Sock, finished.')]],
		['move', ['knitting'], [gap('Knitting uses no part or product, so no batch can move on to it at Line 1.')]],
		['move', ['joining'], [gap('Joining joins Sock, knitted and Sock, dyed: a station that merges does that.')]],
		['split', [], [said('At Line 1, one batch becomes firsts, seconds and waste.')]],
		['merge', [], [said('At Line 1, several batches of one item become one.')]]
	])('that does %s with %j', (operation, steps, expected) => {
		expect(examples('stations', { operation, steps })).toEqual(expected);
	});

	test('with several steps gives an example of each', () => {
		expect(examples('stations', { operation: 'move', steps: ['dyeing', 'finishing'] })).toHaveLength(2);
	});

	test('in German', () => {
		inLocale('de', () =>
			expect(examples('stations', { operation: 'move', steps: ['dyeing'] })).toEqual([
				said('An „Line 1“ wird aus Sock, knitted: Sock, dyed.')
			])
		);
	});
});

describe('a step', () => {
	test('takes what it consumes and the waste on top', () => {
		const consumes = [input('yarn', quantity('1 kg'), '1/20'), input('label', quantity('20 pcs'))];
		const produces = { item: 'knitted', quantity: quantity('20 pcs') };
		expect(examples('steps', { consumes, produces }).map(({ sentence }) => sentence.replaceAll('\u00a0', ' '))).toEqual(
			['It takes 1.05 kg Yarn and 20 pcs Care label to make 20 pcs Sock, knitted.']
		);
	});

	test('that makes nothing', () => {
		expect(examples('steps', { produces: null })).toEqual([gap('Line 1 produces nothing yet: choose what it makes.')]);
	});
});

describe('a flow', () => {
	test('tells its steps in working order, materials need no maker', () => {
		expect(examples('flows', { steps: ['finishing', 'dyeing', 'knitting'] })).toEqual([
			said('Batches go through it in this order: Knitting → Dyeing → Finishing.')
		]);
	});

	test('with a step left out says what is missing', () => {
		expect(examples('flows', { steps: ['finishing', 'knitting'] })).toContainEqual(
			gap('Sock, dyed is needed, and no step of this flow makes it.')
		);
	});

	test('without steps', () => {
		expect(examples('flows', { steps: [] })).toEqual([gap('A flow without steps makes nothing: choose its steps.')]);
	});

	test('that goes in a circle has no order, and says where', () => {
		expect(examples('flows', { steps: ['knitting', 'dyeing', 'unpicking'] })).toEqual([
			gap('Dyeing → Unpicking → Dyeing: these steps feed each other in a circle, so no batch gets to an end.')
		]);
		expect(examples('flows', { steps: ['knitting', 'turning'] })).toEqual([
			gap('Turning takes what it makes itself, so no batch gets past it.')
		]);
	});

	test('with a step that counts in another kind of unit, one on its own and one that is archived', () => {
		expect(examples('flows', { steps: ['weighing', 'knitting', 'resting', 'oldDyeing'] })).toEqual([
			said('Batches go through it in this order: Knitting → Weighing → Resting.'),
			gap('Resting is connected to no other step of this flow.'),
			gap('Weighing counts Sock, knitted in kg, but it is kept in pcs.'),
			gap('Old dyeing is archived: new runs leave it out.')
		]);
	});

	test('in German', () => {
		inLocale('de', () =>
			expect(examples('flows', { steps: ['weighing', 'knitting'] })).toContainEqual(
				gap('Weighing rechnet Sock, knitted in kg, geführt wird der Artikel in Stk.')
			)
		);
	});
});

test('an item, a machine, a person', () => {
	expect(examples('items', { unit: 'pairs' }).map(({ sentence }) => sentence.replaceAll('\u00a0', ' '))).toEqual([
		'A label reads: 50 pairs Line 1.'
	]);
	expect(examples('machines', {})).toEqual([said('Scanning its sign shows what is open at Line 1.')]);
	expect(examples('people', {})).toEqual([said('Records made under this badge say: Line 1.')]);
});

test('nothing is told of what has no name yet', () => {
	expect(examples('stations', { name: '' })).toEqual([]);
});
