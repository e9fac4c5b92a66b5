import { isJson } from './body.ts';
import { forbidden, problem, type Problem } from './problem.ts';

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/**
 * Why a request that may change something is not looked at any further. Whoever sends none of a browser's headers is no page,
 * and is let through to CouchDB's own rules: PouchDB on Node, nano, curl, another server.
 */
export function refuseWrite(request: Request): Problem | undefined {
	if (READS.has(request.method)) return undefined;
	if (isFromForeignPage(request)) return forbidden('the request comes from a page of another site');
	// what forms, and scripts without leave of the server, can send is anything but JSON
	if (isFromPage(request) && hasBody(request) && !isJson(request)) {
		return problem(415, 'bad_content_type', 'Content-Type must be application/json');
	}
	return undefined;
}

/**
 * A browser says where the page that sent the request is from: our cookie is no other page's to use. Browsers that do not know
 * `Sec-Fetch-Site` yet send the page's origin with whatever may change something.
 */
export function isFromForeignPage(request: Request): boolean {
	const site = request.headers.get('sec-fetch-site');
	// 'none': a person typed the address
	if (site !== null) return site !== 'same-origin' && site !== 'none';
	const origin = request.headers.get('origin');
	return origin !== null && hostOf(origin) !== new URL(request.url).host;
}

const isFromPage = ({ headers }: Request): boolean => headers.has('sec-fetch-site') || headers.has('origin');

/** A request carried by node has a stream even where nothing comes. */
const hasBody = ({ headers }: Request): boolean =>
	headers.has('content-type') || headers.has('transfer-encoding') || Number(headers.get('content-length') ?? 0) > 0;

/** Undefined for `null`, which is the origin of a page that hides its own. */
const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined);
