import { afterEach, describe, expect, it, vi } from 'vitest';
import { onceCameraAllowed } from './permission.ts';

afterEach(() => vi.unstubAllGlobals());

/** A browser whose person changes their mind. */
function browser(): { say(state: PermissionState): void } {
	const status = Object.assign(new EventTarget(), { state: 'denied' as PermissionState });
	vi.stubGlobal('navigator', { permissions: { query: () => Promise.resolve(status) } });
	return {
		say(state) {
			status.state = state;
			status.dispatchEvent(new Event('change'));
		}
	};
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('a person who allows the camera after all', () => {
	it('is heard, once', async () => {
		const { say } = browser();
		const allowed = vi.fn();
		onceCameraAllowed(allowed);
		await settled();
		say('prompt');
		expect(allowed).not.toHaveBeenCalled();
		say('granted');
		say('denied');
		say('granted');
		expect(allowed).toHaveBeenCalledTimes(1);
	});

	it('is not heard any more by who stopped waiting', async () => {
		const { say } = browser();
		const allowed = vi.fn();
		onceCameraAllowed(allowed)();
		await settled();
		say('granted');
		expect(allowed).not.toHaveBeenCalled();
	});

	it.each([{}, { permissions: { query: () => Promise.reject(new TypeError('no such permission')) } }])(
		'is not heard by a browser that does not tell',
		async (navigator) => {
			vi.stubGlobal('navigator', navigator);
			const allowed = vi.fn();
			onceCameraAllowed(allowed)();
			await settled();
			expect(allowed).not.toHaveBeenCalled();
		}
	);
});
