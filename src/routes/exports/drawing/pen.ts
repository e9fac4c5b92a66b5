import { MARKS } from '#ui/marks.ts';
import type { Mark } from '#state/words/batch.ts';
import type { Point } from '../../batch-flow/layout/graph.ts';
import { element, round, words, type Attributes, type Svg } from './svg-text.ts';

/** For paper: ink on white, whatever the screen looks like. */
export const INK = '#14181d';
export const MUTED = '#424b55';
export const LINE = '#6a7580';
export const DISPUTED = '#b26a00';
const STOP = '#8f1212';

export const SANS = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif";
export const MONO = "ui-monospace, 'Cascadia Mono', 'Roboto Mono', 'DejaVu Sans Mono', monospace";

export const FONT = 13;
export const LEADING = 18;
export const PAD = 8;
/** What is not known here. */
export const DASHES = '6 4';

/** Of a letter, a little generous: no font is known here. */
const LETTER = 7.2;
/** The grid that `MARKS` are drawn on. */
const MARK_GRID = 24;

export const widthOf = (text: string): number => [...text].length * LETTER;

export const textAt = (text: string, { x, y }: Point, attributes: Attributes = {}): Svg =>
	element('text', { x, y, ...attributes }, words(text));

/** Cut where the room ends. */
export function fit(text: string, room: number): string {
	const letters = [...text];
	const most = Math.max(2, Math.floor(room / LETTER));
	if (letters.length <= most) return text;
	const kept = letters.slice(0, most - 1).join('');
	return `${kept.trimEnd()}…`;
}

/** Where the words begin that stand beside a mark. */
export const MARK_INDENT = FONT + 5;

export function markAt({ shape, tone }: Mark, { x, y }: Point): Svg {
	const colour = tone === 'neutral' ? INK : tone === 'warning' ? DISPUTED : STOP;
	const { line, fill } = MARKS[shape];
	return element(
		'g',
		{ transform: `translate(${round(x)} ${round(y)}) scale(${FONT / MARK_GRID})` },
		...(fill ? [element('path', { d: fill, fill: colour })] : []),
		element('path', { d: line, fill: 'none', stroke: colour, 'stroke-width': 2.2 })
	);
}
