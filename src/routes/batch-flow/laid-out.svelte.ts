import { untrack } from 'svelte';
import type { LaidOutFlow, LayoutGraph } from './layout/graph.ts';
import { createLayouter } from './layout/layouter.ts';

/** A graph that is laid out anew whenever it changes, in the background; the last one stays meanwhile. */
export interface Laying<Drawn> {
	readonly current: { readonly drawn: Drawn; readonly laidOut: LaidOutFlow } | null;
	/** Boxes that stand in their places; null: it takes no time that anybody notices. */
	readonly placed: number | null;
	readonly isCancelled: boolean;
	readonly error: string | null;
	cancel(): void;
	/** After a cancel. */
	retry(): void;
}

/** Until then nothing is said: most graphs stand at once. */
const PATIENCE_MS = 500;

/** Lives as long as its component. `graph`: tracked; null while nothing is to be laid out. */
export function layOutLive<Drawn>(
	graph: () => { readonly drawn: Drawn; readonly graph: LayoutGraph } | null
): Laying<Drawn> {
	const layouter = createLayouter();
	let current = $state.raw<{ readonly drawn: Drawn; readonly laidOut: LaidOutFlow } | null>(null);
	let placed = $state<number | null>(null);
	let isCancelled = $state(false);
	let error = $state<string | null>(null);
	let tries = $state(0);
	let cancelling = new AbortController();

	$effect(() => () => layouter.close());
	$effect(() => {
		const wanted = graph();
		void tries;
		const controller = new AbortController();
		cancelling = controller;
		untrack(() => (isCancelled = false));
		if (wanted === null) return;
		let isSlow = false;
		const patience = setTimeout(() => {
			isSlow = true;
			placed ??= 0;
		}, PATIENCE_MS);
		void layouter
			.layOut(wanted.graph, controller.signal, (nodes) => {
				if (isSlow) placed = nodes;
			})
			.then((answer) => {
				clearTimeout(patience);
				if (cancelling !== controller) return;
				placed = null;
				error = null;
				if (answer.ok) current = { drawn: wanted.drawn, laidOut: answer.value };
				else if (answer.error.type === 'LayoutFailed') error = answer.error.reason;
			});
		return () => {
			clearTimeout(patience);
			controller.abort();
		};
	});

	return {
		get current() {
			return current;
		},
		get placed() {
			return placed;
		},
		get isCancelled() {
			return isCancelled;
		},
		get error() {
			return error;
		},
		cancel() {
			cancelling.abort();
			placed = null;
			isCancelled = true;
		},
		retry() {
			tries += 1;
		}
	};
}
