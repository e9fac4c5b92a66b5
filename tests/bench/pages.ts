import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Builds a page of the bench, in the way the app is built, into `<folder>/build`: where the server looks for an app. */
export async function buildPages(
	folder: string,
	root = fileURLToPath(new URL('page', import.meta.url))
): Promise<void> {
	await build({
		configFile: false,
		logLevel: 'warn',
		root,
		build: { outDir: join(folder, 'build'), emptyOutDir: true, target: 'esnext' },
		worker: { format: 'es' }
	});
}
