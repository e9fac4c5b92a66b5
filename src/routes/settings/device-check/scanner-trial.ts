/** A key as it came; `at` in milliseconds, from the event. */
export interface TrialKey {
	readonly key: string;
	readonly at: number;
}

/** What a hand scanner sent in one go. */
export interface Trial {
	readonly text: string;
	/** `keys`: one after the other; `text`: whole, as if pasted. */
	readonly as: 'keys' | 'text';
	/** Median of the milliseconds between two keys; null for what came whole. */
	readonly gap: number | null;
	readonly end: 'Enter' | 'Tab' | null;
}

/** What is to be set otherwise at the scanner. */
export type TrialFault =
	/** Nothing but the end key: the characters went past the page. */
	| 'only the end'
	/** Its characters are another keyboard's, or some are missing. */
	| 'other text'
	/** Nothing tells where the code ends. */
	| 'no end'
	/** Whole texts work, single keys are surer. */
	| 'as text'
	/** A person would type that fast. */
	| 'slow';

/** Slower ones are hard to tell from a fast typist. */
const SLOW_MS = 35;

export function readKeys(keys: readonly TrialKey[]): Trial {
	const last = keys.at(-1)?.key;
	const end = last === 'Enter' || last === 'Tab' ? last : null;
	const written = keys.filter(({ key }) => [...key].length === 1);
	const gaps = written.slice(1).map(({ at }, index) => at - (written[index]?.at ?? at));
	return { text: written.map(({ key }) => key).join(''), as: 'keys', gap: gaps.length > 0 ? median(gaps) : null, end };
}

export function readText(text: string): Trial {
	const last = text.at(-1);
	const end = last === '\n' || last === '\r' ? 'Enter' : last === '\t' ? 'Tab' : null;
	return { text: text.replace(/[\r\n\t]+$/, ''), as: 'text', gap: null, end };
}

/** What is wrong with a trial at which `sample` was scanned; empty when all is well. The gravest first. */
export function faultsOf({ text, as, gap, end }: Trial, sample: string): TrialFault[] {
	if (text === '') return ['only the end'];
	return [
		...(text.toUpperCase() === sample.toUpperCase() ? [] : (['other text'] as const)),
		...(end === null ? (['no end'] as const) : []),
		...(as === 'text' ? (['as text'] as const) : []),
		...(gap !== null && gap > SLOW_MS ? (['slow'] as const) : [])
	];
}

function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[sorted.length >> 1] ?? 0;
}
