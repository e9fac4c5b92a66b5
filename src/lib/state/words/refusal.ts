import type { Refusal } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { NotRecorded } from '#engine/submit.ts';
import { batchRefusalWords } from './batch.ts';
import { definitionRefusalWords } from './definition.ts';
import { runRefusalWords } from './run.ts';
import { notRecordedWords } from './store.ts';
import type { NameOf, Words } from './words.ts';

/** Why nothing was recorded, for any command. `me`: who asked for it. */
export function refusalWords(refusal: Refusal | NotRecorded, nameOf: NameOf, me: Code | null = null): Words {
	switch (refusal.type) {
		case 'NotEnrolled':
		case 'NotRecordable':
			return notRecordedWords(refusal);
		case 'DefinitionUnknown':
		case 'DefinitionIncomplete':
		case 'NothingChanged':
			return definitionRefusalWords(refusal);
		case 'NoLines':
		case 'TooManyLines':
		case 'TooManyBatches':
		case 'TooManySteps':
		case 'LineWrong':
		case 'PersonUnknown':
		case 'DueWrong':
		case 'PriorityWrong':
		case 'RunUnknown':
		case 'RunAlreadyCancelled':
			return runRefusalWords(refusal);
		default:
			return batchRefusalWords(refusal, nameOf, me);
	}
}
