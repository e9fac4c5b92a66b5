import { definitions } from '#domain/catalog.ts';
import type { Role } from '#domain/kernel/role.ts';
import { m } from '#paraglide/messages.js';
import { edits, options, type Kind, type Text } from './kind.ts';

const ROLES: Readonly<Record<Role, Text>> = {
	operator: m.admin_role_operator,
	lead: m.admin_role_lead,
	quality: m.admin_role_quality,
	planner: m.admin_role_planner,
	admin: m.admin_role_admin
};

export const people: Kind = {
	slug: 'people',
	words: {
		one: m.admin_person,
		many: m.admin_people,
		purpose: m.admin_people_purpose,
		none: m.admin_people_none,
		absent: m.admin_person_absent
	},
	editing: {
		create: m.admin_person_create,
		save: m.admin_person_save,
		archive: m.admin_person_archive,
		restore: m.admin_person_restore,
		applies: m.admin_applies_now
	},
	...edits(definitions.person),
	fields: [
		{ name: 'name', label: m.admin_name, control: 'personal', most: 120, required: true },
		{ name: 'roles', label: m.admin_roles, control: 'choices', options: options(ROLES) }
	],
	about: ({ roles }) => (roles as readonly Role[]).map((role) => ROLES[role]()).join(', '),
	sign: { size: 'badge', print: m.admin_print_badges, does: () => m.admin_sign_person() }
};
