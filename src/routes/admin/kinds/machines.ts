import { definitions } from '#domain/catalog.ts';
import { m } from '#paraglide/messages.js';
import { DEPARTMENT, NAME } from './fields.ts';
import { edits, type Kind } from './kind.ts';

export const machines: Kind = {
	slug: 'machines',
	words: {
		one: m.admin_machine,
		many: m.admin_machines,
		purpose: m.admin_machines_purpose,
		none: m.admin_machines_none,
		absent: m.admin_machine_absent
	},
	editing: {
		create: m.admin_machine_create,
		save: m.admin_machine_save,
		archive: m.admin_machine_archive,
		restore: m.admin_machine_restore,
		applies: m.admin_applies_now
	},
	...edits(definitions.machine),
	fields: [NAME, DEPARTMENT],
	about: ({ department }, nameOf) => nameOf(department as string | null),
	sign: { size: 'sign', print: m.admin_print_signs, does: () => m.admin_sign_machine() }
};
