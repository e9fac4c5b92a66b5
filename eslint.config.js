import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import { determinism } from './scripts/lint/determinism.mjs';
import { importBoundaries } from './scripts/lint/import-boundaries.mjs';
import { translatedText } from './scripts/lint/translated-text.mjs';
import svelteConfig from './svelte.config.js';

const typeScript = ['**/*.ts', '**/*.svelte'];
const programs = ['tsconfig.json', 'tsconfig.worker.json', 'sync-server/tsconfig.json', 'tests/tsconfig.json'];

export default ts.config(
	{
		ignores: [
			'.svelte-kit/',
			'src/lib/paraglide/',
			'build/',
			'data/',
			'test-results/',
			'playwright-report/',
			'screenshots/'
		]
	},
	js.configs.recommended,
	...ts.configs.strict,
	...svelte.configs.recommended,
	prettier,
	...svelte.configs.prettier,
	{
		linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' },
		languageOptions: { globals: { ...globals.browser, ...globals.node } },
		plugins: { floorbook: { rules: { 'import-boundaries': importBoundaries, 'translated-text': translatedText } } },
		rules: {
			'no-undef': 'off', // TypeScript knows better
			'no-console': ['error', { allow: ['error', 'warn'] }],
			'no-alert': 'error',
			'no-eval': 'error',
			'no-implied-eval': 'error',
			'no-new-func': 'error',
			'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'] }],
			'object-shorthand': 'error',
			'prefer-const': 'error',
			eqeqeq: 'error',
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
			// Node erases types only: `import { type T }` alone would still load the module for nothing.
			'@typescript-eslint/no-import-type-side-effects': 'error',
			'floorbook/import-boundaries': 'error',
			'floorbook/translated-text': 'error',
			'no-duplicate-imports': ['error', { allowSeparateTypeImports: true }],
			'no-restricted-exports': [
				'error',
				{
					restrictDefaultExports: {
						direct: true,
						named: true,
						defaultFrom: true,
						namedFrom: true,
						namespaceFrom: true
					}
				}
			]
		}
	},
	{
		files: typeScript,
		languageOptions: {
			parserOptions: { project: programs, tsconfigRootDir: import.meta.dirname, extraFileExtensions: ['.svelte'] }
		},
		rules: {
			// A promise nobody awaits is a write nobody knows the end of.
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': 'error',
			'@typescript-eslint/await-thenable': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }]
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
		rules: {
			'svelte/no-at-html-tags': 'error',
			'svelte/require-each-key': 'error',
			// Not everything in a reactive module is meant to be reactive.
			'svelte/prefer-svelte-reactivity': 'off',
			'svelte/button-has-type': 'error',
			// The app is served from the root of its host, always: plain addresses are right and readable.
			'svelte/no-navigation-without-resolve': 'off',
			'prefer-const': 'off',
			'svelte/prefer-const': 'error'
		}
	},
	{
		files: ['src/**'],
		ignores: ['**/*.test.ts'],
		rules: {
			// The page's policy refuses it as well, but only when it is run.
			'no-restricted-properties': [
				'error',
				...['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'setHTMLUnsafe', 'srcdoc'].map((property) => ({
					property,
					message: 'Text does not become markup here.'
				}))
			]
		}
	},
	{
		// Their readers ask for a default export.
		files: ['*.config.{js,ts}', '**/*.svelte'],
		rules: { 'no-restricted-exports': 'off' }
	},
	{
		files: ['scripts/**', 'sync-server/**/*main.ts', 'tests/**'],
		rules: { 'no-console': 'off' }
	},
	{
		files: ['**/*.test.ts', 'tests/**/*.ts'],
		rules: { '@typescript-eslint/no-non-null-assertion': 'off' }
	},
	...determinism
);
