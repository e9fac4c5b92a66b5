import type { BatchRow } from '#domain/batch/views.ts';
import { thereOf } from '#domain/run/goods.ts';
import { m } from '#paraglide/messages.js';
import { quantityText } from '#state/words/quantity.ts';
import type { NameOf } from '#state/words/words.ts';

/** What is there of it now; empty while nobody here knows. */
export function thereText(row: BatchRow): string {
	const there = thereOf(row);
	return there === null ? '' : quantityText(there);
}

/** What was made, where some of it was taken since. */
export const madeText = ({ quantity, remaining, voided }: BatchRow): string | null =>
	quantity !== null && remaining !== null && voided === null && remaining.amount !== quantity.amount
		? m.runs_of_made({ quantity: quantityText(quantity) })
		: null;

/** Where a batch is and since when: its machine or station, or the machine it is planned for; and the step it was recorded at. */
export function whereabouts(
	{ state, voided, began, closed, machine }: BatchRow,
	nameOf: NameOf
): { readonly place: string; readonly step: string; readonly since: string | null } {
	if (voided) return { place: '', step: '', since: voided.at };
	const at = began?.machine ?? began?.station ?? null;
	if (state === 'created')
		return { place: machine === null ? '' : m.runs_planned_for({ machine: nameOf(machine) }), step: '', since: null };
	return {
		place: at === null ? '' : nameOf(at),
		step: began?.step ? nameOf(began.step.id) : '',
		since: closed?.at ?? began?.at ?? null
	};
}
