import type { DefinitionRefusal } from '#domain/kernel/definition.ts';
import { stop, warning, type Words } from './words.ts';

export function definitionRefusalWords(refusal: DefinitionRefusal): Words {
	switch (refusal.type) {
		case 'DefinitionUnknown':
			return stop('Not on this device yet', 'It has not arrived here. Nothing was changed.');
		case 'DefinitionIncomplete':
			return warning('Something is missing', `Look at “${refusal.field}”. Nothing was saved yet.`);
		case 'NothingChanged':
			return { title: 'Nothing changed', line: 'It is saved as it stands.', tone: 'neutral' };
	}
}
