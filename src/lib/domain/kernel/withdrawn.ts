import { compareEvents, eventEpoch, type EntityId, type EventId } from './event.ts';
import type { Role } from './role.ts';
import type { Fact } from './thread.ts';
import type { AllWithdrawn, RightsChange, Withdrawn, WithdrawnDevice, WithdrawnPerson } from './view.ts';

export const NOBODY_WITHDRAWN: AllWithdrawn = new Map();

export const allWithdrawn = (rows: readonly Withdrawn[]): AllWithdrawn =>
	new Map(rows.map((row) => [row.kind === 'device' ? row.number : row.id, row]));

type Recorded = Pick<Fact, 'id' | 'device' | 'seq' | 'by' | 'rights'>;

/**
 * Whether a record needs a lead's countersign: it comes from a device past what was accepted of it, or names somebody who, as far as
 * its author knew, may not do it, or from whom the right was taken by somebody who had not seen it. `needs`: one of these roles it
 * takes of that person; null: anybody who works here may.
 */
export function needsCountersign(
	record: Recorded,
	withdrawn: AllWithdrawn,
	needs: (person: EntityId) => readonly Role[] | null = () => null
): boolean {
	if (withdrawn.size === 0) return false;
	const device = withdrawn.get(record.device);
	if (device?.kind === 'device' && isPast(record, device)) return true;
	return record.by.some((person) => {
		const row = withdrawn.get(person);
		return row?.kind === 'person' && isWithout(row, record, needs(person));
	});
}

function isPast({ id, seq }: Recorded, { accepted }: WithdrawnDevice): boolean {
	const chain = accepted.find(({ epoch }) => epoch === eventEpoch(id));
	return seq > (chain?.seq ?? 0);
}

function isWithout(row: WithdrawnPerson, record: Recorded, needed: readonly Role[] | null): boolean {
	const known = knownTo(row, record);
	if (known === null) return false;
	const suffices = ({ archived, roles }: Rights): boolean =>
		!archived && (needed === null || roles.some((role) => needed.includes(role)));
	const all: Rights = { archived: false, roles: needed ?? [] };
	// Beyond question is whatever somebody had seen who then took the right away.
	const losses = row.changes.filter((change) => !suffices(applied(all, change)) && !isWithin(record, change));
	if (losses.some(({ event }) => !known.has(event))) return true;
	const then = row.changes.filter(({ event }) => known.has(event)).reduce(applied, ANYBODY);
	return losses.length > 0 && !suffices(then);
}

type Rights = Required<Pick<RightsChange, 'archived' | 'roles'>>;

/** Whoever works here before anything is said about them. */
const ANYBODY: Rights = { archived: false, roles: ['operator'] };

const applied = (before: Rights, { archived = before.archived, roles = before.roles }: RightsChange): Rights => ({
	archived,
	roles
});

/**
 * The changes that a record's author knew: as it says; where an earlier app made it, those before it. Null while something it says it
 * knew has not arrived here.
 */
function knownTo({ id, changes, known }: WithdrawnPerson, record: Recorded): ReadonlySet<EventId> | null {
	const revisions = record.rights?.[id];
	if (revisions === undefined) {
		return new Set(changes.map(({ event }) => event).filter((event) => compareEvents(event, record.id) < 0));
	}
	const each = revisions.map((revision) => known[revision]);
	return each.includes(undefined) ? null : new Set(each.flatMap((events) => events ?? []));
}

/** Whether the author of a change had seen the record; where an earlier app made the change, whether it came after it. */
const isWithin = ({ id, device, seq }: Recorded, { event, seen }: RightsChange): boolean =>
	seen ? seq <= (seen[device + eventEpoch(id)] ?? 0) : compareEvents(id, event) < 0;
