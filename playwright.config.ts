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
	timeout: 60_000,
	reporter: [['list']],
	outputDir: 'test-results',
	projects: [{ name: 'chromium' }],
	use: {
		launchOptions: { executablePath: chromiumPath, args: chromiumArguments },
		permissions: ['camera'],
		trace: 'retain-on-failure',
		screenshot: 'only-on-failure'
	}
});
