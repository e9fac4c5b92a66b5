import type { IncomingMessage } from 'node:http';

/** How fast a body has to come. */
export interface BodyPace {
	/** Milliseconds that a body may keep us waiting, however little comes. */
	readonly bodyTimeout: number;
	/** Bytes that buy it one second more. */
	readonly bodyRate: number;
}

/** How long a body that nobody reads is listened to, in milliseconds: a client that is told "no" while it speaks hears it. */
const LINGERING = 10_000;

/**
 * The body as it comes in; the peer is told to wait when nobody reads it. `begin` is called before its first byte is asked
 * for, `tooSlow` when it keeps the server waiting for longer than it may: time in which nobody here reads is not held
 * against the peer.
 */
export function readBody(
	incoming: IncomingMessage,
	{ bodyTimeout, bodyRate }: BodyPace,
	begin: () => void,
	tooSlow: () => void
): ReadableStream<Uint8Array> {
	let open = true;
	let begun = false;
	let received = 0;
	let waited = 0;
	let waitingSince: number | undefined;
	let timer: NodeJS.Timeout | undefined;

	/** Milliseconds that it may go on waiting. */
	const patience = (): number => {
		const waiting = waitingSince === undefined ? 0 : performance.now() - waitingSince;
		return bodyTimeout + (received / bodyRate) * 1000 - waited - waiting;
	};

	const watch = (): void => {
		if (!open) return;
		const left = patience();
		if (left <= 0) tooSlow();
		// looked at now and then, not with every piece
		else timer = setTimeout(watch, Math.max(left, 100)).unref();
	};

	const stopWaiting = (): void => {
		if (waitingSince !== undefined) waited += performance.now() - waitingSince;
		waitingSince = undefined;
	};

	function end(): void {
		open = false;
		clearTimeout(timer);
	}

	return new ReadableStream<Uint8Array>(
		{
			start(controller) {
				incoming.pause();
				incoming.on('data', (chunk: Buffer) => {
					if (!open) return;
					received += chunk.byteLength;
					stopWaiting();
					controller.enqueue(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
					incoming.pause();
				});
				const fail = (error: Error): void => {
					if (open) controller.error(error);
					end();
				};
				incoming.on('end', () => {
					if (open) controller.close();
					end();
				});
				incoming.on('close', () => fail(new Error('the request was cut off')));
				incoming.on('error', fail);
			},
			pull() {
				if (!begun) {
					begun = true;
					begin();
					watch();
				}
				waitingSince = performance.now();
				incoming.resume();
			},
			cancel() {
				end();
				incoming.resume();
			}
		},
		{ highWaterMark: 0 }
	);
}

/** Lets what is left of an answered request come in, for a while and for nothing, and then cuts the connection. */
export function dropRest(incoming: IncomingMessage): void {
	if (incoming.complete) return;
	incoming.resume();
	const timer = setTimeout(() => incoming.destroy(), LINGERING).unref();
	incoming.once('close', () => clearTimeout(timer));
	incoming.once('end', () => clearTimeout(timer));
}
