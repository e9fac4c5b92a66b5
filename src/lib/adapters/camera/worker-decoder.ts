import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';
import type { Decoder } from './decoder.ts';
import type { FromDecoder, ToDecoder } from './messages.ts';

/** Kiosks scan all day, and WebAssembly memory never shrinks. */
const RENEW_AFTER_MS = 10 * 60_000;
/** The slowest pass takes a tenth of a second on a slow phone: a worker this late does not answer any more. */
const STUCK_AFTER_MS = 10_000;
const LOAD_WITHIN_MS = 30_000;

/**
 * zxing-wasm in a worker. Undefined where workers or WebAssembly are not to be had, cannot be loaded, or fail the self-test.
 * `onLost`: the worker died and no fresh one could be loaded.
 */
export async function openWorkerDecoder(onLost: () => void): Promise<Decoder | undefined> {
	if (typeof Worker === 'undefined' || typeof WebAssembly === 'undefined') return undefined;

	let worker = await loadWorker();
	if (!worker) return undefined;

	let loadedAt = performance.now();
	let isClosed = false;
	let isBusy = false;

	async function renew(): Promise<void> {
		worker?.terminate();
		worker = undefined;
		const fresh = await loadWorker();
		if (isClosed) return fresh?.terminate();
		worker = fresh;
		loadedAt = performance.now();
		if (!fresh) onLost();
	}

	return {
		engine: () => 'zxing-wasm',
		isIdle() {
			if (isBusy || !worker) return false;
			if (performance.now() - loadedAt < RENEW_AFTER_MS) return true;
			void renew();
			return false;
		},
		async decode(source, pass) {
			if (!worker || isBusy) return undefined;
			isBusy = true;
			const { x, y, width, height } = pass.region;
			// Not to be had from a video that shows nothing yet.
			const picture = await createImageBitmap(source, x, y, width, height).catch(() => undefined);
			const answer =
				picture && worker && (await ask(worker, { type: 'decode', picture, pass }, [picture], STUCK_AFTER_MS));
			isBusy = false;
			if (answer?.type === 'decoded') return answer;
			if (picture && !isClosed) void renew();
			return undefined;
		},
		close() {
			isClosed = true;
			worker?.terminate();
			worker = undefined;
		}
	};
}

async function loadWorker(): Promise<Worker | undefined> {
	const worker = spawnWorker();
	if (!worker) return undefined;
	// The address is imported here and not in the worker: bundled with a worker, the file would get a second copy, and that
	// one is missing from the list of what the service worker keeps for offline use.
	const load: ToDecoder = { type: 'load', wasmUrl: new URL(wasmUrl, location.href).href };
	const answer = await ask(worker, load, [], LOAD_WITHIN_MS);
	if (answer?.type === 'loaded') return worker;
	worker.terminate();
	return undefined;
}

function spawnWorker(): Worker | undefined {
	try {
		return new Worker(new URL('./decode.worker.ts', import.meta.url), { type: 'module' });
	} catch {
		// Forbidden by whoever manages this browser.
		return undefined;
	}
}

/** The worker's answer, or undefined when it broke down or did not answer in time. */
function ask(
	worker: Worker,
	message: ToDecoder,
	transfer: Transferable[],
	withinMs: number
): Promise<FromDecoder | undefined> {
	return new Promise((resolve) => {
		const settle = (answer?: FromDecoder): void => {
			clearTimeout(timer);
			worker.removeEventListener('message', onMessage);
			worker.removeEventListener('error', onError);
			resolve(answer);
		};
		const onMessage = ({ data }: MessageEvent<FromDecoder>): void => settle(data);
		const onError = (): void => settle();
		const timer = setTimeout(settle, withinMs);
		worker.addEventListener('message', onMessage);
		worker.addEventListener('error', onError);
		worker.postMessage(message, transfer);
	});
}
