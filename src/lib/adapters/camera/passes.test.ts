import { describe, expect, it } from 'vitest';
import { passFor } from './passes.ts';

describe('the ways of looking at a frame', () => {
	it('take turns: centre, whole frame, enlarged crop', () => {
		expect([0, 1, 2, 3].map((frame) => passFor(frame, 1920, 1080))).toEqual([
			{ region: { x: 636, y: 216, width: 648, height: 648 }, upscale: 1, denoise: false },
			{ region: { x: 0, y: 0, width: 1920, height: 1080 }, upscale: 1, denoise: true },
			{ region: { x: 720, y: 300, width: 480, height: 480 }, upscale: 2, denoise: false },
			{ region: { x: 636, y: 216, width: 648, height: 648 }, upscale: 1, denoise: false }
		]);
	});

	it.each([
		[1080, 1920],
		[640, 360],
		[320, 240]
	])('stay inside a picture of %d x %d', (width, height) => {
		for (const frame of [0, 1, 2]) {
			const { region } = passFor(frame, width, height);
			expect(region.x).toBeGreaterThanOrEqual(0);
			expect(region.y).toBeGreaterThanOrEqual(0);
			expect(region.x + region.width).toBeLessThanOrEqual(width);
			expect(region.y + region.height).toBeLessThanOrEqual(height);
		}
	});
});
