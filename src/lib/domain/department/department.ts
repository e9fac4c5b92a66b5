import * as v from 'valibot';
import { definition } from '../kernel/definition.ts';

/** A part of the site that machines and stations belong to. */
export interface DepartmentFields {
	readonly name: string;
	/** Where it is, as people say it: `Hall 2, ground floor`. */
	readonly location: string;
}

export const department = definition<'department', DepartmentFields>({
	kind: 'department',
	letter: 'g',
	event: 'DepartmentDefined',
	version: 1,
	fields: {
		name: v.pipe(v.string(), v.minLength(1), v.maxLength(120)),
		location: v.pipe(v.string(), v.maxLength(120))
	},
	defaults: { name: '', location: '' },
	required: ['name'],
	roles: ['planner', 'admin']
});
