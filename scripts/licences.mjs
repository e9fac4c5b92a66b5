// Prints what the product runs on: every package of the production tree with its licence, and how many packages browser and
// server load themselves. Fails when a licence is not one that lets anybody ship the code.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAllowed, packagesBehind } from './dependency-tree.mjs';
import { importedPackages } from './imported-packages.mjs';
import { root } from './lint/resolve-import.mjs';

/** @param {string} path */
const readJson = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));

const { dependencies, optionalDependencies } = readJson('package.json');
const packages = packagesBehind(
	readJson('package-lock.json'),
	Object.keys({ ...dependencies, ...optionalDependencies })
).map((found) => {
	// what is installed counts; packages of other platforms are not
	const manifest = `${found.path}/package.json`;
	const { license } = existsSync(join(root, manifest)) ? readJson(manifest) : { license: found.licence };
	return { ...found, licence: typeof license === 'string' ? license : found.licence };
});

const width = Math.max(...packages.map(({ name, version }) => name.length + version.length)) + 3;
for (const { name, version, licence } of packages) console.log(`${`${name} ${version}`.padEnd(width)}${licence}`);

/** @type {[string, string[]][]} */
const sides = [
	['browser', ['src']],
	['server', ['sync-server', 'src/lib/domain', 'src/lib/ports', 'src/lib/engine']]
];
console.log(`\n${packages.length} packages in the production tree`);
for (const [side, folders] of sides) {
	const names = [...new Set(folders.flatMap(importedPackages))].sort();
	console.log(`${side}: loads ${names.length} itself (${names.join(', ')})`);
}

const refused = packages.filter(({ licence }) => !isAllowed(licence));
for (const { name, version, licence } of refused) console.error(`not allowed: ${name} ${version}: ${licence}`);
process.exitCode = refused.length === 0 ? 0 : 1;
