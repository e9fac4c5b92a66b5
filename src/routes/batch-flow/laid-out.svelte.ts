import { boxSize } from './box-face.ts';
import type { Heading, LaidOutFlow, LayoutGraph } from './layout/graph.ts';
import { createLayouter } from './layout/layouter.ts';
import type { ShownFlow } from './shown-flow.ts';

/** What is to be drawn. `em`: the letters' size in pixels, which the boxes have to hold. */
export interface WantedDrawing {
	readonly shown: ShownFlow;
	readonly heading: Heading;
	readonly em: number;
}

export interface Drawing {
	readonly shown: ShownFlow;
	readonly laidOut: LaidOutFlow;
}

/** A flow that is laid out anew whenever it changes, in the background; the last drawing stays meanwhile. */
export interface Laying {
	readonly current: Drawing | null;
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

/** Lives as long as its component. `wanted`: tracked; null while nothing is to be drawn. */
export function layOutLive(wanted: () => WantedDrawing | null): Laying {
	const layouter = createLayouter();
	let current = $state.raw<Drawing | null>(null);
	let placed = $state<number | null>(null);
	let isCancelled = $state(false);
	let error = $state<string | null>(null);
	let tries = $state(0);
	let cancelling = new AbortController();

	$effect(() => () => layouter.close());
	$effect(() => {
		void tries;
		const drawing = wanted();
		const controller = new AbortController();
		cancelling = controller;
		placed = null;
		isCancelled = false;
		if (drawing === null) return;
		let isSlow = false;
		const patience = setTimeout(() => {
			isSlow = true;
			placed = 0;
		}, PATIENCE_MS);
		void layouter
			.layOut(graphOf(drawing), controller.signal, (nodes) => {
				if (isSlow) placed = nodes;
			})
			.then((answer) => {
				clearTimeout(patience);
				if (cancelling !== controller) return;
				placed = null;
				error = null;
				if (answer.ok) current = { shown: drawing.shown, laidOut: answer.value };
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
			isCancelled = true;
		},
		retry() {
			tries += 1;
		}
	};
}

const graphOf = ({ shown: { nodes, edges }, heading, em }: WantedDrawing): LayoutGraph => ({
	// What is collapsed stands where its last batch is.
	nodes: nodes.map((node) => ({ id: node.id, column: node.lastColumn, ...boxSize(node, em) })),
	edges: edges.map(({ id, from, to }) => ({ id, from, to })),
	heading,
	em
});
