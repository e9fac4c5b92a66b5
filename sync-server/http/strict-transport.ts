import type { Handle } from './node-server.ts';

/** A year, in seconds. */
const MEMORY = 31_536_000;

/**
 * Has browsers come back over TLS only (HSTS), for good. For certificates that every device trusts anyway: where a person
 * could still be asked to trust one, a browser that remembers this would not let them.
 */
export const withStrictTransport =
	(handle: Handle): Handle =>
	async (request) => {
		const response = await handle(request);
		if (request.url.startsWith('https:')) response.headers.set('strict-transport-security', `max-age=${MEMORY}`);
		return response;
	};
