import * as v from 'valibot';
import { definition, type DefinitionRow } from '../kernel/definition.ts';
import { entityIdSchema } from '../kernel/event.ts';

/** A flow (routing): the steps that make an item. A step that produces X feeds every step of the flow that consumes X. */
export interface FlowFields {
	readonly name: string;
	readonly steps: readonly string[];
}

export type FlowRow = DefinitionRow & FlowFields;

export const flow = definition<'flow', FlowFields>({
	kind: 'flow',
	letter: 'f',
	event: 'FlowDefined',
	version: 1,
	fields: {
		name: v.pipe(v.string(), v.minLength(1), v.maxLength(120)),
		steps: v.pipe(v.array(entityIdSchema), v.maxLength(256))
	},
	defaults: { name: '', steps: [] },
	required: ['name'],
	roles: ['planner', 'admin']
});
