import type { Code } from '#domain/kernel/code.ts';
import { regional } from './regional.ts';

/** What a screen says when something did not go as wanted: a title of six words at most, then what is safe and what to do. */
export interface Words {
	readonly title: string;
	readonly line: string;
	readonly tone: 'neutral' | 'ok' | 'warning' | 'stop' | 'choose';
}

/** How things are called on the floor; the printed code of what has no name here. */
export type NameOf = (id: string | Code | null) => string;

export const warning = (title: string, line: string): Words => ({ title, line, tone: 'warning' });

export const stop = (title: string, line: string): Words => ({ title, line, tone: 'stop' });

/** One after the other; what is false or null is not said. */
export const sentences = (...said: readonly (string | false | null)[]): string => said.filter(Boolean).join(' ');

const alternatives = regional((region) => new Intl.ListFormat(region, { type: 'disjunction' }));

/** `Knit 1, Knit 2 or Knit 3`. */
export const anyOf = (names: readonly string[]): string => alternatives().format(names);

const together = regional((region) => new Intl.ListFormat(region, { type: 'conjunction' }));

/** `Knit 1, Knit 2 and Knit 3`. */
export const allOf = (names: readonly string[]): string => together().format(names);
