// Who may import whom: the architecture's list, for the linter to hold. It looks at the file an import leads to, so no
// spelling of the path and no dynamic import gets around it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inRepository, resolveImport, root } from './resolve-import.mjs';

/**
 * @typedef {object} Row
 * @property {string} folder what the row governs, below the root; the first row that holds a file is its row
 * @property {string[]} uses folders it may import from, beside its own
 * @property {string[] | 'any'} packages
 * @property {string} because
 */

/** @type {Row[]} Imports point up this table only. */
const TABLE = [
	{
		folder: 'src/lib/domain/kernel/',
		uses: [],
		packages: ['@noble/hashes', 'valibot'],
		because: 'slices stand on the kernel, and the kernel on no slice'
	},
	{
		folder: 'src/lib/domain/',
		uses: [],
		packages: ['@noble/hashes', 'valibot'],
		because: 'the domain is pure: it knows itself, a hash and a schema language'
	},
	{
		folder: 'src/lib/ports/',
		uses: ['src/lib/domain/'],
		packages: [],
		because: 'a port is a contract in the words of the domain, with no library behind it'
	},
	{
		folder: 'src/lib/engine/',
		uses: ['src/lib/domain/', 'src/lib/ports/'],
		packages: [],
		because:
			'the engine records facts through ports, so that it runs alike in the page, the worker, the server and the simulator'
	},
	{
		folder: 'src/lib/adapters/',
		uses: ['src/lib/domain/', 'src/lib/ports/'],
		packages: 'any',
		because: 'an adapter fits one library to one port and decides nothing'
	},
	{
		folder: 'src/lib/state/words/',
		uses: ['src/lib/domain/', 'src/lib/ports/', 'src/lib/engine/', 'src/lib/state/', 'src/lib/paraglide/'],
		packages: ['svelte'],
		because: 'words say what happened, in the language of whoever reads them'
	},
	{
		folder: 'src/lib/state/',
		uses: ['src/lib/domain/', 'src/lib/ports/', 'src/lib/engine/'],
		packages: ['svelte'],
		because: 'state shows what the engine recorded; adapters are handed to it, and its sentences stand in words'
	},
	{
		folder: 'src/lib/ui/',
		uses: [],
		packages: ['svelte'],
		because: 'the building blocks of a screen know no word of the floor'
	},
	{
		folder: 'src/',
		uses: [],
		packages: 'any',
		because: 'the app reaches the server over HTTP and never by import'
	},
	{
		folder: 'sync-server/',
		uses: ['src/lib/domain/', 'src/lib/ports/', 'src/lib/engine/'],
		packages: 'any',
		because: 'the server shares what is true and how it is recorded, and nothing of the browser'
	},
	{
		folder: '',
		uses: [],
		packages: 'any',
		because: 'it is not part of the repository'
	}
];

/** Folders with a name of their own; from outside they are imported by it. */
const NAMED_FOLDER = /^(?:src\/lib\/(?:domain|ports|engine|adapters|state|ui|paraglide)|sync-server)\//;

/** @param {string} path */
const namedFolder = (path) => NAMED_FOLDER.exec(path)?.[0];

/**
 * @param {string} importer below the root
 * @returns {Row} a test's is the last: it may bring what it needs, from Node as well
 */
function rowOf(importer) {
	const place = importer.endsWith('.test.ts') ? '' : importer;
	return /** @type {Row} */ (TABLE.find(({ folder }) => place.startsWith(folder)));
}

/**
 * What is wrong with an import, in words.
 * @param {string} importer below the root
 * @param {string} specifier
 * @returns {string | undefined}
 */
export function refusal(importer, specifier) {
	const row = rowOf(importer);
	const target = resolveImport(importer, specifier);
	if (target === undefined) {
		const name = specifier.replace(/[?].*$/, '');
		const kit = /^\$(?:app|env|service-worker)\b/.test(name);
		const allowed = kit
			? row.folder === 'src/' || row.folder === ''
			: row.packages === 'any' || row.packages.some((known) => name === known || name.startsWith(`${known}/`));
		return allowed ? undefined : `Not from ${row.folder}: ${row.because}.`;
	}
	if (![row.folder, ...row.uses].some((folder) => target.startsWith(folder))) {
		return `Not from ${row.folder}: ${row.because}.`;
	}
	const folder = namedFolder(target);
	if (folder && folder !== namedFolder(importer) && !specifier.startsWith('#')) {
		return `Another folder is imported by its name: #${folder.replace('src/lib/', '')}...`;
	}
	if (target.endsWith('/$types') || existsSync(join(root, target))) return undefined;
	return 'There is no such file: Node and the browser want the whole name, with its extension.';
}

/** @type {import('eslint').Rule.RuleModule} */
export const importBoundaries = {
	meta: { type: 'problem', schema: [] },
	create(context) {
		const importer = inRepository(context.filename);
		/** @param {{ type: string, value?: unknown } | null | undefined} source */
		function check(source) {
			if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
			const message = refusal(importer, source.value);
			if (message) context.report({ node: /** @type {import('estree').Node} */ (source), message });
		}
		return {
			ImportDeclaration: ({ source }) => check(source),
			ExportAllDeclaration: ({ source }) => check(source),
			ExportNamedDeclaration: ({ source }) => check(source),
			ImportExpression: ({ source }) => check(source),
			TSImportType: (/** @type {{ source: { type: string } }} */ { source }) => check(source)
		};
	}
};
