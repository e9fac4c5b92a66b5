import * as v from 'valibot';
import { needAll } from '../kernel/decider.ts';
import { definition, type Definition, type DefinitionRow } from '../kernel/definition.ts';
import { personalRefSchema, type PersonalRef } from '../kernel/personal.ts';
import { ROLES, type Role } from '../kernel/role.ts';
import { guardiansOf, pinHolders } from './guardians.ts';
import { pins } from './pin.ts';

/** Somebody who works here. The name lives in one personal text and nowhere else. */
export interface PersonFields {
	readonly name: PersonalRef | null;
	readonly roles: readonly Role[];
}

/** A role that a later version adds says nothing here, and takes nothing else with it. */
const rolesSchema = v.pipe(
	v.array(v.pipe(v.string(), v.regex(/^[a-z]{1,32}$/))),
	v.maxLength(32),
	v.transform((roles) => roles.filter((role): role is Role => ROLES.some((known) => known === role)))
);

export type PersonRow = DefinitionRow & PersonFields;

export const person: Definition<'person', PersonFields> = definition<'person', PersonFields>({
	kind: 'person',
	letter: 'p',
	event: 'PersonDefined',
	version: 1,
	fields: { name: v.nullable(personalRefSchema), roles: rolesSchema },
	defaults: { name: null, roles: ['operator'] },
	required: ['name'],
	roles: ['admin'],
	takesAway: (before, { archived, roles }) =>
		archived === true || before.roles.some((role) => roles && !roles.includes(role)),
	last: {
		needs: () => [needAll(person.table), needAll(pins)],
		isTaken(id, changes, rows) {
			const [people, holders] = [rows.all(person.table), pinHolders(rows.all(pins))];
			const after = people.map((one) => (one.id === id ? { ...one, ...changes } : one));
			return guardiansOf(people, holders).length > 0 && guardiansOf(after, holders).length === 0;
		}
	}
});
