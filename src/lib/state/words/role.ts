import type { Role } from '#domain/kernel/role.ts';
import { m } from '#paraglide/messages.js';

const ROLES: Readonly<Record<Role, () => string>> = {
	operator: m.admin_role_operator,
	lead: m.admin_role_lead,
	quality: m.admin_role_quality,
	planner: m.admin_role_planner,
	admin: m.admin_role_admin
};

export const roleText = (role: Role): string => ROLES[role]();
