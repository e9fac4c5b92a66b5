import { expect, test } from 'vitest';
import { createInstallation } from './installation.svelte.ts';

// Whether a real browser makes the offer depends on its version and on how often the app was used; here it is made.
function offerOf(answers: string[]): Event {
	return Object.assign(new Event('beforeinstallprompt', { cancelable: true }), {
		prompt: async () => void answers.push('asked')
	});
}

test("the browser's own question is kept back until somebody wants it, and asked once", async () => {
	const answers: string[] = [];
	const installation = createInstallation(window, () => undefined);
	expect(installation.state).toBe('by hand');
	const offer = offerOf(answers);
	window.dispatchEvent(offer);
	expect(offer.defaultPrevented).toBe(true);
	expect(installation.state).toBe('offered');
	await Promise.all([installation.install(), installation.install()]);
	expect(answers).toEqual(['asked']);
	expect(installation.state).toBe('by hand');
});

test('an app that was just installed says so', () => {
	let heard = 0;
	const installation = createInstallation(window, () => heard++);
	window.dispatchEvent(offerOf([]));
	window.dispatchEvent(new Event('appinstalled'));
	expect([installation.state, heard]).toEqual(['installed', 1]);
});
