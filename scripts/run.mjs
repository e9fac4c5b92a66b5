// One command from a clean clone: installs what the lockfile names, finds the pinned Node, builds the app if its sources
// changed, and then does what was asked. It has no dependency and runs on any Node from 18 on, because it runs before
// anything is installed.
//
//   node scripts/run.mjs start | test | build | dev | check | lint | format | messages | licences | sbom | setup
//   node scripts/run.mjs [--build] [--chromium] <file.ts> [arguments]     runs TypeScript on the pinned Node
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashBuildInputs } from './build-inputs.mjs';
import { SERVER_OPTIONS } from './server-options.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');

/** A reason to stop that the person at the terminal can act on; shown without a stack. */
class Refusal extends Error {}

/** @type {import('node:child_process').ChildProcess | undefined} */
let child;
/** @type {NodeJS.Signals | undefined} */
let stopping;

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
	process.on(signal, () => {
		stopping = signal;
		if (!child) process.exit(128);
		// A terminal sends Ctrl+C to the child as well, and a second one would cut its clean end short.
		if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
	});
}

/**
 * Runs a command to its end and passes every signal on to it.
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>} its exit code; 128 when a signal ended it
 */
function run(command, args, env = process.env) {
	return new Promise((resolve, reject) => {
		child = spawn(command, args, { cwd: root, env, stdio: 'inherit' });
		child.on('error', reject);
		child.on('exit', (code) => {
			child = undefined;
			if (stopping) process.exit(code ?? 128);
			resolve(code ?? 128);
		});
	});
}

/** @param {string} path */
function readJson(path) {
	return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

/**
 * Whether node_modules is what package-lock.json says. npm records what it installed in node_modules/.package-lock.json,
 * so an install by hand counts too. Optional packages of other platforms are rightly absent.
 */
function isInstalled() {
	const wanted = readJson(join(root, 'package-lock.json')).packages;
	const installed = readJson(join(modules, '.package-lock.json'))?.packages;
	if (!installed) return false;
	const manifest = readJson(join(root, 'package.json'));
	for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies']) {
		if (JSON.stringify(wanted[''][kind]) !== JSON.stringify(manifest[kind])) return false;
	}
	if (!Object.keys(installed).every((path) => Object.hasOwn(wanted, path))) return false;
	return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
		if (path === '') return true;
		const found = installed[path];
		return found ? found.version === version && found.integrity === integrity : optional === true;
	});
}

async function install() {
	if (isInstalled()) return;
	console.log('installing dependencies');
	// npm must not run on the very Node binary it is about to replace.
	const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => !entry.includes('node_modules'));
	const env = { ...process.env, PATH: path.join(delimiter) };
	const code = await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], env);
	if (code !== 0) throw new Refusal('npm ci failed: see above');
}

/** The Node that the lockfile pins, or this one where it is new enough to run TypeScript. */
function pinnedNode() {
	// By package folder: npm 10 may leave no link in node_modules/.bin.
	const pinned = join(modules, `node-${process.platform}-${process.arch}`, 'bin', 'node');
	if (existsSync(pinned)) return pinned;
	const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
	if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
	throw new Refusal(
		`Floorbook needs Node 22.18 or newer on ${process.platform}-${process.arch}; this is ${process.versions.node}`
	);
}

/**
 * Runs a tool of node_modules on the pinned Node.
 * @param {string} script below node_modules
 * @param {string[]} args
 */
function tool(script, args) {
	return run(pinnedNode(), [join(modules, script), ...args]);
}

const vite = /** @param {string[]} args */ (...args) => tool('vite/bin/vite.js', args);
const svelteKit = /** @param {string[]} args */ (...args) => tool('@sveltejs/kit/svelte-kit.js', args);
const svelteCheck = /** @param {string[]} args */ (...args) => tool('svelte-check/bin/svelte-check', args);
const tsc = /** @param {string[]} args */ (...args) => tool('typescript/bin/tsc', args);
// Four TypeScript programs at once: they take 3 GB, and more while two runs share the machine.
const eslint = /** @param {string[]} args */ (...args) =>
	run(pinnedNode(), ['--max-old-space-size=6144', join(modules, 'eslint/bin/eslint.js'), ...args]);
const prettier = /** @param {string[]} args */ (...args) => tool('prettier/bin/prettier.cjs', args);
const vitest = /** @param {string[]} args */ (...args) => tool('vitest/vitest.mjs', args);
const playwright = /** @param {string[]} args */ (...args) => tool('@playwright/test/cli.js', args);

/** Compiles what is shown to people, for everything that imports it without Vite. */
async function messages() {
	if ((await run(pinnedNode(), ['scripts/compile-messages.mjs'])) !== 0) throw new Refusal('messages: see above');
}

/** Editors, linter and test runner read a configuration that Kit writes. */
async function kitConfiguration() {
	if (existsSync(join(root, '.svelte-kit', 'tsconfig.json'))) return;
	if ((await svelteKit('sync')) !== 0) throw new Refusal('svelte-kit sync failed: see above');
}

async function build() {
	const stampFile = join(root, '.svelte-kit', 'build-stamp');
	const stamp = hashBuildInputs();
	const built = existsSync(join(root, 'build', 'index.html')) && existsSync(stampFile);
	if (built && readFileSync(stampFile, 'utf8') === stamp) return;
	console.log('building the app');
	if ((await vite('build', '--logLevel=warn')) !== 0) throw new Refusal('the build failed: see above');
	mkdirSync(join(root, '.svelte-kit'), { recursive: true });
	writeFileSync(stampFile, stamp);
}

/**
 * Installs packages of Debian, where that is possible.
 * @param {string} what for the person at the terminal
 * @param {string} otherwise what that person can do where it is not
 * @param {string[]} packages
 */
async function installSystemPackages(what, otherwise, ...packages) {
	if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) throw new Refusal(otherwise);
	console.log(`installing ${what}`);
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	const apt = /** @param {string[]} args */ (...args) =>
		run('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], env);
	if ((await apt('update', '-q')) !== 0) throw new Refusal('apt-get update failed: see above');
	if ((await apt('install', '-q', '-y', '--no-install-recommends', ...packages)) !== 0) {
		throw new Refusal(`installing ${what} failed: see above`);
	}
}

/** Finds Chromium for the tests, installing Debian's where that is possible, and tells the test runners where it is. */
async function chromium() {
	const wanted = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
	if (!existsSync(wanted)) {
		if (process.env.CHROMIUM_PATH) throw new Refusal(`CHROMIUM_PATH is ${wanted}, and there is no such file`);
		const otherwise = 'the tests need Chromium: install it, or set CHROMIUM_PATH to where it is';
		await installSystemPackages('Chromium', otherwise, 'chromium', 'fonts-dejavu-core');
		if (!existsSync(wanted)) throw new Refusal(`Chromium was installed, but not as ${wanted}: set CHROMIUM_PATH`);
	}
	process.env.CHROMIUM_PATH = wanted;
}

/** Finds certutil of NSS, with which the journeys have a browser trust an authority, as a person does in its settings. */
async function certutil() {
	const isThere = () =>
		(process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'certutil')));
	if (isThere()) return;
	const otherwise = 'the tests need certutil of NSS: install it (Debian: libnss3-tools)';
	await installSystemPackages('certutil', otherwise, 'libnss3-tools');
	if (!isThere()) throw new Refusal('libnss3-tools was installed, but there is no certutil in the PATH');
}

/**
 * Runs every step even after one failed, so that one call shows everything that is wrong.
 * @param {(() => Promise<number>)[]} steps
 */
async function all(...steps) {
	let result = 0;
	for (const step of steps) result = (await step()) || result;
	return result;
}

/** @type {Record<string, (args: string[]) => Promise<number>>} */
const commands = {
	setup: async () => 0,
	messages: async () => 0,
	start: async (args) => {
		await build();
		return run(pinnedNode(), [...SERVER_OPTIONS, 'sync-server/main.ts', ...args]);
	},
	dev: (args) => vite('dev', ...args),
	build: async () => {
		await build();
		return 0;
	},
	test: async () => {
		await chromium();
		await certutil();
		await build();
		return all(
			() => vitest('run'),
			() => playwright('test')
		);
	},
	check: () =>
		all(
			() => svelteKit('sync'),
			() => svelteCheck('--tsconfig', './tsconfig.json'),
			() => tsc('-p', 'src/lib/domain'),
			() => tsc('-p', 'src/lib/ports'),
			() => tsc('-p', 'src/lib/engine'),
			() => tsc('-p', 'tsconfig.worker.json'),
			() => tsc('-p', 'sync-server'),
			() => tsc('-p', 'tests'),
			() => tsc('-p', 'scripts')
		),
	lint: () =>
		all(
			() => eslint('.'),
			() => run(pinnedNode(), ['scripts/lint/import-cycles.mjs']),
			() => prettier('--check', '.')
		),
	format: () => prettier('--write', '.'),
	'to-couchdb': async (args) => {
		if ((await run(pinnedNode(), ['scripts/couch-rules.mjs'])) !== 0) throw new Refusal('the rules: see above');
		return run(pinnedNode(), ['sync-server/cluster/to-couchdb-main.ts', ...args]);
	},
	licences: () => run(pinnedNode(), ['scripts/licences.mjs']),
	sbom: () =>
		run('npm', ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--omit=dev', '--package-lock-only'])
};

/** @param {string[]} args */
async function main(args) {
	const flags = args.slice(
		0,
		args.findIndex((arg) => !arg.startsWith('--'))
	);
	const unknown = flags.find((flag) => !['--build', '--chromium'].includes(flag));
	if (unknown) throw new Refusal(`there is no option ${unknown}`);
	const [name = '', ...rest] = args.slice(flags.length);
	const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
	if (!command && !name.endsWith('.ts')) {
		throw new Refusal(`commands: ${Object.keys(commands).join(', ')}, or a TypeScript file`);
	}
	await install();
	await messages();
	await kitConfiguration();
	if (flags.includes('--chromium')) await chromium();
	if (flags.includes('--build')) await build();
	return command ? command(rest) : run(pinnedNode(), [name, ...rest]);
}

try {
	process.exitCode = await main(process.argv.slice(2));
} catch (error) {
	if (!(error instanceof Refusal)) throw error;
	console.error(error.message);
	process.exitCode = 1;
}
