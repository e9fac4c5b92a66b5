import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isAllowed, packagesBehind } from './dependency-tree.mjs';
import { importedPackages } from './imported-packages.mjs';
import { root } from './lint/resolve-import.mjs';

/** @param {string} path */
const read = (path) => readFileSync(join(root, path), 'utf8');

const manifest = JSON.parse(read('package.json'));
const lockfile = JSON.parse(read('package-lock.json'));
const KINDS = /** @type {const} */ (['dependencies', 'devDependencies', 'optionalDependencies']);
/** A repository, an address or a folder in place of a version. */
const ELSEWHERE = /^(?:git|github|https?|file|link)[:+]|^[\w.-]+\/[\w.-]+(?:#|$)/;
/** @type {[string, Record<string, any>][]} */
const locked = Object.entries(lockfile.packages).filter(([path]) => path !== '');

describe('dependencies', () => {
	test('are pinned to one version each, and to nothing outside the registry', () => {
		for (const kind of KINDS) {
			for (const [name, version] of Object.entries(manifest[kind])) {
				expect(version, name).toMatch(/^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/);
			}
			expect(lockfile.packages[''][kind]).toEqual(manifest[kind]);
		}
	});

	test('are locked, whole: a version and a hash of its contents for every package', () => {
		expect(lockfile.lockfileVersion).toBe(3);
		for (const [path, entry] of locked) {
			expect(entry.version, path).toMatch(/^\d+\.\d+\.\d+/);
			expect(entry.integrity, path).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
		}
	});

	test('come from where npm is told to look, not from where the lockfile says', () => {
		for (const [path, entry] of locked) {
			expect([entry.resolved, entry.link, entry.inBundle], path).toEqual([undefined, undefined, undefined]);
			const asked = Object.values({ ...entry.dependencies, ...entry.optionalDependencies, ...entry.peerDependencies });
			for (const range of asked) expect(range, path).not.toMatch(ELSEWHERE);
		}
	});

	test('run no scripts when they are installed', () => {
		const settings = read('.npmrc').split('\n');
		for (const setting of ['ignore-scripts=true', 'save-exact=true', 'omit-lockfile-registry-resolved=true']) {
			expect(settings).toContain(setting);
		}
		expect(settings.filter((line) => /registry\s*=|_auth/.test(line.replace('omit-lockfile-registry', '')))).toEqual(
			[]
		);
		const installs = [...read('scripts/run.mjs').matchAll(/run\('npm', \[([^\]]*)\]/g)].map(([, args = '']) => args);
		expect(installs.length).toBeGreaterThan(0);
		for (const args of installs.filter((given) => /'(?:ci|install|i)'/.test(given))) {
			expect(args).toContain("'--ignore-scripts'");
		}
		for (const script of Object.keys(manifest.scripts)) expect(script).not.toMatch(/^(?:pre|post)|^prepare$/);
	});

	test('have licences that let anybody ship them', () => {
		const names = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
		const packages = packagesBehind(lockfile, names);
		expect(packages.length).toBeGreaterThan(names.length);
		expect(packages.filter(({ licence }) => !isAllowed(licence))).toEqual([]);
	});

	test.each(['src', 'sync-server'])('that %s loads are declared as such', (folder) => {
		const loaded = importedPackages(folder);
		expect(loaded.length).toBeGreaterThan(2);
		expect(loaded.filter((name) => !Object.hasOwn(manifest.dependencies, name))).toEqual([]);
	});

	test('of the browser stay few', () => {
		expect(importedPackages('src').length).toBeLessThanOrEqual(15);
	});
});

describe('packages behind others', () => {
	const entry = (/** @type {object} */ more = {}) => ({ version: '1.0.0', license: 'MIT', ...more });
	const packages = {
		'': entry(),
		'node_modules/a': entry({ dependencies: { b: '1' }, peerDependencies: { p: '1' } }),
		'node_modules/a/node_modules/b': entry({ license: 'GPL-3.0', dependencies: { c: '1' } }),
		'node_modules/b': entry(),
		'node_modules/c': entry({ dependencies: { a: '1', absent: '1' } }),
		'node_modules/@x/y': entry({ dependencies: { b: '1' } }),
		'node_modules/p': entry()
	};
	const behind = (/** @type {string[]} */ ...names) => packagesBehind({ packages }, names).map(({ path }) => path);

	test('are found where Node finds them, once each, and without peers', () => {
		expect(behind('a')).toEqual(['node_modules/a', 'node_modules/a/node_modules/b', 'node_modules/c']);
		expect(behind('@x/y')).toEqual(['node_modules/@x/y', 'node_modules/b']);
		expect(behind('none')).toEqual([]);
	});

	test('keep their licence', () => {
		const licences = packagesBehind({ packages }, ['a']).map(({ licence }) => licence);
		expect(licences).toEqual(['MIT', 'GPL-3.0', 'MIT']);
	});
});

describe('a licence', () => {
	test.each(['MIT', 'ISC', '(WTFPL OR MIT)', '(MIT OR GPL-3.0)', 'MIT AND BSD-3-Clause', '0BSD'])(
		'%s will do',
		(text) => {
			expect(isAllowed(text)).toBe(true);
		}
	);

	test.each([
		'GPL-3.0',
		'AGPL-3.0-only',
		'MIT AND GPL-3.0',
		'UNLICENSED',
		'SEE LICENSE IN LICENSE',
		'none stated',
		'mit',
		''
	])('%s is for a person to judge', (text) => {
		expect(isAllowed(text)).toBe(false);
	});
});
