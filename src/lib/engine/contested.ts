import type { EntityId, FloorEvent } from '#domain/kernel/event.ts';
import { contestedIn, type FieldChange } from '#domain/kernel/field-changes.ts';
import { threads, type Thread } from '#domain/kernel/thread.ts';
import { exceptions } from '#domain/kernel/view.ts';
import type { Reader } from '#ports/store.ts';
import { events } from './tables.ts';

/** One of the values that a field was given by people who did not know of each other. */
export interface GivenValue {
	readonly value: unknown;
	readonly event: FloorEvent;
}

export interface Contested {
	readonly field: string;
	/** The one that shows. */
	readonly shown: GivenValue;
	/** The oldest first. */
	readonly others: readonly GivenValue[];
}

/**
 * The fields that devices changed without knowing of each other, while nobody has settled them. `changesIn`: what a thread of this
 * kind changes, field by field. `textOf`: what is shown for a value, where that is kept apart.
 */
export async function readContested(
	reader: Reader,
	entity: EntityId,
	changesIn: (thread: Thread) => readonly FieldChange[],
	textOf: (field: string, value: unknown) => Promise<unknown>
): Promise<readonly Contested[]> {
	const thread = await reader.get(threads, entity);
	if (thread === undefined) return [];
	const open = await reader.range(exceptions, { index: 'entity', from: entity, to: `${entity}\u0000` });
	const contested: Contested[] = [];
	for (const { field, shown, others } of contestedIn(thread, changesIn(thread), open)) {
		const changes = [...others, shown];
		const found = await reader.getMany(
			events,
			changes.map(({ id }) => id)
		);
		const given: GivenValue[] = [];
		for (const [place, { fields }] of changes.entries()) {
			const event = found[place];
			if (event) given.push({ value: await textOf(field, fields[field]), event });
		}
		const last = given.pop();
		if (last) contested.push({ field, shown: last, others: given });
	}
	return contested;
}
