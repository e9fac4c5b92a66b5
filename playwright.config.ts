import { defineConfig } from '@playwright/test';
import { chromiumArguments, chromiumPath } from './tests/support/chromium.ts';

// Each test starts, kills and restarts its own server on a port of its own, so none is started here. They wait more than they
// work: three at a time fit two cores.
export default defineConfig({
	testDir: 'tests/e2e',
	workers: 3,
	forbidOnly: Boolean(process.env.CI),
	// A machine that is shared may starve a browser for seconds: what passes only the second time is named as flaky in the report.
	retries: process.env.CI ? 1 : 0,
	// What nobody waits for in vain costs nothing: a machine that is busy with other things takes its time.
	timeout: 180_000,
	expect: { timeout: 20_000 },
	reporter: [['list']],
	outputDir: 'test-results',
	projects: [{ name: 'chromium' }],
	use: {
		launchOptions: { executablePath: chromiumPath, args: chromiumArguments },
		permissions: ['camera'],
		actionTimeout: 60_000,
		// To record a trace is a quarter of a journey's work: only what failed is walked again with one.
		trace: 'on-first-retry',
		screenshot: 'only-on-failure'
	}
});
