import { describe, expect, it } from 'vitest';
import { applyLensSettings, lensOf } from './lens.ts';

function trackWith(capabilities: object, refuses = false): { track: MediaStreamTrack; applied: unknown[] } {
	const applied: unknown[] = [];
	const track = {
		getCapabilities: () => capabilities,
		applyConstraints: (constraints: unknown) => {
			applied.push(constraints);
			return refuses ? Promise.reject(new DOMException('', 'OverconstrainedError')) : Promise.resolve();
		}
	};
	return { track: track as unknown as MediaStreamTrack, applied };
}

const phone = {
	focusMode: ['manual', 'continuous'],
	exposureMode: ['continuous'],
	torch: true,
	zoom: { min: 1, max: 8, step: 0.1 }
};

describe('what the camera can do', () => {
	it('is what it says', () => {
		expect(lensOf(trackWith(phone).track)).toEqual({ hasTorch: true, zoom: { min: 1, max: 8 } });
		expect(lensOf(trackWith({ zoom: { min: 1, max: 1 } }).track)).toEqual({ hasTorch: false });
	});

	it('is nothing when it is closed or the browser does not tell', () => {
		expect(lensOf(undefined)).toEqual({ hasTorch: false });
		expect(lensOf({} as MediaStreamTrack)).toEqual({ hasTorch: false });
	});
});

describe('setting it', () => {
	it('asks for everything at once, in one set', async () => {
		const { track, applied } = trackWith(phone);
		expect(await applyLensSettings(track, { torch: true, zoom: 2 })).toBe(true);
		expect(applied).toEqual([
			{ advanced: [{ focusMode: 'continuous', exposureMode: 'continuous', torch: true, zoom: 2 }] }
		]);
	});

	it('keeps the zoom within what the lens has', async () => {
		const { track, applied } = trackWith({ zoom: { min: 1, max: 4 } });
		await applyLensSettings(track, { torch: true, zoom: 9 });
		expect(applied).toEqual([{ advanced: [{ zoom: 4 }] }]);
	});

	it('asks for nothing that the camera lacks', async () => {
		const { track, applied } = trackWith({ focusMode: ['manual'] });
		expect(await applyLensSettings(track, { torch: true, zoom: 2 })).toBe(true);
		expect(applied).toEqual([]);
	});

	it('says so when the camera refuses', async () => {
		expect(await applyLensSettings(trackWith(phone, true).track, { torch: true, zoom: null })).toBe(false);
	});
});
