import type { LaidOutFlow, LayoutGraph } from './graph.ts';

/** Between the page and the worker that lays out. One at a time: whoever wants another one ends the worker first. */
export type FromLayout =
	/** Boxes that stand in their places. */
	| { readonly type: 'placed'; readonly nodes: number }
	| { readonly type: 'laidOut'; readonly flow: LaidOutFlow }
	| { readonly type: 'failed'; readonly reason: string };

export type ToLayout = LayoutGraph;
