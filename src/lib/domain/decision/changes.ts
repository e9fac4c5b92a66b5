import type { Change } from '../kernel/decision.ts';
import type { EntityId } from '../kernel/event.ts';
import { compare, convert, formatRational, subtract, wireValue, type Quantity } from '../kernel/quantity.ts';
import type { Exception } from '../kernel/view.ts';
import type { Choice } from './choices.ts';
import type { ResolveException } from './decide.ts';

/** What a choice still has to be told. */
export interface Answer {
	/** Of a part. */
	readonly quantity?: Quantity | null;
	/** Of a relink: the batch it was; of a relabelling what stands for the code that it gets. */
	readonly to?: EntityId | null;
}

/** Stands in a preview for a code that is made when it is decided. */
export const NEW_CODE: EntityId = '';

/** What a choice changes. Null while the answer it needs is missing or makes no sense. */
export function changesBy(choice: Choice, answer: Answer): readonly Change[] | null {
	switch (choice.choice) {
		case 'keep':
			return [];
		case 'void':
			return choice.facts.map(({ fact, batch }) => ({ change: 'void', fact, batch }));
		case 'unbind':
			return [{ change: 'void', fact: choice.fact, batch: null }];
		case 'untake':
			return [{ change: 'void', fact: choice.fact, batch: choice.batch }];
		case 'part':
			return answer.quantity ? partsBy(choice, answer.quantity) : null;
		case 'same':
			return [{ change: 'same', batch: choice.batch, as: choice.as }];
		case 'relink': {
			const { fact, from } = choice;
			return answer.to && answer.to !== from ? [{ change: 'relink', fact, from, to: answer.to }] : null;
		}
		case 'exchange':
			return choice.facts.map((fact) => ({ change: 'relink', fact, from: choice.from, to: choice.to }));
		case 'relabel':
			return choice.facts.map((fact) => ({ change: 'relink', fact, from: choice.code, to: answer.to ?? NEW_CODE }));
	}
}

/** The command that settles the case by a choice; null while its answer is missing or makes no sense. */
export function commandBy(
	exception: Exception,
	choice: Choice,
	answer: Answer,
	{ lead, reason }: Pick<ResolveException, 'lead' | 'reason'>
): ResolveException | null {
	const changes = changesBy(choice, answer);
	const common = { type: 'ResolveException', exception: exception.id, lead, reason } as const;
	if (choice.choice === 'relabel')
		return { ...common, changes: [], relabel: { facts: choice.facts, code: choice.code } };
	return changes && { ...common, changes };
}

/** It took this much, and who says to have taken all took that much less. */
function partsBy(
	{ fact, rival, batch, most }: Extract<Choice, { readonly choice: 'part' }>,
	quantity: Quantity
): readonly Change[] | null {
	const taken = lessThan(quantity, most);
	if (taken === null) return null;
	const mine: Change = { change: 'part', fact, batch, quantity: taken };
	if (rival === null) return [mine];
	const rest = restOf(rival.took, taken);
	return rest && [mine, { change: 'part', fact: rival.fact, batch, quantity: rest }];
}

/** In the other's unit, when it is more than nothing and less than that. */
function lessThan(quantity: Quantity, most: Quantity): Quantity | null {
	const converted = convert(quantity, most);
	if (!converted.ok) return null;
	const amount = wireValue(converted.value.amount);
	return amount.n > 0n && compare(amount, wireValue(most.amount)) < 0 ? converted.value : null;
}

function restOf(whole: Quantity, taken: Quantity): Quantity | null {
	const converted = convert(taken, whole);
	if (!converted.ok) return null;
	const rest = subtract(wireValue(whole.amount), wireValue(converted.value.amount));
	return rest.n > 0n ? { ...whole, amount: formatRational(rest) } : null;
}
