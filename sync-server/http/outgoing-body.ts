import type { ServerResponse } from 'node:http';

/** Bytes that have to leave within the time that a peer is given to read. */
const SLICE = 256 * 2 ** 10;

/**
 * Sends the body as it is made and as fast as the peer takes it; when the peer is gone, it is not made any further. A peer
 * that takes less than a slice in `writeTimeout` milliseconds is cut off: it holds the buffers of a whole answer.
 */
export async function sendBody(
	body: ReadableStream<Uint8Array>,
	outgoing: ServerResponse,
	gone: AbortSignal,
	writeTimeout: number
): Promise<void> {
	const reader = body.getReader();
	const stop = (): void => void reader.cancel().catch(() => undefined);
	if (gone.aborted) return stop();
	gone.addEventListener('abort', stop);
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done || gone.aborted) break;
			for (let at = 0; at < value.byteLength && !gone.aborted; at += SLICE) {
				if (!outgoing.write(value.subarray(at, at + SLICE))) await drained(outgoing, writeTimeout);
			}
		}
		outgoing.end();
		await flushed(outgoing, writeTimeout);
	} catch {
		// the headers are out: cutting the connection is the only way left to say that the body is not whole
		outgoing.destroy();
	}
}

const drained = (outgoing: ServerResponse, writeTimeout: number): Promise<void> =>
	settled(outgoing, 'drain', writeTimeout);

/** What the system did not take at once is taken in time, or the connection is cut. */
export async function flushed(outgoing: ServerResponse, writeTimeout: number): Promise<void> {
	if (outgoing.writableFinished || (outgoing.socket?.writableLength ?? 0) === 0) return;
	await settled(outgoing, 'finish', writeTimeout);
}

/** Resolves with the event, or when the connection is closed; it is closed when neither comes in time. */
const settled = (outgoing: ServerResponse, event: 'drain' | 'finish', writeTimeout: number): Promise<void> =>
	new Promise((resolve) => {
		const timer = setTimeout(() => outgoing.destroy(), writeTimeout).unref();
		const done = (): void => {
			clearTimeout(timer);
			outgoing.off(event, done);
			outgoing.off('close', done);
			resolve();
		};
		outgoing.on(event, done);
		outgoing.on('close', done);
	});
