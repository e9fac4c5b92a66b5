import { err, ok, type Result } from '#domain/kernel/result.ts';
import type { LaidOutFlow, LayoutGraph } from './graph.ts';
import type { FromLayout } from './messages.ts';

export type LayoutFailure = { readonly type: 'Cancelled' } | { readonly type: 'LayoutFailed'; readonly reason: string };

export interface Layouter {
	/**
	 * One at a time: a new one cancels the one under way. `onplaced`: how many boxes stand in their places, now and then. The page
	 * stays free meanwhile, except where workers are not to be had: then it rests between families.
	 */
	layOut(
		graph: LayoutGraph,
		signal: AbortSignal,
		onplaced?: (nodes: number) => void
	): Promise<Result<LaidOutFlow, LayoutFailure>>;
	/** Ends the worker, and what is under way. */
	close(): void;
}

/** `spawn`: undefined where workers are forbidden. */
export function createLayouter(spawn: () => Worker | undefined = spawnWorker): Layouter {
	let worker: Worker | undefined;
	let cancelLast = new AbortController();

	const end = (): void => {
		worker?.terminate();
		worker = undefined;
	};

	async function inWorker(
		graph: LayoutGraph,
		signal: AbortSignal,
		onplaced: (nodes: number) => void
	): Promise<Result<LaidOutFlow, LayoutFailure> | undefined> {
		worker ??= spawn();
		if (worker === undefined) return undefined;
		// What is not listened to any more would work on for nothing; at once, since the next one asks the worker that it finds.
		signal.addEventListener('abort', end);
		const answer = await ask(worker, graph, signal, onplaced);
		signal.removeEventListener('abort', end);
		if (answer === 'broken') end();
		return answer === 'broken' ? undefined : answer;
	}

	return {
		async layOut(graph, signal, onplaced = () => undefined) {
			cancelLast.abort();
			cancelLast = new AbortController();
			const either = AbortSignal.any([signal, cancelLast.signal]);
			if (either.aborted) return err({ type: 'Cancelled' });
			return (await inWorker(graph, either, onplaced)) ?? (await inThePage(graph, either, onplaced));
		},
		close() {
			cancelLast.abort();
			end();
		}
	};
}

function spawnWorker(): Worker | undefined {
	try {
		return new Worker(new URL('./layout.worker.ts', import.meta.url), { type: 'module' });
	} catch {
		// Not to be had, or forbidden by whoever manages this browser.
		return undefined;
	}
}

/** `broken`: its file could not be loaded, or it died. */
function ask(
	worker: Worker,
	graph: LayoutGraph,
	signal: AbortSignal,
	onplaced: (nodes: number) => void
): Promise<Result<LaidOutFlow, LayoutFailure> | 'broken'> {
	return new Promise((resolve) => {
		const settle = (answer: Result<LaidOutFlow, LayoutFailure> | 'broken'): void => {
			worker.removeEventListener('message', onMessage);
			worker.removeEventListener('error', onError);
			signal.removeEventListener('abort', onAbort);
			resolve(answer);
		};
		const onMessage = ({ data }: MessageEvent<FromLayout>): void => {
			if (data.type === 'placed') onplaced(data.nodes);
			else if (data.type === 'laidOut') settle(ok(data.flow));
			else settle(err({ type: 'LayoutFailed', reason: data.reason }));
		};
		const onError = (): void => settle('broken');
		const onAbort = (): void => settle(err({ type: 'Cancelled' }));
		worker.addEventListener('message', onMessage);
		worker.addEventListener('error', onError);
		signal.addEventListener('abort', onAbort);
		worker.postMessage(graph);
	});
}

/** Milliseconds that the page is kept from everything else at most, but for one large family. */
const PIECE_MS = 10;

async function inThePage(
	graph: LayoutGraph,
	signal: AbortSignal,
	onplaced: (nodes: number) => void
): Promise<Result<LaidOutFlow, LayoutFailure>> {
	try {
		// Where workers are to be had, the page never loads it.
		const { layOutInPieces } = await import('./lay-out-in-pieces.ts');
		if (signal.aborted) return err({ type: 'Cancelled' });
		const pieces = layOutInPieces(graph);
		let began = performance.now();
		for (let piece = pieces.next(); ; piece = pieces.next()) {
			if (piece.done) return ok(piece.value);
			if (performance.now() - began < PIECE_MS) continue;
			onplaced(piece.value);
			await new Promise((resolve) => setTimeout(resolve));
			if (signal.aborted) return err({ type: 'Cancelled' });
			began = performance.now();
		}
	} catch (error) {
		return err({ type: 'LayoutFailed', reason: String(error) });
	}
}
