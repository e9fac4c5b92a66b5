// Which packages the sources of a folder load at run time.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inRepository, resolveImport, root } from './lint/resolve-import.mjs';

/** `import … from 'x'`, `export … from 'x'`, `import 'x'` and `import('x')`, but for what is a type alone. */
const IMPORT =
	/(?:^|[;\n])\s*(?:import|export)\s+(?!type\b)(?:[\w$*{][^'"`;]*?\sfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g;

/** Kit's own modules, which the build makes. */
const MADE = /^\$/;

/**
 * @param {string} folder below the root
 * @returns {string[]} names of packages, without those of Node
 */
export function importedPackages(folder) {
	const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && /\.(?:ts|svelte)$/.test(entry.name) && !/\.test\.ts$/.test(entry.name))
		.map((entry) => join(entry.parentPath, entry.name));
	const names = new Set(
		files.flatMap((file) =>
			[...readFileSync(file, 'utf8').matchAll(IMPORT)]
				.map(([, fixed, dynamic]) => fixed ?? dynamic ?? '')
				.filter((specifier) => resolveImport(inRepository(file), specifier) === undefined)
				.filter((specifier) => !MADE.test(specifier) && !specifier.startsWith('node:'))
				.map((specifier) => (/^(?:@[^/]+\/)?[^/]+/.exec(specifier) ?? [''])[0])
		)
	);
	return [...names].sort();
}
