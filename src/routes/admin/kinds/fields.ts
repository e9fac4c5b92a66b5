import { m } from '#paraglide/messages.js';
import type { Field } from './kind.ts';

/** How everything but people and devices is called: in the record itself, for all to see. */
export const NAME: Field = { name: 'name', label: m.admin_name, control: 'text', most: 120, required: true };

/** Where a machine or a station belongs, for the lists that are by department. */
export const DEPARTMENT: Field = {
	name: 'department',
	label: m.admin_department,
	control: 'reference',
	to: 'departments',
	none: m.admin_no_department
};
