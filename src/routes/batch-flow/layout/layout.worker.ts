import { layOutInPieces } from './lay-out-in-pieces.ts';
import type { FromLayout, ToLayout } from './messages.ts';

/** Milliseconds between two words on how far it is. */
const REPORT_MS = 100;

addEventListener('message', ({ data }: MessageEvent<ToLayout>) => {
	try {
		const pieces = layOutInPieces(data);
		let told = performance.now();
		for (let piece = pieces.next(); ; piece = pieces.next()) {
			if (piece.done) return answer({ type: 'laidOut', flow: piece.value });
			if (performance.now() - told < REPORT_MS) continue;
			told = performance.now();
			answer({ type: 'placed', nodes: piece.value });
		}
	} catch (error) {
		answer({ type: 'failed', reason: String(error) });
	}
});

const answer = (message: FromLayout): void => postMessage(message);
