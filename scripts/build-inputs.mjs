// Everything the built app is made from, as one hash. It decides whether a build is stale and names the app's version,
// so an unchanged app never asks its users to update. Contents, not times: a fresh clone has new times and old contents.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Made from `messages`. */
const GENERATED = join(root, 'src', 'lib', 'paraglide');

const INPUTS = [
	'messages',
	'package-lock.json',
	'package.json',
	'scripts/messages.mjs',
	'src',
	'static',
	'svelte.config.js',
	'tsconfig.base.json',
	'tsconfig.json',
	'vite.config.ts'
];

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesBelow(path) {
	if (!existsSync(path) || path === GENERATED) return [];
	if (!statSync(path).isDirectory()) return [path];
	return readdirSync(path)
		.sort()
		.flatMap((name) => filesBelow(join(path, name)));
}

/** @returns {string} SHA-256 in hex */
export function hashBuildInputs() {
	const hash = createHash('sha256');
	for (const path of INPUTS.flatMap((input) => filesBelow(join(root, input)))) {
		if (path.endsWith('.test.ts')) continue;
		const content = readFileSync(path);
		hash.update(`${relative(root, path).split(sep).join('/')}\0${content.length}\0`).update(content);
	}
	return hash.digest('hex');
}
