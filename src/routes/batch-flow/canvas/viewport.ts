import type { LaidOutNode, Point } from '../layout/graph.ts';

/** Where the drawing's corner is on the screen, and how large it is drawn. */
export interface View extends Point {
	readonly zoom: number;
}

/** The part of the screen that the drawing is seen in: what lies over its borders is left out. In pixels. */
export interface Frame {
	readonly width: number;
	readonly height: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
	readonly left: number;
}

export const ZOOM = { least: 0.05, most: 2, step: 1.3 } as const;

/** From here on everything in a box is at least 14 pixels high; below, only its code and quantity are shown, twice as large. */
export const FULL_FROM = 0.875;
/** From here on these can be read, and boxes are high enough to be tapped. */
export const READABLE_FROM = 0.55;

const MARGIN = 16;

export type Box = Pick<LaidOutNode, 'x' | 'y' | 'width' | 'height'>;

/** All of it, as large as it fits, but no larger than it is. */
export function fitted({ x, y, width, height }: Box, frame: Frame): View {
	const [wide, high] = inside(frame);
	const zoom = Math.max(ZOOM.least, Math.min(1, wide / width, high / height));
	return {
		zoom,
		x: frame.left + MARGIN + (wide - width * zoom) / 2 - x * zoom,
		y: frame.top + MARGIN + (high - height * zoom) / 2 - y * zoom
	};
}

/** All of it where it can be read then, else its beginning. */
export function opening(box: Box, frame: Frame): View {
	const whole = fitted(box, frame);
	if (whole.zoom >= READABLE_FROM) return whole;
	const [wide] = inside(frame);
	const zoom = Math.max(READABLE_FROM, Math.min(FULL_FROM, wide / box.width));
	return { zoom, x: frame.left + MARGIN - box.x * zoom, y: frame.top + MARGIN - box.y * zoom };
}

export function centred({ x, y, width, height }: Box, frame: Frame, zoom: number): View {
	const [wide, high] = inside(frame);
	return {
		zoom,
		x: frame.left + MARGIN + wide / 2 - (x + width / 2) * zoom,
		y: frame.top + MARGIN + high / 2 - (y + height / 2) * zoom
	};
}

/** Larger or smaller, with what is in the middle staying there. */
export function zoomed({ x, y, zoom }: View, frame: Frame, by: number): View {
	const next = Math.min(ZOOM.most, Math.max(ZOOM.least, zoom * by));
	const [wide, high] = inside(frame);
	const middle = { x: frame.left + MARGIN + wide / 2, y: frame.top + MARGIN + high / 2 };
	return {
		zoom: next,
		x: middle.x - ((middle.x - x) * next) / zoom,
		y: middle.y - ((middle.y - y) * next) / zoom
	};
}

/** As little further as it takes for all of the box to be seen. */
export function revealed(view: View, box: Box, frame: Frame): View {
	const shift = (place: number, size: number, from: number, to: number): number => {
		if (place < from || size > to - from) return from - place;
		return place + size > to ? to - place - size : 0;
	};
	const { zoom } = view;
	const right = frame.width - frame.right - MARGIN;
	const bottom = frame.height - frame.bottom - MARGIN;
	return {
		zoom,
		x: view.x + shift(box.x * zoom + view.x, box.width * zoom, frame.left + MARGIN, right),
		y: view.y + shift(box.y * zoom + view.y, box.height * zoom, frame.top + MARGIN, bottom)
	};
}

export function isSeen({ x, y, zoom }: View, box: Box, frame: Frame): boolean {
	const [left, top] = [box.x * zoom + x, box.y * zoom + y];
	return (
		left + box.width * zoom > frame.left &&
		left < frame.width - frame.right &&
		top + box.height * zoom > frame.top &&
		top < frame.height - frame.bottom
	);
}

export function isWhollySeen({ x, y, zoom }: View, box: Box, frame: Frame): boolean {
	const [left, top] = [box.x * zoom + x, box.y * zoom + y];
	return (
		left >= frame.left &&
		left + box.width * zoom <= frame.width - frame.right &&
		top >= frame.top &&
		top + box.height * zoom <= frame.height - frame.bottom
	);
}

/** Width and height inside of the margins. */
const inside = ({ width, height, top, right, bottom, left }: Frame): [number, number] => [
	Math.max(1, width - left - right - 2 * MARGIN),
	Math.max(1, height - top - bottom - 2 * MARGIN)
];
