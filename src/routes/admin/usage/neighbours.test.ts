import { expect, test } from 'vitest';
import type { StepRow } from '#domain/step/step.ts';
import { drawn } from '../../../../tests/support/drawn-step.ts';
import { neighbours } from './neighbours.ts';

const step = (id: string, consumes: readonly string[], produces: string | null, archived = false): StepRow =>
	({ ...drawn(id, consumes, produces), archived }) as unknown as StepRow;

const mill = [
	step('pack', ['finished'], 'pair'),
	step('knit', ['yarn'], 'knitted'),
	step('knit by hand', ['yarn'], 'knitted', true),
	step('dye', ['knitted', 'colour'], 'dyed'),
	step('finish', ['dyed'], 'finished'),
	step('sell as it is', ['dyed'], null)
];

test.each([
	['dye', ['knit', 'dye', 'finish', 'sell as it is']],
	['knit', ['knit', 'dye']],
	['pack', ['pack', 'finish']]
])('of %s', (id, expected) => {
	const of = mill.find((known) => known.id === id);
	expect(of && neighbours(mill, of).map((known) => known.id)).toEqual(expected);
});

test('of a step that feeds itself, and of an archived one', () => {
	const stir = step('stir', ['soup'], 'soup', true);
	expect(neighbours([stir], stir)).toEqual([stir]);
});
