import { isSecure } from '../auth/authenticate.ts';
import { API } from '../couch/api.ts';
import { NOT_KEPT } from '../http/answer.ts';
import { COMMON_HEADERS, NO_PAGE_POLICY } from '../http/security-headers.ts';

export const SESSION = `${API}/_session`;

/** What a CouchDB is asked instead of this server. */
export type HandedOn = 'session' | 'records' | 'feed';

/**
 * What a path is to a CouchDB, undefined where this server answers. Of the path as it is read, not as it is written:
 * `/couchdb/%66loorbook` is the site's database, whose copy here nobody but the copying may write to.
 */
export function handedOn(pathname: string, database: string): HandedOn | undefined {
	if (!pathname.startsWith(`${API}/`)) return undefined;
	const [first, ...rest] = pathname.slice(API.length).split('/').filter(Boolean).map(decoded);
	if (first === '_session' && rest.length === 0) return 'session';
	if (first !== database) return undefined;
	return rest.length === 1 && rest[0] === '_changes' ? 'feed' : 'records';
}

/** Both servers refuse what is not well encoded. */
function decoded(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
}

/** The one session that a request carries, as CouchDB writes it, and nothing that two readers could take for two. */
export function sessionCookie({ headers }: Request): string | undefined {
	const [, value] = /(?:^|;)\s*AuthSession=([\w-]+)\s*(?:;|$)/.exec(headers.get('cookie') ?? '') ?? [];
	return value === undefined ? undefined : `AuthSession=${value}`;
}

/** Whose session a cookie says it is. True where the CouchDB lets it in; else good for nothing but keeping it out. */
export const sessionName = (cookie: string): string =>
	Buffer.from(cookie.slice(cookie.indexOf('=') + 1), 'base64url')
		.toString('utf8')
		.split(':')[0] ?? '';

/** The same request with this one credential, and no other. */
export function carrying(request: Request, name: 'authorization' | 'cookie', value: string | undefined): Request {
	const headers = new Headers(request.headers);
	for (const each of ['authorization', 'cookie']) headers.delete(each);
	if (value !== undefined) headers.set(name, value);
	return new Request(request, { headers });
}

/** As this server would say it: the cookie is no other page's, and addresses are those that the device knows. */
export function ours(request: Request, answer: Response, couch: string): Response {
	const cookies = answer.headers.getSetCookie();
	answer.headers.delete('set-cookie');
	for (const cookie of cookies) {
		const plain = cookie.replace(/;\s*(SameSite=[^;]*|Domain=[^;]*|Secure)(?=;|$)/gi, '');
		answer.headers.append('set-cookie', `${plain}; SameSite=Strict${isSecure(request) ? '; Secure' : ''}`);
	}
	const location = answer.headers.get('location');
	if (location?.startsWith(couch)) answer.headers.set('location', API + location.slice(couch.length));
	return answer;
}

/** What every answer carries, whoever made it: nothing from there is a page of ours, and no browser keeps it. */
export async function guarded(answering: Promise<Response>): Promise<Response> {
	const answer = await answering;
	const { headers } = answer;
	const fields = { ...COMMON_HEADERS, 'content-security-policy': NO_PAGE_POLICY };
	for (const [name, value] of Object.entries(fields)) headers.set(name, value);
	if (!headers.get('cache-control')?.includes('no-store')) headers.set('cache-control', NOT_KEPT['cache-control']);
	return answer;
}
