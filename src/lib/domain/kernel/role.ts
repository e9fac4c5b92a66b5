/** What somebody is at the site. Who has none of the others is an operator. */
export const ROLES = ['operator', 'lead', 'quality', 'planner', 'admin'] as const;
export type Role = (typeof ROLES)[number];
