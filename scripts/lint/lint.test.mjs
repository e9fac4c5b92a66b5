import { describe, expect, test } from 'vitest';
import { findCycles } from './find-cycles.mjs';
import { refusal } from './import-boundaries.mjs';

describe('an import is let through when', () => {
	test.each([
		['src/lib/domain/run/run.ts', '#domain/kernel/event.ts'],
		['src/lib/domain/run/run.ts', '../kernel/event.ts'],
		['src/lib/domain/kernel/event.ts', '@noble/hashes/sha2.js'],
		['src/lib/engine/commit.ts', '#ports/store.ts'],
		['src/lib/adapters/camera/decoder.ts', 'zxing-wasm/reader/zxing_reader.wasm?url'],
		['src/routes/+page.svelte', '$lib/floor.ts'],
		['src/routes/+page.svelte', '$app/navigation'],
		['src/routes/+page.svelte', '#paraglide/messages.js'],
		['src/lib/state/words/time.ts', '#paraglide/runtime.js'],
		['src/routes/+page.ts', './$types'],
		['sync-server/app.ts', '#engine/commit.ts'],
		['src/lib/domain/kernel/event.test.ts', 'node:fs']
	])('%s asks for %s', (importer, specifier) => {
		expect(refusal(importer, specifier)).toBeUndefined();
	});
});

describe('an import is refused when', () => {
	test.each([
		['the kernel asks for a slice', 'src/lib/domain/kernel/event.ts', '../run/run.ts'],
		['the domain asks for the engine', 'src/lib/domain/run/run.ts', '#engine/commit.ts'],
		['the domain asks for a library', 'src/lib/domain/run/run.ts', 'dexie'],
		['a library is only called alike', 'src/lib/domain/run/run.ts', 'valibot-more'],
		['the engine asks for the composition root', 'src/lib/engine/commit.ts', '../floor.ts'],
		['an adapter asks for the engine', 'src/lib/adapters/dexie/dexie-store.ts', '#engine/commit.ts'],
		['state asks for an adapter', 'src/lib/state/floor.ts', '$lib/adapters/dexie/dexie-store.ts'],
		['the domain asks for a translation', 'src/lib/domain/run/run.ts', '#paraglide/messages.js'],
		['the engine asks for a translation', 'src/lib/engine/commit.ts', '#paraglide/messages.js'],
		['a building block asks for a translation', 'src/lib/ui/marks.ts', '#paraglide/messages.js'],
		['state asks for a translation beside its words', 'src/lib/state/record.ts', '#paraglide/messages.js'],
		['a page asks for the server', 'src/routes/+page.svelte', '../../sync-server/app.ts'],
		['the server asks for an adapter', 'sync-server/app.ts', '#adapters/dexie/dexie-store.ts'],
		['the app asks for a test', 'src/routes/+page.svelte', '../../tests/support/server.ts'],
		['another folder is not called by its name', 'src/lib/engine/commit.ts', '../ports/store.ts'],
		['the extension is missing', 'src/lib/domain/run/run.ts', './run']
	])('%s', (_why, importer, specifier) => {
		expect(refusal(importer, specifier)).toBeTypeOf('string');
	});
});

describe('circles of imports', () => {
	const graph = (/** @type {Record<string, string[]>} */ imports) => new Map(Object.entries(imports));

	test('there is none where two ways lead to one file', () => {
		expect(findCycles(graph({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }))).toEqual([]);
	});

	test('they are found wherever they begin', () => {
		expect(findCycles(graph({ a: ['b'], b: ['c'], c: ['d'], d: ['b'] }))).toEqual([['b', 'c', 'd', 'b']]);
	});

	test('a file that imports itself is one', () => {
		expect(findCycles(graph({ a: ['a'] }))).toEqual([['a', 'a']]);
	});
});
