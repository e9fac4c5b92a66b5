// Where an import leads, as this repository spells its imports: relative, by a name of package.json's `imports`, or by Kit's
// `$lib`. Everything else is a package or one of Kit's own modules.
import { readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** @type {{ imports: Record<string, string> }} */
const { imports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const NAMED = [...Object.entries(imports), ['$lib/*', './src/lib/*']].map(([name = '', target = '']) => ({
	prefix: name.slice(0, -1),
	folder: posix.normalize(target.slice(0, -1))
}));

/**
 * @param {string} file absolute
 * @returns {string} the same below the repository's root, with forward slashes
 */
export function inRepository(file) {
	return relative(root, file).split(sep).join('/');
}

/**
 * @param {string} importer a file, below the repository's root
 * @param {string} specifier as the import spells it; what a bundler is told behind `?` does not count
 * @returns {string | undefined} the file below the root, whether it exists or not; undefined for a package
 */
export function resolveImport(importer, specifier) {
	const path = specifier.replace(/\?.*$/, '');
	if (/^\.\.?(\/|$)/.test(path)) return posix.join(dirname(importer), path);
	const named = NAMED.find(({ prefix }) => path.startsWith(prefix));
	return named && posix.join(named.folder, path.slice(named.prefix.length));
}
