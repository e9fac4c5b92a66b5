// Everything a person reads stands in messages/<locale>/<area>.json and is compiled to functions before anything imports it.
// The compiler's project file is written here, so that a new area is a new file and nothing else.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from '@inlang/paraglide-js';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'messages');
const work = join(root, '.svelte-kit', 'messages');

const BASE_LOCALE = 'en';

/** What the app imports as `#paraglide/...` in development, tests and type checks: few files, fast to load. */
const output = join(root, 'src', 'lib', 'paraglide');
/** What a build imports in its place: a module a message, so that each screen loads only its own. */
export const buildOutput = join(work, 'build');

export const locales = readdirSync(folder).sort();

export const areas = readdirSync(join(folder, BASE_LOCALE))
	.map((file) => basename(file, '.json'))
	.sort();

/** @returns {string} where the compiler finds its settings; its folder has to end in `.inlang` */
function writeProject() {
	const project = join(work, 'floorbook.inlang');
	const plugin = fileURLToPath(import.meta.resolve('@inlang/plugin-message-format'));
	const settings = {
		baseLocale: BASE_LOCALE,
		locales,
		// A local file: its documented address is a CDN, and a plant has no internet.
		modules: [relative(work, plugin)],
		'plugin.inlang.messageFormat': {
			pathPattern: areas.map((area) => `${relative(work, folder)}/{locale}/${area}.json`)
		}
	};
	mkdirSync(project, { recursive: true });
	writeFileSync(join(project, 'settings.json'), JSON.stringify(settings, null, '\t'));
	return project;
}

/**
 * @param {'build' | 'serve'} purpose
 * @returns {import('@inlang/paraglide-js').CompilerOptions}
 */
export function compilerOptions(purpose) {
	return {
		project: writeProject(),
		outdir: purpose === 'build' ? buildOutput : output,
		outputStructure: purpose === 'build' ? 'message-modules' : 'locale-modules',
		emitTsDeclarations: purpose === 'serve',
		emitReadme: false,
		strategy: ['localStorage', 'preferredLanguage', 'baseLocale'],
		localStorageKey: 'floorbook.locale'
	};
}

/** @returns {string} what the compiled messages depend on, as one hash */
function hashMessages() {
	const hash = createHash('sha256');
	const files = locales.flatMap((locale) => areas.map((area) => join(folder, locale, `${area}.json`)));
	for (const file of [fileURLToPath(import.meta.url), join(root, 'package-lock.json'), ...files]) {
		hash.update(`${relative(root, file)}\0`).update(existsSync(file) ? readFileSync(file) : '');
	}
	return hash.digest('hex');
}

/** Compiles what development, tests and type checks import, unless it is fresh. */
export async function compileMessages() {
	const stampFile = join(work, 'stamp');
	const stamp = hashMessages();
	const isFresh = existsSync(join(output, 'messages.js')) && existsSync(stampFile);
	if (isFresh && readFileSync(stampFile, 'utf8') === stamp) return;
	await compile({ ...compilerOptions('serve'), cleanOutdir: false });
	mkdirSync(dirname(stampFile), { recursive: true });
	writeFileSync(stampFile, stamp);
}
