import type { FromWriter, ToWriter } from './messages.ts';
import type { Sheet, Stamp } from './sheet.ts';

/**
 * A workbook, written in a worker: thousands of rows take seconds on a phone, and scanning goes on meanwhile. Rejects when the
 * worker cannot be started or breaks down.
 */
export function xlsxFile(sheets: readonly Sheet[], stamp: Stamp): Promise<Blob> {
	const worker = new Worker(new URL('./xlsx.worker.ts', import.meta.url), { type: 'module' });
	const written = new Promise<Blob>((resolve, reject) => {
		worker.addEventListener('message', ({ data }: MessageEvent<FromWriter>) =>
			data.type === 'written' ? resolve(data.file) : reject(new Error(data.reason))
		);
		worker.addEventListener('error', ({ message }) => reject(new Error(message || 'the worker did not start')));
		const order: ToWriter = { sheets, stamp };
		worker.postMessage(order);
	});
	return written.finally(() => worker.terminate());
}
