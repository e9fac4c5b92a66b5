import { printCode, type CodeKind } from '#domain/kernel/code.ts';
import type { Label, UnreadableLabel } from '#domain/label/label.ts';
import { stop, warning, type Words } from './words.ts';

const NOTHING = 'Nothing was recorded.';

export function unreadableWords(trouble: UnreadableLabel): Words {
	switch (trouble.type) {
		case 'LabelEmpty':
			return stop('Label is empty', `No text was read. ${NOTHING} Scan again.`);
		case 'LabelTooLong':
			return stop('Label not known', `No label of ours is that long. ${NOTHING} Scan the small square code.`);
		case 'LabelForeign':
			return stop(
				'Label not known',
				`“${trouble.shown}” is not one of our codes. ${NOTHING} Scan the square code of a batch label.`
			);
		case 'LabelNewer':
			return stop(
				'Label needs a newer app',
				`${trouble.shown} is a good code of a newer version. ${NOTHING} Update the app.`
			);
		case 'LabelDamaged':
			return stop(
				'Code not right',
				`${trouble.shown} has a wrong character. ${NOTHING} Compare it with the characters under the code.`
			);
	}
}

/** A code of ours that nothing can be done with here. */
export const unusedWords = ({ kind, code }: Label): Words =>
	warning(`This is ${KINDS[kind]}`, `${printCode(code)} does nothing here. ${NOTHING} Scan a batch label.`);

const KINDS: Readonly<Record<CodeKind, string>> = {
	item: 'an item code',
	batch: 'a batch label',
	command: 'a command card',
	device: 'a device code',
	flow: 'a flow code',
	lot: 'a lot label',
	machine: 'a machine sign',
	person: 'a badge',
	run: 'a run label',
	station: 'a station sign',
	step: 'a step code'
};
