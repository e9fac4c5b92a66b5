import { exception, type Exception } from './view.ts';
import { decisionsIn, isSettled } from './settle.ts';
import { isSame } from './same.ts';
import type { EntityId, EventId } from './event.ts';
import { isWaiting, knowledgeOf, type Knows, type Thread } from './thread.ts';

/** What one record sets of something that changes field by field. */
export interface FieldChange<Fields = { readonly [field: string]: unknown }> {
	readonly id: EventId;
	readonly fields: Fields;
}

/** The later key shows, field by field. `changes`: in key order. */
export function shownFields(changes: readonly FieldChange[]): { readonly [field: string]: unknown } {
	const shown: Record<string, unknown> = {};
	for (const { fields } of changes) Object.assign(shown, fields);
	return shown;
}

/** A field that people who did not know of each other gave different values. */
export interface ContestedField {
	readonly field: string;
	/** Its value shows: the latest key. */
	readonly shown: FieldChange;
	/** In key order. */
	readonly others: readonly FieldChange[];
}

/** `changes`: in key order. */
function contestedFields(changes: readonly FieldChange[], knows: Knows): ContestedField[] {
	return [...byField(changes)].flatMap(([field, ofField]): ContestedField[] => {
		const shown = ofField.at(-1);
		if (shown === undefined) return [];
		// Mostly the latest knows them all; only a later key can know an earlier one.
		const isSuperseded = (change: FieldChange, place: number): boolean =>
			knows(shown.id, change.id) || ofField.slice(place + 1).some(({ id }) => knows(id, change.id));
		const others = ofField.filter(
			(change, place) => !isSuperseded(change, place) && !isSame(change.fields[field], shown.fields[field])
		);
		return others.length === 0 ? [] : [{ field, shown, others }];
	});
}

/** Somebody has to look: one for each change that lost a field to another. */
export function fieldConflicts(entity: EntityId, changes: readonly FieldChange[], knows: Knows): Exception[] {
	const losers = new Map<EventId, Set<EventId>>();
	for (const { shown, others } of contestedFields(changes, knows)) {
		for (const { id } of others) losers.set(id, (losers.get(id) ?? new Set()).add(shown.id));
	}
	return [...losers].map(([losing, winners]) => exception('field', entity, losing, [...winners].sort()));
}

/** The fields that `open`, those of the exceptions that nobody has settled, are about. `changes`: of the thread, in key order. */
export function contestedIn(
	thread: Thread,
	changes: readonly FieldChange[],
	open: readonly Pick<Exception, 'rule' | 'events'>[]
): ContestedField[] {
	const isOpen = (loser: EventId, winner: EventId): boolean =>
		open.some(
			({ rule, events: [losing, ...winners] }) => rule === 'field' && losing === loser && winners.includes(winner)
		);
	return contestedFields(changes, knowledgeOf([thread])).flatMap(({ field, shown, others }) => {
		const still = others.filter(({ id }) => isOpen(id, shown.id));
		return still.length === 0 ? [] : [{ field, shown, others: still }];
	});
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
