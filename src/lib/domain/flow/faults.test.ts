import { describe, expect, test } from 'vitest';
import { quantity } from '../../../../tests/support/floor.ts';
import { item, type ItemFields, type ItemRow } from '../item/item.ts';
import type { Code } from '../kernel/code.ts';
import type { DefinitionRow } from '../kernel/definition.ts';
import { step, type StepRow } from '../step/step.ts';
import { faultsOf } from './faults.ts';

const about = (id: string, archived = false): DefinitionRow => ({
	id: id as Code,
	revision: '',
	heads: [],
	archived,
	unread: 0,
	exceptions: []
});

const stored = (id: string, fields: Partial<ItemFields> = {}): ItemRow => ({
	...item.defaults,
	nature: 'part',
	...fields,
	...about(id)
});

/** `yarn 1 kg + label 2 pcs > sock 1 pcs`: what it takes, what it makes. */
function counting(id: string, text: string, archived = false): StepRow {
	const read = (one: string) => {
		const [, name = '', amount = ''] = /^(\S+) (.+)$/.exec(one.trim()) ?? [];
		return { item: name, quantity: quantity(amount) };
	};
	const [takes = '', makes = ''] = text.split('>').map((side) => side.trim());
	const consumes = takes === '' ? [] : takes.split('+').map((one) => ({ ...read(one), allowance: null }));
	return { ...step.defaults, name: id, consumes, produces: makes === '' ? null : read(makes), ...about(id, archived) };
}

const ITEMS = [
	stored('yarn', { nature: 'material', unit: 'kg' }),
	...['knitted', 'dyed', 'sock'].map((id) => stored(id))
];
const KNIT = counting('knit', 'yarn 1 kg > knitted 20 pcs');
const DYE = counting('dye', 'knitted 1 pcs > dyed 1 pcs');
const FINISH = counting('finish', 'dyed 1 dozen > sock 6 pairs');

const faults = (steps: readonly StepRow[], items: readonly ItemRow[] = ITEMS) =>
	faultsOf({ steps: steps.map(({ id }) => id) }, steps, items);

describe('a flow', () => {
	test('that leads from materials to a product has no faults, whatever the order of its steps', () => {
		expect(faults([KNIT, DYE, FINISH])).toEqual([]);
		expect(faults([FINISH, KNIT, DYE])).toEqual([]);
	});

	test('of one step, or of none, has none', () => {
		expect(faults([KNIT])).toEqual([]);
		expect(faults([])).toEqual([]);
	});

	test('that splits and joins again is no cycle', () => {
		const press = counting('press', 'knitted 1 pcs > dyed 1 pcs');
		const pair = counting('pair', 'knitted 1 pcs + dyed 1 pcs > sock 1 pcs');
		expect(faults([KNIT, DYE, press, pair])).toEqual([]);
	});

	test('looks only at its own steps', () => {
		const back = counting('back', 'sock 1 pcs > knitted 1 pcs');
		expect(faultsOf({ steps: [KNIT.id, DYE.id] }, [KNIT, DYE, FINISH, back], ITEMS)).toEqual([]);
	});
});

describe('a cycle', () => {
	test('is named by its steps in the order they feed each other', () => {
		const back = counting('back', 'sock 1 pcs > dyed 1 pcs');
		expect(faults([KNIT, back, DYE, FINISH])).toEqual([{ type: 'Cycle', steps: ['back', 'finish'] }]);
	});

	test('of one step that takes what it makes', () => {
		expect(faults([KNIT, counting('redo', 'knitted 1 pcs > knitted 1 pcs')])).toEqual([
			{ type: 'Cycle', steps: ['redo'] }
		]);
	});

	test('through several steps: the shortest, and another one that shares a step with it', () => {
		const back = counting('back', 'dyed 1 pcs > knitted 1 pcs');
		const unpick = counting('unpick', 'sock 1 pcs > knitted 1 pcs');
		expect(faults([KNIT, DYE, back, FINISH, unpick])).toEqual([
			{ type: 'Cycle', steps: ['dye', 'back'] },
			{ type: 'Cycle', steps: ['finish', 'unpick', 'dye'] }
		]);
	});
});

test('a step that nothing feeds and that feeds nothing is an orphan', () => {
	const pack = counting('pack', 'yarn 1 kg > box 1 pcs');
	expect(faults([KNIT, DYE, pack], [...ITEMS, stored('box')])).toEqual([{ type: 'OrphanStep', step: 'pack' }]);
	expect(faults([KNIT, DYE, counting('rest', '')])).toEqual([{ type: 'OrphanStep', step: 'rest' }]);
});

describe('a unit mismatch', () => {
	test('between a step and the item it takes or makes', () => {
		const weighs = counting('weigh', 'knitted 3 kg > dyed 1 m');
		expect(faults([KNIT, weighs])).toEqual([
			{ type: 'UnitMismatch', step: 'weigh', item: 'dyed', unit: 'm', kept: 'pcs' },
			{ type: 'UnitMismatch', step: 'weigh', item: 'knitted', unit: 'kg', kept: 'pcs' }
		]);
	});

	test('between a step and what feeds it, where the item has not arrived here', () => {
		const weighs = counting('weigh', 'knitted 3 kg > dyed 1 pcs');
		expect(faults([KNIT, weighs], [])).toEqual([
			{ type: 'UnitMismatch', step: 'weigh', item: 'knitted', unit: 'kg', kept: 'pcs' }
		]);
	});

	test('is none between units of one kind', () => {
		const grams = counting('dye', 'knitted 1 dozen + yarn 3 g > dyed 6 pairs');
		expect(faults([KNIT, grams])).toEqual([]);
	});
});

test('a part that no step of the flow makes is named once; a material needs no maker', () => {
	const press = counting('press', 'dyed 1 pcs > sock 1 pcs');
	expect(faults([KNIT, FINISH, press])).toEqual([
		{ type: 'OrphanStep', step: 'knit' },
		{ type: 'OrphanStep', step: 'finish' },
		{ type: 'OrphanStep', step: 'press' },
		{ type: 'PartNotMade', item: 'dyed' }
	]);
});

test('an archived step is named, and does not count', () => {
	const gone = counting('dye', 'knitted 1 pcs > dyed 1 pcs', true);
	expect(faults([KNIT, gone])).toEqual([{ type: 'ArchivedStep', step: 'dye' }]);
});

test('long chains are walked', () => {
	const chain = Array.from({ length: 256 }, (_, at) => counting(`t${at}`, `i${at} 1 pcs > i${at + 1} 1 pcs`));
	expect(faults(chain, [])).toEqual([]);
	const closed = [...chain, counting('t256', 'i256 1 pcs > i0 1 pcs')];
	expect(faults(closed, [])).toEqual([{ type: 'Cycle', steps: closed.map(({ id }) => id) }]);
});
