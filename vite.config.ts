import { svelte } from '@sveltejs/vite-plugin-svelte';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { playwright } from '@vitest/browser-playwright';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { buildOutput, compileMessages, compilerOptions } from './scripts/messages.mjs';
import { chromiumArguments, chromiumPath } from './tests/support/chromium.ts';

/**
 * Where browser code imports a module of Node, Vite ships an empty object in its place: the build is green and the app dies
 * at run time. Here it is an error.
 */
function noNodeInBrowser(): Plugin {
	return {
		name: 'floorbook:no-node-in-browser',
		apply: 'build',
		enforce: 'pre',
		load: {
			filter: { id: /__vite-browser-external/ },
			handler(id) {
				const importers = this.getModuleInfo(id)?.importers ?? [];
				this.error(`browser code imports a module of Node: ${id} from ${importers.join(', ')}`);
			}
		}
	};
}

/** In a build a module a message, so that a screen loads no other screen's texts; see `compilerOptions`. */
function messagesByScreen(): Plugin {
	return {
		name: 'floorbook:messages-by-screen',
		apply: 'build',
		config: () => ({ resolve: { alias: { '#paraglide': buildOutput } } })
	};
}

const syncServer = `http://127.0.0.1:${process.env.PORT ?? 7350}`;

if (process.env.VITEST) await compileMessages();

export default defineConfig(({ command }) => ({
	// The tests bring their own plug-ins, see below.
	plugins: process.env.VITEST
		? []
		: [paraglideVitePlugin(compilerOptions(command)), messagesByScreen(), sveltekit(), noNodeInBrowser()],
	worker: { format: 'es', plugins: () => [noNodeInBrowser()] },
	server: { proxy: { '/couchdb': syncServer, '/enrol': syncServer } },
	test: {
		projects: [
			{
				test: {
					name: 'unit',
					environment: 'node',
					// Two busy cores are slow; a test that hangs is still ended.
					testTimeout: 30_000,
					include: ['{src,sync-server,tests}/**/*.test.ts', 'scripts/**/*.test.mjs'],
					exclude: ['**/*.browser.test.ts', 'tests/e2e/**']
				}
			},
			{
				// `$app/*` is not there: a component that needs it is tested by Playwright.
				plugins: [svelte({ configFile: false })],
				optimizeDeps: {
					// Found late, each of these would reload the page in the middle of a test.
					include: [
						'dexie',
						'qrcode',
						'valibot',
						'@noble/hashes/sha2.js',
						'@noble/hashes/utils.js',
						'html5-qrcode/esm/core.js',
						'html5-qrcode/esm/zxing-html5-qrcode-decoder.js',
						'zxing-wasm/reader'
					]
				},
				test: {
					name: 'browser',
					include: ['{src,tests}/**/*.browser.test.ts'],
					browser: {
						enabled: true,
						headless: true,
						screenshotFailures: false,
						provider: playwright({ launchOptions: { executablePath: chromiumPath, args: chromiumArguments } }),
						instances: [{ browser: 'chromium' }]
					}
				}
			}
		]
	}
}));
