import { exception, type Exception } from './view.ts';
import { decisionsIn, isSettled } from './settle.ts';
import { isSame } from './same.ts';
import type { EntityId, EventId } from './event.ts';
import { isWaiting, type Knows, type Thread } from './thread.ts';

/** What one record sets of something that changes field by field. */
export interface FieldChange {
	readonly id: EventId;
	readonly fields: { readonly [field: string]: unknown };
}

/** The later key shows, field by field. `changes`: in key order. */
export function shownFields(changes: readonly FieldChange[]): { readonly [field: string]: unknown } {
	const shown: Record<string, unknown> = {};
	for (const { fields } of changes) Object.assign(shown, fields);
	return shown;
}

/** Two changes of one field whose authors did not know of each other: the later key shows, and somebody has to look. */
export function fieldConflicts(entity: EntityId, changes: readonly FieldChange[], knows: Knows): Exception[] {
	const losers = new Map<EventId, Set<EventId>>();
	for (const [field, ofField] of byField(changes)) {
		const latest = ofField.at(-1);
		if (latest === undefined) continue;
		for (const [place, change] of ofField.entries()) {
			// Mostly the latest knows them all; only a later key can know an earlier one.
			const isSuperseded =
				knows(latest.id, change.id) || ofField.slice(place + 1).some(({ id }) => knows(id, change.id));
			if (isSuperseded || isSame(change.fields[field], latest.fields[field])) continue;
			losers.set(change.id, (losers.get(change.id) ?? new Set()).add(latest.id));
		}
	}
	return [...losers].map(([losing, winners]) => exception('field', entity, losing, [...winners].sort()));
}

function byField(changes: readonly FieldChange[]): ReadonlyMap<string, readonly FieldChange[]> {
	const all = new Map<string, FieldChange[]>();
	for (const change of changes) {
		for (const field of Object.keys(change.fields)) {
			const ofField = all.get(field);
			if (ofField) ofField.push(change);
			else all.set(field, [change]);
		}
	}
	return all;
}

/**
 * Those that nobody has settled, in the order of their ids. While something that an author knew has not arrived here they may turn
 * out to be none.
 */
export function unsettled(thread: Thread, raised: readonly Exception[], knows: Knows): Exception[] {
	const decisions = decisionsIn([thread], knows);
	const waiting = isWaiting(thread);
	return raised
		.flatMap((one): Exception[] => {
			const decision = decisions.get(one.id);
			if (decision && isSettled(one, decision, knows)) return [];
			return [{ ...one, contested: decision?.contested ?? [], waiting }];
		})
		.sort((a, b) => (a.id < b.id ? -1 : 1));
}
