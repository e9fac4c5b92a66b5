import { acceptedIn, DeviceRevoked } from '../device/revocation.ts';
import { codeDevice, type Code } from '../kernel/code.ts';
import { table } from '../kernel/table.ts';
import { knowledgeOf, type Thread } from '../kernel/thread.ts';
import {
	factsOf,
	type Folded,
	type RightsChange,
	type Slice,
	type WithdrawnDevice,
	type WithdrawnPerson
} from '../kernel/view.ts';
import { person, type PersonRow } from '../person/person.ts';

export const withdrawnPeople = table<WithdrawnPerson>('withdrawnPeople', 'id');
export const withdrawnDevices = table<WithdrawnDevice>('withdrawnDevices', 'id');

/** Who left or lost a role has a row, and nobody else. The events are those of the definition. */
const ofPeople: Slice<WithdrawnPerson> = {
	kind: 'person',
	events: [],
	table: withdrawnPeople,
	version: 1,
	withdraws: true,
	fold: (family) => family.flatMap(withdrawnPerson)
};

/** What was revoked has a row. The events are those of the revocation. */
const ofDevices: Slice<WithdrawnDevice> = {
	kind: 'device',
	events: [],
	table: withdrawnDevices,
	version: 1,
	withdraws: true,
	fold: (family) => family.flatMap(withdrawnDevice)
};

export const withdrawal = { slices: [ofPeople, ofDevices], deciders: [] } as const;

function withdrawnPerson(thread: Thread): Folded<WithdrawnPerson>[] {
	const seen = new Map(thread.facts.map((fact) => [fact.id, fact.seen]));
	const changes = person.changesIn(thread).flatMap(({ id: event, fields: { archived, roles } }): RightsChange[] => {
		if (archived === undefined && roles === undefined) return [];
		const had = seen.get(event);
		return [{ event, ...(archived !== undefined && { archived }), ...(roles && { roles }), ...(had && { seen: had }) }];
	});
	if (!takesSomething(changes)) return [];
	const knows = knowledgeOf([thread]);
	const row: WithdrawnPerson = {
		id: thread.entity as Code,
		kind: 'person',
		changes,
		known: Object.fromEntries(
			thread.facts.map(({ id }) => [
				id,
				changes.map(({ event }) => event).filter((event) => event === id || knows(id, event))
			])
		),
		unread: 0,
		exceptions: []
	};
	return [{ row, exceptions: [] }];
}

/** Whether somebody left or lost a role by one of them. */
function takesSomething(changes: readonly RightsChange[]): boolean {
	let held: PersonRow['roles'] = [];
	return changes.some(({ archived, roles }) => {
		const isLoss = archived === true || held.some((role) => roles && !roles.includes(role));
		held = roles ?? held;
		return isLoss;
	});
}

function withdrawnDevice(thread: Thread): Folded<WithdrawnDevice>[] {
	const revoked = factsOf(thread, DeviceRevoked);
	if (revoked.length === 0) return [];
	const id = thread.entity as Code;
	const accepted = acceptedIn(thread);
	const row: WithdrawnDevice = { id, kind: 'device', number: codeDevice(id), accepted, unread: 0, exceptions: [] };
	return [{ row, exceptions: [] }];
}
