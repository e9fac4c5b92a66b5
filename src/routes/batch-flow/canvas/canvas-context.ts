import { getContext, setContext } from 'svelte';

/** What boxes and lines have to know of each other. */
export interface CanvasContext {
	readonly selected: string | null;
	/** The one box that Tab comes to; arrow keys lead on from there. */
	readonly tabStop: string | null;
	/** The others are drawn pale; null: nothing is highlighted. */
	readonly lit: ReadonlySet<string> | null;
	/** The box whose lines say how much: the one that has the focus or is pointed at. */
	readonly told: string | null;
	/** The line that says how much. */
	readonly toldLine: string | null;
	/** Too small to read all of a box. */
	readonly isFar: boolean;
	readonly heading: 'right' | 'down';
	choose(id: string): void;
	/** The focus came to a box or left it. */
	focusOn(id: string | null): void;
}

const KEY = Symbol('flow canvas');

export const provideCanvas = (context: CanvasContext): CanvasContext => setContext(KEY, context);

export const useCanvas = (): CanvasContext => getContext<CanvasContext>(KEY);
