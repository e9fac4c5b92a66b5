// What of package-lock.json the product runs on, and what its licences allow.

/**
 * @typedef {object} Locked an entry of the lockfile
 * @property {string} version
 * @property {string} [license] as SPDX writes it
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [optionalDependencies]
 *
 * @typedef {object} Lockfile
 * @property {Record<string, Locked>} packages by their folder; the project itself by ''
 *
 * @typedef {object} Package
 * @property {string} path its folder
 * @property {string} name
 * @property {string} version
 * @property {string} licence
 */

/** Licences that let anybody use, change and ship the code, asking for no more than to be named. */
const ALLOWED = new Set([
	'0BSD',
	'Apache-2.0',
	'BlueOak-1.0.0',
	'BSD-2-Clause',
	'BSD-3-Clause',
	'CC0-1.0',
	'ISC',
	'MIT',
	'Unlicense',
	'WTFPL',
	'Zlib'
]);

/**
 * Every package that the named ones need at run time, themselves among them, by folder. Peers are what the build brings.
 * @param {Lockfile} lockfile
 * @param {readonly string[]} names
 * @returns {Package[]}
 */
export function packagesBehind({ packages }, names) {
	/** @type {Map<string, Package>} */
	const found = new Map();
	/** @type {{ name: string, from: string }[]} */
	const waiting = names.map((name) => ({ name, from: '' }));
	for (const { name, from } of waiting) {
		const path = placeOf(packages, name, from);
		const locked = path === undefined ? undefined : packages[path];
		if (path === undefined || locked === undefined || found.has(path)) continue;
		found.set(path, { path, name, version: locked.version, licence: locked.license ?? 'none stated' });
		for (const next of Object.keys({ ...locked.dependencies, ...locked.optionalDependencies })) {
			waiting.push({ name: next, from: path });
		}
	}
	return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * As Node finds a package: in the node_modules of whoever asks, or of a folder above.
 * @param {Lockfile['packages']} packages
 * @param {string} name
 * @param {string} from
 * @returns {string | undefined}
 */
function placeOf(packages, name, from) {
	for (let folder = from; ; folder = folder.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, '')) {
		const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
		if (packages[path] !== undefined) return path;
		if (folder === '') return undefined;
	}
}

/**
 * Whether an SPDX expression leaves a way to use the code that is allowed here.
 * @param {string} licence
 * @returns {boolean}
 */
export function isAllowed(licence) {
	const plain = licence.replace(/^\((.*)\)$/, '$1');
	// a nested expression names no licence of the list and is for a person to read
	if (plain.includes(' OR ')) return plain.split(' OR ').some(isAllowed);
	if (plain.includes(' AND ')) return plain.split(' AND ').every(isAllowed);
	return ALLOWED.has(plain);
}
