import { API } from '../couch/api.ts';
import { databaseMethods, serverMethods } from '../couch/routes.ts';
import { namesFile } from '../http/file-path.ts';

/** Addresses outside CouchDB's API that stand for themselves. */
const OWN = [
	'/enrol',
	'/enrol/codes',
	'/heads',
	'/heads/key',
	'/site',
	'/health',
	'/health/details',
	'/health.json',
	'/metrics'
];

/**
 * A path with names and ids taken out: of these there are a few dozen, whatever is asked, so that they can be counted, and
 * nothing in them is anybody's.
 */
export function routeTemplate(path: string): string {
	if (path === API || path.startsWith(`${API}/`)) return `${API}${couchTemplate(path.slice(API.length + 1))}`;
	if (OWN.includes(path)) return path;
	if (path.startsWith('/enrol/codes/')) return '/enrol/codes/{ticket}';
	if (/^\/b\//i.test(path)) return '/b/{code}';
	if (path.startsWith('/_app/')) return '/_app/{file}';
	return namesFile(path) ? '/{file}' : '/{page}';
}

const DOCUMENT = databaseMethods(['any']);

function couchTemplate(path: string): string {
	const [name = '', ...rest] = path.replace(/\/$/, '').split('/');
	if (name === '') return '/';
	if (name.startsWith('_') && name !== '_users') return serverTemplate(name, rest);
	const [first = ''] = rest;
	if (first === '') return '/{db}';
	if (first === '_index') return '/{db}/_index';
	if (first === '_local' || first === '_design') {
		const below = rest.length > 2 ? '/{name}' : '';
		return rest.length === 1 ? '/{db}/{unknown}' : `/{db}/${first}/{doc}${below}`;
	}
	if (!first.startsWith('_')) return rest.length === 1 ? '/{db}/{doc}' : '/{db}/{doc}/{name}';
	const methods = databaseMethods(rest);
	return methods === undefined || methods === DOCUMENT ? '/{db}/{unknown}' : `/{db}/${rest.join('/')}`;
}

/** What a whole folder answers alike is one. */
function serverTemplate(name: string, rest: readonly string[]): string {
	if (name === '_replicate' || name === '_replicator') return `/${name}`;
	if (name === '_node' && rest[0] !== '_local') return '/_node/{unknown}';
	if (name === '_node') return rest.length === 1 ? '/_node/_local' : '/_node/_local/{unknown}';
	return serverMethods([name, ...rest]) ? `/${[name, ...rest].join('/')}` : '/{unknown}';
}
