/** Which pages of other origins may use the API from a browser, and how browsers are told. */
export interface CrossOrigin {
	/** As browsers spell them. */
	readonly origins: readonly string[];
	/** The answer to a browser that asks before it sends what a page wants; undefined when it asks for no listed page. */
	preflight(request: Request): Response | undefined;
	/** Says on any answer, also one that refuses, whether the page that asked may read it. */
	mark(request: Request, response: Response): void;
}

const METHODS = 'GET, HEAD, POST, PUT, DELETE, COPY';

/** What clients of CouchDB send beside what every page may. */
const SENT =
	'accept, authorization, cache-control, content-encoding, content-type, destination, if-match, if-none-match, last-event-id, range, x-requested-with';

const READ =
	'accept-ranges, cache-control, content-encoding, content-length, content-range, content-type, etag, location, retry-after';

/** Seconds for which a browser need not ask again. */
const REMEMBERED = 600;

/** Nobody but the server's own pages is allowed anything unless `origins` lists them; there is no way to list everybody. */
export function createCrossOrigin(origins: readonly string[]): CrossOrigin {
	const listed = ({ headers }: Request): string | undefined =>
		origins.find((origin) => origin === headers.get('origin'));

	return {
		origins,
		preflight(request) {
			const origin = listed(request);
			const asks = request.method === 'OPTIONS' && request.headers.has('access-control-request-method');
			if (origin === undefined || !asks) return undefined;
			const headers = {
				'access-control-allow-methods': METHODS,
				'access-control-allow-headers': SENT,
				'access-control-max-age': String(REMEMBERED)
			};
			return new Response(null, { status: 204, headers });
		},
		mark(request, { headers }) {
			if (origins.length === 0) return;
			headers.append('vary', 'origin');
			const origin = listed(request);
			if (origin === undefined) return;
			headers.set('access-control-allow-origin', origin);
			headers.set('access-control-allow-credentials', 'true');
			headers.set('access-control-expose-headers', READ);
		}
	};
}

/** Origins in a list with commas or spaces between them; what is none is handed to `fault`. */
export const readOrigins = (list: string | undefined, fault: (text: string) => void): readonly string[] =>
	(list ?? '')
		.split(/[\s,]+/)
		.filter((text) => text !== '')
		.filter((text) => {
			const isOrigin = /^https?:[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text;
			if (!isOrigin) fault(text);
			return isOrigin;
		});
