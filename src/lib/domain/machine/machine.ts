import * as v from 'valibot';
import { definition, type DefinitionRow } from '../kernel/definition.ts';
import { entityIdSchema, type EntityId } from '../kernel/event.ts';

export interface MachineFields {
	readonly name: string;
	/** The department it belongs to. */
	readonly department: EntityId | null;
}

export type MachineRow = DefinitionRow & MachineFields;

export const machine = definition<'machine', MachineFields>({
	kind: 'machine',
	letter: 'm',
	event: 'MachineDefined',
	version: 2,
	fields: {
		name: v.pipe(v.string(), v.minLength(1), v.maxLength(120)),
		department: v.nullable(entityIdSchema)
	},
	defaults: { name: '', department: null },
	required: ['name'],
	roles: ['planner', 'admin']
});
