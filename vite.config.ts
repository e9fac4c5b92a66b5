import { svelte } from '@sveltejs/vite-plugin-svelte';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { playwright } from '@vitest/browser-playwright';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin, Rolldown } from 'vite';
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

/** Its build for browsers of today; the default one is a tenth larger, for those without async functions. */
const modernDexie = { find: /^dexie$/, replacement: 'dexie/dist/modern/dexie.mjs' };

/** What writes workbooks packs them by this name, in workers of its own making that the page's policy refuses. */
const zipInPlace = {
	find: /^fflate$/,
	replacement: fileURLToPath(new URL('src/lib/adapters/sheets/zip-in-place.ts', import.meta.url))
};

const LAYOUT = ['src/routes/+layout.svelte', 'src/routes/+layout.ts'];

/**
 * What every screen loads is two files: libraries, which few updates change, and the rest. Cut by which screens share what, it
 * would be sixty small ones, each fetched and compressed by itself.
 */
function shellInOnePiece(): Plugin {
	/** Each message is a module of its own that the index of all of them imports: of the shell are those of two areas. */
	const isMessage = (id: string): boolean => id.startsWith(join(buildOutput, 'messages'));
	const isShellMessage = (id: string): boolean => isMessage(id) && /^(words|shell)_/.test(basename(id));
	const shell = new Set<string>();
	const add = (id: string, context: Pick<Rolldown.ChunkingContext, 'getModuleInfo'>): void => {
		if (shell.has(id) || isMessage(id)) return;
		shell.add(id);
		for (const imported of context.getModuleInfo(id)?.importedIds ?? []) add(imported, context);
	};
	return {
		name: 'floorbook:shell-in-one-piece',
		apply: 'build',
		outputOptions(options) {
			if (this.environment.name !== 'client') return null;
			const name: Rolldown.CodeSplittingNameFunction = (id, context) => {
				for (const file of LAYOUT) add(fileURLToPath(new URL(file, import.meta.url)), context);
				if (!shell.has(id) && !isShellMessage(id)) return null;
				return /node_modules.(?!@sveltejs)/.test(id) ? 'libraries' : 'shell';
			};
			return { ...options, codeSplitting: { groups: [{ name }] } };
		}
	};
}

/** In milliseconds. Two busy cores are slow; a test that hangs is still ended. */
const patience = { testTimeout: 120_000, hookTimeout: 120_000, expect: { poll: { timeout: 20_000 } } };

const syncServer = `http://127.0.0.1:${process.env.PORT ?? 7350}`;

if (process.env.VITEST) await compileMessages();

/** Loaded for tests only. */
const sequence = process.env.VITEST
	? { sequencer: (await import('./tests/support/longest-first.ts')).LongestFirst }
	: {};

export default defineConfig(({ command }) => ({
	// The tests bring their own plug-ins, see below.
	plugins: process.env.VITEST
		? []
		: [
				paraglideVitePlugin(compilerOptions(command)),
				messagesByScreen(),
				shellInOnePiece(),
				sveltekit(),
				noNodeInBrowser()
			],
	resolve: { alias: [modernDexie, zipInPlace] },
	worker: { format: 'es', plugins: () => [noNodeInBrowser()] },
	server: { proxy: { '/couchdb': syncServer, '/enrol': syncServer, '/heads': syncServer, '/health': syncServer } },
	test: {
		// All of them: on two cores the tests would else take turns on one.
		maxWorkers: availableParallelism(),
		sequence,
		projects: [
			{
				test: {
					name: 'unit',
					environment: 'node',
					// A worker loads each module once, which is a third of the work: a test puts back what it changes of the process.
					isolate: false,
					...patience,
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
						'@dagrejs/dagre',
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
					// Alone: other work takes the time that a scanner's keys are read in, and a second page the focus.
					fileParallelism: false,
					sequence: { groupOrder: 1 },
					...patience,
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
