import { CODE_LETTERS } from '#domain/kernel/code.ts';
import type { Result } from '#domain/kernel/result.ts';
import type { Label, UnreadableLabel } from '#domain/label/label.ts';

/** Beside a code that is being typed: how much is missing, or what the check character says. */
export function typedCodeWords(
	typed: number,
	length: number,
	read: Result<Label, UnreadableLabel> | undefined
): string {
	if (read === undefined) return typed === 0 ? 'First letter: B for a batch' : `${length - typed} more`;
	if (read.ok) return 'The code is good';
	return read.error.type === 'LabelDamaged'
		? 'A character is wrong. Compare it with the label.'
		: 'This is not one of our codes.';
}

/** Enter too early: why what stands there is no code. */
export function unfinishedCodeWords(code: string, length: number): string {
	const first = code.charAt(0);
	if (first === '') return 'Type the characters under the square first.';
	return Object.hasOwn(CODE_LETTERS, first.toLowerCase())
		? `No code yet: ${length - code.length} of ${length} characters are missing.`
		: `Not a code: none of ours starts with ${first}.`;
}
