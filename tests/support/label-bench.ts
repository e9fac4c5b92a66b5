import { create } from 'qrcode';
import type { GetUserMedia } from '#adapters/camera/camera-stream.ts';

/** A label on the bench, its middle at a point of the picture. */
export interface LaidLabel {
	readonly text: string;
	readonly x: number;
	readonly y: number;
	/** Pixels a side, about; 200 when absent. */
	readonly side?: number;
}

/** A camera that looks at a bench on which labels can be laid: a canvas of 1280 x 720, redrawn 30 times a second. */
export interface Bench {
	/** A text alone is a label in the middle. */
	show(...labels: readonly (string | LaidLabel)[]): void;
	/** Of full daylight, from 0 to 1. */
	dim(light: number): void;
	readonly getUserMedia: GetUserMedia;
	/** Every track that was handed out. */
	readonly opened: readonly MediaStreamTrack[];
	close(): void;
}

export function createBench(): Bench {
	const canvas = document.createElement('canvas');
	canvas.width = 1280;
	canvas.height = 720;
	const context = canvas.getContext('2d')!;
	const opened: MediaStreamTrack[] = [];
	let shown: readonly LaidLabel[] = [];
	let light = 1;
	let frames = 0;

	const draw = (): void => {
		context.globalAlpha = 1;
		context.fillStyle = '#787878';
		context.fillRect(0, 0, canvas.width, canvas.height);
		for (const label of shown) drawLabel(context, label);
		context.globalAlpha = 1 - light;
		context.fillStyle = '#000';
		context.fillRect(0, 0, canvas.width, canvas.height);
		// Without any change there is no new frame.
		context.globalAlpha = 1;
		context.fillStyle = frames++ % 2 ? '#777' : '#787878';
		context.fillRect(0, 0, 8, 8);
	};
	draw();
	const timer = setInterval(draw, 33);

	return {
		opened,
		show(...labels) {
			shown = labels.map((label) => (typeof label === 'string' ? { text: label, x: 640, y: 360 } : label));
		},
		dim(share) {
			light = share;
		},
		getUserMedia() {
			const stream = canvas.captureStream(30);
			opened.push(...stream.getVideoTracks());
			return Promise.resolve(stream);
		},
		close() {
			clearInterval(timer);
			opened.forEach((track) => track.stop());
		}
	};
}

/** With its quiet zone, black on paper white. */
export function drawLabel(
	context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
	{ text, x, y, side: wanted = 200 }: LaidLabel
): void {
	const { size, data } = create(text, { errorCorrectionLevel: 'M' }).modules;
	const module = Math.max(3, Math.floor(wanted / size));
	const side = (size + 8) * module;
	context.fillStyle = '#eee';
	context.fillRect(x - side / 2, y - side / 2, side, side);
	context.fillStyle = '#111';
	data.forEach((isDark, index) => {
		if (!isDark) return;
		const column = (index % size) + 4;
		const row = Math.floor(index / size) + 4;
		context.fillRect(x - side / 2 + column * module, y - side / 2 + row * module, module, module);
	});
}
