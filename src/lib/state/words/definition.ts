import type { DefinitionRefusal } from '#domain/kernel/definition.ts';
import { m } from '#paraglide/messages.js';
import { stop, warning, type Words } from './words.ts';

export function definitionRefusalWords(refusal: DefinitionRefusal): Words {
	switch (refusal.type) {
		case 'DefinitionUnknown':
			return stop(m.words_definition_unknown_title(), m.words_definition_unknown_line());
		case 'DefinitionIncomplete':
			return warning(
				m.words_definition_incomplete_title(),
				m.words_definition_incomplete_line({ field: refusal.field })
			);
		case 'LastOfItsKind':
			return stop(m.words_last_admin_title(), m.words_last_admin_line());
		case 'NothingChanged':
			return { title: m.words_nothing_changed_title(), line: m.words_nothing_changed_line(), tone: 'neutral' };
	}
}
