// Fails when files import each other in a circle, types included: neither can then be understood, tested or moved alone.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { findCycles } from './find-cycles.mjs';
import { inRepository, resolveImport, root } from './resolve-import.mjs';

const FOLDERS = ['src', 'sync-server', 'tests', 'scripts'];

/** @returns {string[]} every source file, below the root */
function sourceFiles() {
	return FOLDERS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
		readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile() && /\.(?:ts|mjs|svelte)$/.test(entry.name))
			.map((entry) => inRepository(join(entry.parentPath, entry.name)))
			.sort()
	);
}

/** @param {string} file */
function importsOf(file) {
	const text = readFileSync(join(root, file), 'utf8');
	const scripts = file.endsWith('.svelte')
		? [...text.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map(([, script = '']) => script)
		: [text];
	return (
		scripts
			.flatMap((script) => ts.preProcessFile(script, true, true).importedFiles)
			.flatMap(({ fileName }) => resolveImport(file, fileName) ?? [])
			// A component that holds itself (a list within a list) names itself by an import: Svelte has no other way.
			.filter((imported) => imported !== file || !file.endsWith('.svelte'))
	);
}

const cycles = findCycles(new Map(sourceFiles().map((file) => [file, importsOf(file)])));
for (const cycle of cycles) console.error(`import cycle: ${cycle.join(' -> ')}`);
process.exitCode = cycles.length === 0 ? 0 : 1;
