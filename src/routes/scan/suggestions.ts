import type { Code } from '#domain/kernel/code.ts';

/** A code that is probably meant, and what it stands for. */
export interface Suggestion {
	readonly code: Code;
	readonly detail: string;
}

/** Before the first key there is room for a list; beside the keys for a pair. */
const BEFORE_TYPING = 5;
const WHILE_TYPING = 2;

/**
 * Those that fit what was typed, in any part: the codes of one device begin alike, and people read out the end. Nothing more
 * is suggested once a code is whole.
 */
export function suggestionsFor(suggestions: readonly Suggestion[], typed: string): readonly Suggestion[] {
	const text = typed.toLowerCase();
	if (text === '') return suggestions.slice(0, BEFORE_TYPING);
	const fitting = suggestions.filter(({ code }) => code !== text && code.includes(text));
	const beginning = fitting.filter(({ code }) => code.startsWith(text));
	return [...new Set([...beginning, ...fitting])].slice(0, WHILE_TYPING);
}
