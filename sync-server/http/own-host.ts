import { isIP } from 'node:net';
import { problem, type Problem } from './problem.ts';

/** What lies below these belongs to nobody in the public name system (RFC 6761, 6762, 8375; `internal` is reserved). */
const NOBODYS = ['localhost', 'local', 'internal', 'home.arpa', 'test'];

/**
 * A page elsewhere can have its own name lead to this server's address, and the browser takes the two for one origin. It sends
 * that name, though: a server that answers only to its own names and addresses is out of the page's reach. Addresses, names of
 * one part and names that nobody can own outside are its own; a name of the public name system has to be told (HOSTS).
 */
export function refuseHost(request: Request, hosts: readonly string[]): Problem | undefined {
	const { host } = new URL(request.url);
	if (isOwnHost(host, hosts)) return undefined;
	return problem(
		421,
		'misdirected_request',
		`This server does not know itself as ${host}. If that is its name, start it with HOSTS=${host.replace(/:\d+$/, '')}`
	);
}

/** `host` as in an address, with or without a port. */
export function isOwnHost(host: string, hosts: readonly string[]): boolean {
	const name = host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '');
	if (name === '') return false;
	if (name.startsWith('[') || isIP(name) !== 0 || !name.includes('.')) return true;
	return NOBODYS.some((domain) => name.endsWith(`.${domain}`)) || hosts.includes(name);
}

/** Names in a list with commas or spaces between them. */
export const hostNames = (list: string | undefined): readonly string[] =>
	(list ?? '')
		.toLowerCase()
		.split(/[\s,]+/)
		.filter((name) => name !== '');
