import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { routeTemplate } from './route-template.ts';

describe('the template of a path', () => {
	it.each([
		['/couchdb', '/couchdb/'],
		['/couchdb/', '/couchdb/'],
		['/couchdb/_up', '/couchdb/_up'],
		['/couchdb/_session/', '/couchdb/_session'],
		['/couchdb/_scheduler/jobs', '/couchdb/_scheduler/jobs'],
		['/couchdb/_node/x/_config/y', '/couchdb/_node/{unknown}'],
		['/couchdb/_replicator/x', '/couchdb/_replicator'],
		['/couchdb/_replicate', '/couchdb/_replicate'],
		['/couchdb/_replicate/x/y', '/couchdb/_replicate'],
		['/couchdb/notes/_all_docs/queries', '/couchdb/{db}/_all_docs/queries'],
		['/couchdb/notes/_local%2Fx', '/couchdb/{db}/{unknown}'],
		['/couchdb/_nothing', '/couchdb/{unknown}'],
		['/couchdb/floorbook', '/couchdb/{db}'],
		['/couchdb/floorbook/', '/couchdb/{db}'],
		['/couchdb/floorbook/_changes', '/couchdb/{db}/_changes'],
		['/couchdb/_users/org.couchdb.user:device-1k7', '/couchdb/{db}/{doc}'],
		['/couchdb/floorbook/_local/x', '/couchdb/{db}/_local/{doc}'],
		['/couchdb/notes/_design/x/_view/y', '/couchdb/{db}/_design/{doc}/{name}'],
		['/couchdb/notes/a/b/c.png', '/couchdb/{db}/{doc}/{name}'],
		['/couchdb/notes/_private', '/couchdb/{db}/{unknown}'],
		['/enrol/codes/abc', '/enrol/codes/{ticket}'],
		['/B/B00100001X', '/b/{code}'],
		['/_app/immutable/x.js', '/_app/{file}'],
		['/favicon.svg', '/{file}'],
		['/runs/r1', '/{page}'],
		['/metrics', '/metrics']
	])('of %s is %s', (path, template) => {
		expect(routeTemplate(path)).toBe(template);
	});

	it('is one of a few, whatever is asked', () => {
		const seen = new Set<string>();
		const part = fc.oneof(
			fc.constantFrom(
				'couchdb',
				'_changes',
				'_local',
				'_node',
				'_replicate',
				'_replicator',
				'_index',
				'_private',
				'_design',
				'__proto__',
				'b',
				''
			),
			fc.string({ maxLength: 8 })
		);
		fc.assert(
			fc.property(fc.constantFrom('', '/couchdb'), fc.array(part, { maxLength: 6 }), (api, parts) => {
				const template = routeTemplate(`${api}/${parts.join('/')}`);
				seen.add(template);
				expect(template).toMatch(/^\/[\w/{}.]*$/);
			}),
			{ numRuns: 300 }
		);
		expect(seen.size).toBeLessThan(60);
	});

	it('take no longer for a path that is made of dots', () => {
		expect(routeTemplate(`/${'.'.repeat(1_000_000)}/`)).toBe('/{page}');
	});
});
