import { CODE_LETTERS } from '#domain/kernel/code.ts';
import type { Result } from '#domain/kernel/result.ts';
import type { Label, UnreadableLabel } from '#domain/label/label.ts';
import { m } from '#paraglide/messages.js';

/** Beside a code that is being typed: how much is missing, or what the check character says. */
export function typedCodeWords(
	typed: number,
	length: number,
	read: Result<Label, UnreadableLabel> | undefined
): string {
	if (read === undefined) return typed === 0 ? m.words_typed_first() : m.words_typed_more({ count: length - typed });
	if (read.ok) return m.words_typed_good();
	return read.error.type === 'LabelDamaged' ? m.words_typed_wrong() : m.words_typed_foreign();
}

/** Enter too early: why what stands there is no code. */
export function unfinishedCodeWords(code: string, length: number): string {
	const first = code.charAt(0);
	if (first === '') return m.words_typed_nothing();
	return Object.hasOwn(CODE_LETTERS, first.toLowerCase())
		? m.words_typed_unfinished({ missing: length - code.length, length })
		: m.words_typed_no_start({ first });
}
