import { expect, test as base } from '@playwright/test';
import { takePageErrors, watchPageErrors } from './page-errors.ts';

interface Checks {
	/** An effect that never settles, or a screen that breaks where nobody looks, fails the journey that met it. */
	readonly nothingThrown: undefined;
}

/** As Playwright's own; a journey in which a page threw what nobody caught fails. */
export const test = base.extend<Checks>({
	context: async ({ context }, use) => {
		watchPageErrors(context);
		await use(context);
	},
	nothingThrown: [
		// eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture depends on from this pattern
		async ({}, use) => {
			takePageErrors();
			await use(undefined);
			expect(takePageErrors()).toEqual([]);
		},
		{ auto: true }
	]
});

/**
 * For `test.use`, where every page has its server: no app is kept on the device, which is as much work as the rest of a first
 * visit.
 */
export const ALWAYS_ONLINE = { serviceWorkers: 'block' } as const;

export { expect };
