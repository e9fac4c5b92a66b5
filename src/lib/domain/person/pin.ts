import * as v from 'valibot';
import { entityIdSchema, type EntityId } from '../kernel/event.ts';
import { occasion, type Occasion } from '../kernel/occasion.ts';
import { personalRefSchema, type PersonalRef } from '../kernel/personal.ts';
import { table } from '../kernel/table.ts';
import { knowledgeOf } from '../kernel/thread.ts';
import { eventSpec, factsOf, foldUndisputed, type Slice, type ViewRow } from '../kernel/view.ts';

/** What a person's PIN is checked by from now on. */
export interface PinSetData {
	readonly person: EntityId;
	/**
	 * The verifier is a personal text: it never stands in an event that cannot be erased. Null: the person has no PIN any more.
	 */
	readonly verifier: PersonalRef | null;
	/** Given by somebody else: to be changed at the next sign-in. */
	readonly temporary: boolean;
}

export const PinSet = eventSpec<'PinSet', PinSetData>(
	'PinSet',
	1,
	v.pipe(
		v.object({ person: entityIdSchema, verifier: v.nullable(personalRefSchema), temporary: v.boolean() }),
		v.check(({ verifier, temporary }) => verifier !== null || !temporary)
	),
	({ person }) => person
);

/** Whether somebody has a PIN. A person whom nobody ever gave one has a row too. */
export interface PinRow extends ViewRow {
	readonly verifier: PersonalRef | null;
	readonly temporary: boolean;
	/** When it was set or taken away; null when it never was. */
	readonly set: Occasion | null;
}

export const pins = table<PinRow>('pins', 'id');

/**
 * The last one counts. Of several that did not know of each other one that takes the PIN away comes before all others: whoever has
 * it may be somebody who left.
 */
export const personPin: Slice<PinRow> = {
	kind: 'person',
	events: [PinSet] as unknown as Slice<PinRow>['events'],
	table: pins,
	version: 1,
	fold: foldUndisputed<PinRow>((thread) => {
		const facts = factsOf(thread, PinSet);
		const knows = knowledgeOf([thread]);
		const latest = facts.filter((fact) => !facts.some(({ id }) => knows(id, fact.id)));
		const last = latest.findLast(({ data }) => data.verifier === null) ?? latest.at(-1);
		return {
			verifier: last?.data.verifier ?? null,
			temporary: last?.data.temporary ?? false,
			set: last ? occasion(last) : null
		};
	})
};
