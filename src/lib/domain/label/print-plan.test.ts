import { expect, test } from 'vitest';
import type { Code } from '../kernel/code.ts';
import type { Quantity } from '../kernel/quantity.ts';
import type { StepRow } from '../step/step.ts';
import { planRoute } from './print-plan.ts';

const pieces = (amount: string): Quantity => ({ amount, unit: 'pcs', kind: 'count', ratio: '1' });
const kilos = (amount: string): Quantity => ({ amount, unit: 'kg', kind: 'mass', ratio: '1000' });

const step = (id: string, consumes: StepRow['consumes'], produces: StepRow['produces']): StepRow => ({
	id: id as Code,
	name: id,
	revision: '',
	heads: [],
	archived: false,
	unread: 0,
	exceptions: [],
	plannedMinutes: null,
	consumes,
	produces
});

const knit = step('knit', [{ item: 'yarn', quantity: kilos('1'), allowance: '1/20' }], {
	item: 'sock',
	quantity: pieces('20')
});
const pair = step('pair', [{ item: 'sock', quantity: pieces('2'), allowance: '1/10' }], {
	item: 'pair',
	quantity: pieces('1')
});

test('a step uses what it needs for what it makes, with its allowance, rounded up to what can be weighed', () => {
	expect(planRoute([knit], 'sock', pieces('50'))).toEqual([
		{ step: knit, makes: pieces('50'), uses: [{ item: 'yarn', quantity: kilos('21/8') }] }
	]);
	expect(planRoute([knit], 'sock', pieces('33'))[0]?.uses).toEqual([{ item: 'yarn', quantity: kilos('1733/1000') }]);
});

test('the next step makes of it what it can, rounded down to what can be counted, and uses no part of the route', () => {
	expect(planRoute([knit, pair], 'sock', pieces('50'))[1]).toEqual({ step: pair, makes: pieces('22'), uses: [] });
});

test('what cannot be reckoned is left open', () => {
	expect(planRoute([knit], 'sock', kilos('5'))[0]).toMatchObject({ uses: [{ item: 'yarn', quantity: null }] });
	expect(planRoute([knit], 'sock', null)[0]).toMatchObject({ makes: null });
});
