import { describe, expect, it } from 'vitest';
import { allowCameraSteps, browserFamily } from './camera-help.ts';

describe('which browser is helped', () => {
	it.each([
		['android', 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36', 5],
		[
			'ios',
			'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile Safari',
			5
		],
		['ios', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.1 Safari/605.1.15', 5],
		['desktop', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.1 Safari/605.1.15', 0],
		['desktop', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36', 0],
		// A kiosk with a touch screen.
		['desktop', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36', 10]
	])('%s', (family, userAgent, maxTouchPoints) => {
		expect(browserFamily({ userAgent, maxTouchPoints })).toBe(family);
	});

	it('an installed app has no address to tap beside', () => {
		expect(allowCameraSteps('android', false)[0]).toContain('address');
		expect(allowCameraSteps('android', true)[0]).toContain('home screen');
		expect(allowCameraSteps('ios', true)[0]).toContain('Settings');
	});
});
