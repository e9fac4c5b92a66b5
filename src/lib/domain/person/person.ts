import * as v from 'valibot';
import { definition, type DefinitionRow } from '../kernel/definition.ts';
import { personalRefSchema, type PersonalRef } from '../kernel/personal.ts';
import { ROLES, type Role } from '../kernel/role.ts';

/** Somebody who works here. The name lives in one personal text and nowhere else. */
export interface PersonFields {
	readonly name: PersonalRef | null;
	readonly roles: readonly Role[];
}

export type PersonRow = DefinitionRow & PersonFields;

export const person = definition<'person', PersonFields>({
	kind: 'person',
	letter: 'p',
	event: 'PersonDefined',
	version: 1,
	fields: { name: v.nullable(personalRefSchema), roles: v.array(v.picklist(ROLES)) },
	defaults: { name: null, roles: ['operator'] },
	required: ['name'],
	roles: ['admin']
});
