import { definitions } from '#domain/catalog.ts';
import { m } from '#paraglide/messages.js';
import { NAME } from './fields.ts';
import { edits, type Kind } from './kind.ts';

export const departments: Kind = {
	slug: 'departments',
	words: {
		one: m.admin_department,
		many: m.admin_departments,
		purpose: m.admin_departments_purpose,
		none: m.admin_departments_none,
		absent: m.admin_department_absent
	},
	editing: {
		create: m.admin_department_create,
		save: m.admin_department_save,
		archive: m.admin_department_archive,
		restore: m.admin_department_restore,
		applies: m.admin_applies_now
	},
	...edits(definitions.department),
	fields: [
		NAME,
		{ name: 'location', label: m.admin_location, hint: m.admin_location_hint, control: 'text', most: 120 }
	],
	about: ({ location }) => String(location)
};
