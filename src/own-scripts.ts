/** The part of Trusted Types that is used here; TypeScript's DOM has none of it yet. */
interface TrustedTypePolicyFactory {
	createPolicy(name: string, rules: { readonly createScriptURL: (address: string) => string }): unknown;
}

/** The build's own files, and the worker that keeps them. */
const BUILT = /^\/(?:_app\/immutable\/[\w./-]+|service-worker)\.js$/;

/**
 * The page's policy has no text become markup or script (`require-trusted-types-for`). Workers are started by address, here and
 * in libraries: this lets through those of the build, and no markup and no script of anybody's. Browsers without Trusted Types
 * start them as ever.
 */
export function allowOwnScripts(): void {
	const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypePolicyFactory };
	trustedTypes?.createPolicy('default', {
		createScriptURL(address) {
			const { origin, pathname } = new URL(address, location.href);
			// the development server builds each file when it is asked for, under the file's own name
			if (origin === location.origin && (import.meta.env.DEV || BUILT.test(pathname))) return address;
			throw new TypeError(`${address} is no script of this app`);
		}
	});
}
