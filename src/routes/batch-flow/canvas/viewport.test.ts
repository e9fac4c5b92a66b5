import { describe, expect, test } from 'vitest';
import {
	centred,
	fitted,
	FULL_FROM,
	isSeen,
	isWhollySeen,
	opening,
	READABLE_FROM,
	revealed,
	zoomed,
	type Frame
} from './viewport.ts';

const frame: Frame = { width: 1_000, height: 600, top: 40, right: 0, bottom: 0, left: 0 };
const small = { x: 500, y: 300, width: 400, height: 200 };

describe('what is seen of the drawing', () => {
	test('is all of it, no larger than it is, when it is fitted', () => {
		const view = fitted(small, frame);
		expect(view.zoom).toBe(1);
		expect(isSeen(view, small, frame)).toBe(true);
		expect(isWhollySeen(view, small, frame)).toBe(true);
		expect(isWhollySeen({ ...view, x: view.x - 400 }, small, frame)).toBe(false);
		expect(fitted({ x: 0, y: 0, width: 9_680, height: 100 }, frame).zoom).toBeCloseTo(0.1);
	});

	test('is its readable beginning at first, where all of it could not be read', () => {
		const view = opening({ x: 0, y: 0, width: 1_500, height: 40_000 }, frame);
		expect(view.zoom).toBeGreaterThanOrEqual(READABLE_FROM);
		expect(view.zoom).toBeLessThanOrEqual(FULL_FROM);
		expect([view.x, view.y]).toEqual([16, 56]);
	});

	test('moves no further than a box takes to be seen, and not at all for one that is seen', () => {
		const view = { x: 0, y: 0, zoom: 1 };
		expect(revealed(view, { x: 100, y: 100, width: 200, height: 100 }, frame)).toEqual(view);
		expect(revealed(view, { x: 900, y: 100, width: 200, height: 100 }, frame)).toEqual({ x: -116, y: 0, zoom: 1 });
		const covered = { ...frame, right: 300 };
		expect(revealed(view, { x: 600, y: 0, width: 200, height: 100 }, covered)).toEqual({ x: -116, y: 56, zoom: 1 });
	});

	test('keeps its middle when it is drawn larger', () => {
		const view = centred(small, frame, 0.5);
		const larger = zoomed(view, frame, 2);
		expect(larger.zoom).toBe(1);
		expect(larger).toEqual(centred(small, frame, 1));
	});
});
