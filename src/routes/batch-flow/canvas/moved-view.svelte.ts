import {
	centred,
	fitted,
	FULL_FROM,
	isSeen,
	opening,
	revealed,
	zoomed,
	type Box,
	type Frame,
	type View
} from './viewport.ts';

/** What is seen of the drawing, and how that changes. */
export interface MovedView {
	/** Fingers and wheels move it as well. */
	current: View;
	/** It is on its way to where it was told to go. */
	readonly isGliding: boolean;
	/** Too small to read all of a box. */
	readonly isFar: boolean;
	/** Before all else: as much of the whole as can be read, with what is looked at. */
	open(whole: Box, looked: Box | undefined): void;
	/** No further than it takes. */
	reveal(box: Box): void;
	/** However far away it is. */
	show(box: Box): void;
	fit(whole: Box): void;
	zoom(by: number): void;
}

/** Milliseconds: a moment more than the styles take, so that the end of the way is not cut off. */
const GLIDE_MS = 200;

/** `frame`: as it is now. */
export function createMovedView(frame: () => Frame): MovedView {
	let current = $state.raw<View>({ x: 0, y: 0, zoom: 1 });
	let isGliding = $state(false);
	let isOpened = false;
	let landing: ReturnType<typeof setTimeout> | undefined;

	function glide(to: View): void {
		isGliding = true;
		current = to;
		clearTimeout(landing);
		landing = setTimeout(() => (isGliding = false), GLIDE_MS);
	}

	return {
		get current() {
			return current;
		},
		set current(moved) {
			current = moved;
		},
		get isGliding() {
			return isGliding;
		},
		get isFar() {
			return current.zoom < FULL_FROM;
		},
		open(whole, looked) {
			isOpened = true;
			const start = opening(whole, frame());
			const isHidden = looked && !isSeen(start, looked, frame());
			current = isHidden ? centred(looked, frame(), Math.max(FULL_FROM, start.zoom)) : start;
		},
		reveal(box) {
			if (!isOpened) return;
			const to = revealed(current, box, frame());
			if (to.x !== current.x || to.y !== current.y) glide(to);
		},
		show: (box) => glide(centred(box, frame(), Math.max(current.zoom, FULL_FROM))),
		fit: (whole) => glide(fitted(whole, frame())),
		zoom: (by) => glide(zoomed(current, frame(), by))
	};
}
