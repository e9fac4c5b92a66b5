import { definitions } from '#domain/catalog.ts';
import type { Production } from '#domain/step/step.ts';
import { quantityText } from '#state/words/quantity.ts';
import { m } from '#paraglide/messages.js';
import { NAME } from './fields.ts';
import { edits, type Kind } from './kind.ts';

export const steps: Kind = {
	slug: 'steps',
	words: {
		one: m.admin_step,
		many: m.admin_steps,
		purpose: m.admin_steps_purpose,
		none: m.admin_steps_none,
		absent: m.admin_step_absent
	},
	editing: {
		create: m.admin_step_create,
		save: m.admin_step_save,
		archive: m.admin_step_archive,
		restore: m.admin_step_restore,
		applies: m.admin_applies_runs
	},
	...edits(definitions.step),
	fields: [
		NAME,
		{ name: 'produces', label: m.admin_produces, control: 'produces' },
		{ name: 'consumes', label: m.admin_consumes, hint: m.admin_consumes_hint, control: 'consumes' },
		{ name: 'plannedMinutes', label: m.admin_planned_minutes, hint: m.admin_planned_minutes_hint, control: 'minutes' }
	],
	about({ produces, consumes }, nameOf) {
		const made = produces as Production | null;
		if (made === null) return m.admin_step_makes_nothing();
		const inputs = (consumes as readonly Production[]).map(({ item }) => nameOf(item)).join(', ');
		const output = `${quantityText(made.quantity)} ${nameOf(made.item)}`;
		return inputs === '' ? output : m.admin_step_makes({ output, inputs });
	}
};
