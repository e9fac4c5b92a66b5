import type { Grade } from '#domain/batch/goods.ts';
import { faultsOf } from '#domain/flow/faults.ts';
import type { ItemFields } from '#domain/item/item.ts';
import { rational } from '#domain/kernel/quantity.ts';
import type { StationFields } from '#domain/station/station.ts';
import { expectedUse, type Production, type StepFields } from '#domain/step/step.ts';
import { findUnit, quantityIn } from '#domain/unit/unit.ts';
import { m } from '#paraglide/messages.js';
import { quantityText } from '#state/words/quantity.ts';
import { allOf, type NameOf } from '#state/words/words.ts';
import { flowGraph } from '../../flow-picture/flow-graph.ts';
import { flowFaultText } from '../flow-fault-words.ts';
import type { AnyRow, Kind, Parts } from '../kinds/kind.ts';

/** What an example is told with. */
export interface Surroundings extends Parts {
	readonly nameOf: NameOf;
}

export interface Example {
	/** What will happen on the floor once this is saved. */
	readonly sentence: string;
	/** It can be saved, and will not work as it stands. */
	readonly isGap: boolean;
}

const sentence = (words: string): Example => ({ sentence: words, isGap: false });
const gap = (words: string): Example => ({ sentence: words, isGap: true });

/** What a definition that is being edited means on the floor, told with its own names: most slips show in such a sentence. */
export function exampleOf({ slug }: Kind, drafted: AnyRow, surroundings: Surroundings): readonly Example[] {
	const row = drafted as unknown;
	if (drafted['name'] === '') return [];
	switch (slug) {
		case 'items':
			return itemExample(row as ItemFields);
		case 'steps':
			return stepExample(row as StepFields, surroundings);
		case 'flows':
			return flowExample((row as { steps: readonly string[] }).steps, surroundings);
		case 'stations':
			return stationExample(row as StationFields, surroundings);
		case 'machines':
			return [sentence(m.admin_example_machine({ machine: String(drafted['name']) }))];
		case 'people':
			return [sentence(m.admin_example_person({ person: String(drafted['name']) }))];
		case 'departments':
		case 'devices':
			return [];
	}
}

function itemExample({ name, unit }: ItemFields): readonly Example[] {
	const known = findUnit(unit);
	if (!known) return [];
	const batch = quantityText(quantityIn(known, rational(50n)));
	return [sentence(m.admin_example_item({ batch, item: name }))];
}

function stepExample({ name, produces, consumes }: StepFields, { nameOf }: Surroundings): readonly Example[] {
	if (produces === null) return [gap(m.admin_example_makes_nothing({ step: name }))];
	const amount = (of: Production): string => `${quantityText(of.quantity)} ${nameOf(of.item)}`;
	const output = amount(produces);
	if (consumes.length === 0) return [sentence(m.admin_example_makes({ output }))];
	const inputs = consumes.map((input) =>
		amount({ item: input.item, quantity: expectedUse(input, produces, produces.quantity) })
	);
	return [sentence(m.admin_example_takes({ inputs: allOf(inputs), output }))];
}

function flowExample(chosen: readonly string[], { nameOf, items, steps }: Surroundings): readonly Example[] {
	const used = steps.filter(({ id, archived }) => chosen.includes(id) && !archived);
	if (used.length === 0) return [gap(m.admin_example_no_steps())];
	const faults = faultsOf({ steps: chosen }, steps, items);
	const order = sentence(m.admin_example_order({ steps: flowGraph(used).order.map(nameOf).join(' → ') }));
	const hasOrder = faults.every(({ type }) => type !== 'Cycle');
	return [...(hasOrder ? [order] : []), ...faults.map((fault) => gap(flowFaultText(fault, nameOf)))];
}

function stationExample(
	{ name, operation, steps: chosen }: StationFields,
	{ nameOf, items, steps }: Surroundings
): readonly Example[] {
	const materials = new Set(items.filter(({ nature }) => nature === 'material').map(({ id }): string => id));
	if (operation === 'split') {
		return [
			sentence(
				m.admin_example_split({
					station: name,
					firsts: grade('firsts'),
					seconds: grade('seconds'),
					waste: grade('waste')
				})
			)
		];
	}
	if (operation === 'merge') return [sentence(m.admin_example_merge({ station: name }))];
	if (chosen.length === 0) return [gap(m.admin_example_no_step({ station: name }))];
	return chosen.map((id) => {
		const made = steps.find((known) => known.id === id);
		if (!made?.produces) return gap(m.admin_example_makes_nothing({ step: nameOf(id) }));
		const item = nameOf(made.produces.item);
		if (operation === 'init') return sentence(m.admin_example_init({ station: name, item }));
		const parts = made.consumes.map((input) => input.item).filter((input) => !materials.has(input));
		if (parts.length > 1) return gap(m.admin_example_joins({ step: made.name, inputs: allOf(parts.map(nameOf)) }));
		if (parts.length === 0) return gap(m.admin_example_nothing_to_move({ station: name, step: made.name }));
		return sentence(m.admin_example_move({ station: name, input: nameOf(parts[0] ?? null), output: item }));
	});
}

function grade(of: Grade): string {
	switch (of) {
		case 'firsts':
			return m.admin_grade_firsts();
		case 'seconds':
			return m.admin_grade_seconds();
		case 'waste':
			return m.admin_grade_waste();
	}
}
