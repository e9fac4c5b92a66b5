import { definitions } from '#domain/catalog.ts';
import { faultsOf } from '#domain/flow/faults.ts';
import type { FlowRow } from '#domain/flow/flow.ts';
import { m } from '#paraglide/messages.js';
import { faultMarks } from '../flow-fault-words.ts';
import { NAME } from './fields.ts';
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
	fields: [NAME, { name: 'steps', label: m.admin_steps, control: 'references', to: 'steps' }],
	trouble: (row, { steps, items }) => faultMarks(faultsOf(row as unknown as FlowRow, steps, items)),
	about: ({ steps }, nameOf) => (steps as readonly string[]).map((id) => nameOf(id)).join(', ')
};
