import adapter from '@sveltejs/adapter-static';
import { hashBuildInputs } from './scripts/build-inputs.mjs';

/**
 * By contents, so that only a changed app offers itself as an update. A build reads this file in several processes, and page
 * and scripts find each other by the version: a file that is saved meanwhile must not give them two.
 */
const buildVersion = (process.env.FLOORBOOK_BUILD_VERSION ??= hashBuildInputs().slice(0, 12));

/** @type {import('@sveltejs/kit').Config} */
export default {
	compilerOptions: {
		runes: ({ filename }) => (filename.includes('node_modules') ? undefined : true)
	},
	kit: {
		adapter: adapter({ pages: 'build', fallback: 'index.html', precompress: true }),
		serviceWorker: { register: false },
		version: { name: buildVersion },
		// The one policy of the page: Kit writes it into index.html, with the hash of its one inline script, and the server sends
		// what it finds there as a header, with what only a header can say.
		csp: {
			mode: 'hash',
			directives: {
				'default-src': ['none'],
				// The scanner compiles WebAssembly.
				'script-src': ['self', 'wasm-unsafe-eval'],
				// Svelte's transitions and the exact page sizes of labels are inline styles.
				'style-src': ['self', 'unsafe-inline'],
				'img-src': ['self', 'data:', 'blob:'],
				'connect-src': ['self'],
				'worker-src': ['self'],
				'manifest-src': ['self'],
				'object-src': ['none'],
				'base-uri': ['none'],
				'form-action': ['self'],
				// Text becomes neither markup nor script: Svelte's templates, and the app's own workers (src/own-scripts.ts).
				'require-trusted-types-for': ['script'],
				'trusted-types': ['svelte-trusted-html', 'default']
			}
		}
	}
};
