// The rules of the door as one CommonJS module for CouchDB's `require`, in ECMAScript 5: CouchDB 3 runs on SpiderMonkey 1.8.5 as
// well as on engines of today. Built of the very sources that the server runs, so that there is one set of rules.
//
//   node scripts/couch-rules.mjs     writes it where the command that moves a site reads it
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { build } from 'vite';

const inRepository = /** @param {string} file */ (file) => fileURLToPath(new URL(`../${file}`, import.meta.url));

const SOURCES = 'sync-server/cluster/validation';

/** Where it is written: beside what else is made of the sources. */
const OUTPUT = inRepository('.svelte-kit/couch-rules.js');

/** @returns {Promise<string>} the module's text */
export async function buildCouchRules() {
	const bundled = await build({
		configFile: false,
		logLevel: 'error',
		resolve: {
			alias: [{ find: /^@noble\/hashes\/.*$/, replacement: inRepository(`${SOURCES}/plain-hashes.ts`) }]
		},
		build: {
			write: false,
			minify: false,
			target: 'esnext',
			rolldownOptions: {
				output: { generatedCode: { symbols: false } },
				transform: { inject: { Set: [inRepository(`${SOURCES}/set.ts`), 'CountedSet'] } }
			},
			lib: { entry: inRepository(`${SOURCES}/validate.ts`), formats: ['cjs'], fileName: 'validate' }
		}
	});
	const [made] = [bundled].flat();
	const [chunk, ...more] = made && 'output' in made ? made.output : [];
	if (chunk?.type !== 'chunk' || more.length > 0) throw new Error('the rules were not bundled into one module');
	const { outputText } = ts.transpileModule(chunk.code, {
		compilerOptions: {
			target: ts.ScriptTarget.ES5,
			module: ts.ModuleKind.None,
			downlevelIteration: true,
			removeComments: true,
			allowJs: true
		},
		fileName: 'validate.js'
	});
	return outputText;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
	mkdirSync(dirname(OUTPUT), { recursive: true });
	writeFileSync(OUTPUT, await buildCouchRules());
}
