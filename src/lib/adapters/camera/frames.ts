import type { Decoded } from './decoded.ts';
import type { Decoder } from './decoder.ts';
import { passFor } from './passes.ts';

/** Absent from older browsers, whatever the types say. */
type FrameCallbacks = Partial<Pick<HTMLVideoElement, 'requestVideoFrameCallback' | 'cancelVideoFrameCallback'>>;

/**
 * Reads every frame for which the decoder has time. `at` is when the frame was shown, on the line of event times. Returns the
 * function that ends it: nothing is told after that, also when a frame is being read.
 */
export function readFrames(
	video: HTMLVideoElement,
	decoder: Decoder,
	onRead: (decoded: Decoded, at: number) => void
): () => void {
	let frame = 0;
	let isLooking = false;
	let isOver = false;

	const end = onEachFrame(video, (at) => {
		if (!isLooking && video.videoWidth > 0 && decoder.isIdle()) void look(at);
	});

	async function look(at: number): Promise<void> {
		isLooking = true;
		const decoded = await decoder.decode(video, passFor(frame++, video.videoWidth, video.videoHeight));
		isLooking = false;
		if (decoded && !isOver) onRead(decoded, at);
	}

	return () => {
		isOver = true;
		end();
	};
}

function onEachFrame(video: HTMLVideoElement, onFrame: (at: number) => void): () => void {
	return typeof (video as FrameCallbacks).requestVideoFrameCallback === 'function'
		? onEachVideoFrame(video, onFrame)
		: onEachDrawing(video, onFrame);
}

function onEachVideoFrame(video: HTMLVideoElement, onFrame: (at: number) => void): () => void {
	let request = 0;
	const next = (): void => {
		request = video.requestVideoFrameCallback((now) => {
			next();
			onFrame(now);
		});
	};
	next();
	return () => video.cancelVideoFrameCallback(request);
}

/** Whenever the page is drawn and the video has gone on since. */
function onEachDrawing(video: HTMLVideoElement, onFrame: (at: number) => void): () => void {
	let request = 0;
	let shown = -1;
	const next = (): void => {
		request = requestAnimationFrame((now) => {
			next();
			if (video.currentTime === shown) return;
			shown = video.currentTime;
			onFrame(now);
		});
	};
	next();
	return () => cancelAnimationFrame(request);
}
