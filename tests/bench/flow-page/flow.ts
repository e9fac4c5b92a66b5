import { createLayouter } from '../../../src/routes/batch-flow/layout/layouter.ts';
import { drawnFlow } from './drawn-flow.ts';

/** Milliseconds from the question to the answer, the worker's own start left out. */
export interface FlowBenchPage {
	readonly boxes: (seed: number, atLeast: number) => number;
	readonly own: (seed: number, atLeast: number) => Promise<number>;
	readonly elk: (seed: number, atLeast: number) => Promise<number>;
}

declare global {
	var flowBench: FlowBenchPage;
}

const layouter = createLayouter();
let elk: Worker | undefined;

globalThis.flowBench = {
	boxes: (seed, atLeast) => drawnFlow(seed, atLeast).nodes.length,
	async own(seed, atLeast) {
		const graph = drawnFlow(seed, atLeast);
		const began = performance.now();
		const { ok } = await layouter.layOut(graph, new AbortController().signal);
		if (!ok) throw new Error('it was not laid out');
		return performance.now() - began;
	},
	async elk(seed, atLeast) {
		elk ??= new Worker(new URL('./elk.worker.ts', import.meta.url), { type: 'module' });
		const worker = elk;
		const graph = drawnFlow(seed, atLeast);
		const began = performance.now();
		await new Promise((resolve, reject) => {
			worker.onmessage = ({ data }: MessageEvent<{ readonly error?: string }>) =>
				data.error === undefined ? resolve(data) : reject(new Error(data.error));
			worker.postMessage(graph);
		});
		return performance.now() - began;
	}
};
