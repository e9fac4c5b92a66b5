import type { Refusal } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { NotRecorded } from '#engine/submit.ts';
import { batchRefusalWords } from './batch.ts';
import { decisionRefusalWords } from './decision.ts';
import { definitionRefusalWords } from './definition.ts';
import { holdRefusalWords } from './hold.ts';
import { notPermittedWords } from './rights.ts';
import { runRefusalWords } from './run.ts';
import { notRecordedWords } from './store.ts';
import { m } from '#paraglide/messages.js';
import { sentences, stop, type NameOf, type Words } from './words.ts';

/** Why nothing was recorded, for any command. `me`: who asked for it. What only one feature's screens meet, they say better. */
export function refusalWords(refusal: Refusal | NotRecorded, nameOf: NameOf, me: Code | null = null): Words {
	if ('feature' in refusal) return stop(m.words_refused(), m.words_nothing_recorded());
	switch (refusal.type) {
		case 'NotEnrolled':
		case 'OnlyShows':
		case 'NotRecordable':
			return notRecordedWords(refusal);
		case 'NotPermitted':
		case 'NotProven':
			return withNothing(notPermittedWords(refusal, nameOf));
		case 'DefinitionUnknown':
		case 'DefinitionIncomplete':
		case 'NothingChanged':
		case 'LastOfItsKind':
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
		case 'NothingToHold':
		case 'AlreadyOnHold':
		case 'HoldUnknown':
		case 'AlreadyReleased':
		case 'MayNotRelease':
			return holdRefusalWords(refusal);
		case 'NothingToDecide':
		case 'NotToBeDecidedYet':
		case 'ChangesContradict':
		case 'MayNotDecide':
			return decisionRefusalWords(refusal);
		default:
			return batchRefusalWords(refusal, nameOf, me);
	}
}

const withNothing = ({ title, line, tone }: Words): Words => ({
	title,
	line: sentences(line, m.words_nothing_recorded()),
	tone
});
