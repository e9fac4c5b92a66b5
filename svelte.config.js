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
		// Kit writes it into index.html as a meta element with the hash of its one inline script. It holds for every server
		// that serves the build; a header may add to it (frame-ancestors works only there) but never allow more.
		csp: {
			mode: 'hash',
			directives: {
				'default-src': ['self'],
				// The scanner compiles WebAssembly.
				'script-src': ['self', 'wasm-unsafe-eval'],
				// Svelte's transitions and the exact page sizes of labels are inline styles.
				'style-src': ['self', 'unsafe-inline'],
				'img-src': ['self', 'data:', 'blob:'],
				'worker-src': ['self'],
				'connect-src': ['self'],
				'object-src': ['none'],
				'frame-src': ['none'],
				'base-uri': ['none'],
				'form-action': ['self']
			}
		}
	}
};
