import { isJson } from './body.ts';
import { forbidden, problem, type Problem } from './problem.ts';

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/**
 * Why a request that may change something is not looked at any further. Whoever sends none of a browser's headers is no page,
 * and is let through to CouchDB's own rules: PouchDB on Node, nano, curl, another server. `hosts`: names that are this server's,
 * whatever a proxy makes of them; `origins`: of other pages that may write here.
 */
export function refuseWrite(
	request: Request,
	hosts: readonly string[],
	origins: readonly string[] = []
): Problem | undefined {
	if (READS.has(request.method)) return undefined;
	if (isFromForeignPage(request, hosts, origins)) return forbidden('the request comes from a page of another site');
	// what forms, and scripts without leave of the server, can send is a POST of anything but JSON; attachments are put
	if (request.method === 'POST' && isFromPage(request) && hasBody(request) && !isJson(request)) {
		return problem(415, 'bad_content_type', 'Content-Type must be application/json');
	}
	return undefined;
}

/**
 * A browser says where the page that sent the request is from: our cookie is no other page's to use. Browsers that do not know
 * `Sec-Fetch-Site` yet send the page's origin with whatever may change something.
 */
export function isFromForeignPage(
	request: Request,
	hosts: readonly string[],
	origins: readonly string[] = []
): boolean {
	const origin = request.headers.get('origin');
	if (origin !== null && origins.includes(origin)) return false;
	const site = request.headers.get('sec-fetch-site');
	// 'none': a person typed the address
	if (site !== null) return site !== 'same-origin' && site !== 'none';
	if (origin === null) return false;
	// `null` is the origin of a page that hides its own
	const page = URL.canParse(origin) ? new URL(origin) : undefined;
	return page === undefined || (page.host !== new URL(request.url).host && !hosts.includes(page.hostname));
}

const isFromPage = ({ headers }: Request): boolean => headers.has('sec-fetch-site') || headers.has('origin');

/** A request carried by node has a stream even where nothing comes. */
const hasBody = ({ headers }: Request): boolean =>
	headers.has('content-type') || headers.has('transfer-encoding') || Number(headers.get('content-length') ?? 0) > 0;
