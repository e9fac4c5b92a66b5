import * as v from 'valibot';
import { definition, type DefinitionRow } from '../kernel/definition.ts';

export interface MachineFields {
	readonly name: string;
}

export type MachineRow = DefinitionRow & MachineFields;

export const machine = definition<'machine', MachineFields>({
	kind: 'machine',
	letter: 'm',
	event: 'MachineDefined',
	version: 1,
	fields: { name: v.pipe(v.string(), v.minLength(1), v.maxLength(120)) },
	defaults: { name: '' },
	required: ['name']
});
