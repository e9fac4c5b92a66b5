import { definitions } from '#domain/catalog.ts';
import { m } from '#paraglide/messages.js';
import { edits, type Kind } from './kind.ts';

export const flows: Kind = {
	slug: 'flows',
	words: {
		one: m.admin_flow,
		many: m.admin_flows,
		purpose: m.admin_flows_purpose,
		none: m.admin_flows_none,
		absent: m.admin_flow_absent
	},
	editing: {
		create: m.admin_flow_create,
		save: m.admin_flow_save,
		archive: m.admin_flow_archive,
		restore: m.admin_flow_restore,
		applies: m.admin_applies_runs
	},
	...edits(definitions.flow),
	fields: [
		{ name: 'name', label: m.admin_name, control: 'text', most: 120, required: true },
		{ name: 'steps', label: m.admin_steps, control: 'references', to: 'steps' }
	],
	about: ({ steps }, nameOf) => (steps as readonly string[]).map((id) => nameOf(id)).join(', ')
};
