import { gzipSync } from 'node:zlib';
import type { Drawing } from './drawing.ts';

/** What is sent over one connection, and what may be expected of it. */
export interface HostileRequest {
	/** Sent one after the other. */
	readonly pieces: readonly Buffer[];
	/** The client says that no more comes when all pieces are out. */
	readonly ends: boolean;
	/** An answer that goes on until somebody leaves. */
	readonly isFeed: boolean;
	/** An answer without a body, whatever its header fields say. */
	readonly isHead: boolean;
}

/** Header fields that say who somebody is: of sessions, since passwords that were damaged would soon be refused unheard. */
export interface Attackers {
	readonly admin: string;
	readonly device: string;
	/** A user who is a member of nothing. */
	readonly outsider: string;
}

/** Databases that everything may happen to. */
export const FUZZED = ['fuzz', 'fuzz/deep', 'fuzz2'];
/** The databases that hold what must not be lost. */
const GUARDED = ['golden', 'floorbook', '_users'];

const METHODS = [
	'GET',
	'GET',
	'GET',
	'HEAD',
	'POST',
	'POST',
	'POST',
	'PUT',
	'PUT',
	'DELETE',
	'COPY',
	'OPTIONS',
	'PATCH',
	'TRACE',
	'PROPFIND',
	'CONNECT',
	'get',
	'GARBAGE'
];

const AT_SERVER = [
	'',
	'/',
	'/couchdb',
	'/couchdb/',
	'/couchdb/_session',
	'/couchdb/_all_dbs',
	'/couchdb/_uuids',
	'/couchdb/_up',
	'/couchdb/_dbs_info',
	'/couchdb/_replicate',
	'/couchdb/_node/_local/_config',
	'/couchdb/_active_tasks',
	'/couchdb/_scheduler/jobs',
	'/couchdb/_db_updates',
	'/couchdb/_membership',
	'/couchdb/_utils/',
	'/couchdb/constructor',
	'/enrol',
	'/enrol/codes',
	'/enrol/codes/abc',
	'/heads',
	'/heads/key',
	'/site',
	'/health',
	'/metrics',
	'/B/1K70000001',
	'/_app/immutable/x.js',
	'*',
	'http://elsewhere.test/couchdb/',
	'//couchdb//',
	'/couchdb/../couchdb'
];

const AT_DATABASE = [
	'',
	'/',
	'/_all_docs',
	'/_bulk_docs',
	'/_bulk_docs',
	'/_bulk_get',
	'/_changes',
	'/_changes',
	'/_compact',
	'/_design_docs',
	'/_ensure_full_commit',
	'/_explain',
	'/_find',
	'/_find',
	'/_index',
	'/_local_docs',
	'/_missing_revs',
	'/_purge',
	'/_revs_diff',
	'/_revs_limit',
	'/_security',
	'/_view_cleanup',
	'/_local/check',
	'/_design/d',
	'/_design/d/_view/v',
	'/_design%2Fd',
	'/doc',
	'/doc',
	'/doc/file.txt',
	'/doc/a/b',
	'/_all_docs/queries',
	'/_shards',
	'/__proto__'
];

const PARAMETERS = [
	'rev',
	'revs',
	'open_revs',
	'latest',
	'conflicts',
	'meta',
	'attachments',
	'atts_since',
	'since',
	'limit',
	'skip',
	'descending',
	'style',
	'include_docs',
	'filter',
	'doc_ids',
	'feed',
	'heartbeat',
	'timeout',
	'seq_interval',
	'key',
	'keys',
	'startkey',
	'endkey',
	'inclusive_end',
	'update_seq',
	'new_edits',
	'batch',
	'count',
	'last-event-id',
	'__proto__'
];

const VALUES = [
	'true',
	'false',
	'0',
	'1',
	'-1',
	'99999999999999999999',
	'1e9',
	'all',
	'["1-a"]',
	'"a"',
	'"\\ud800"',
	'{"a":1,"a":2}',
	'now',
	'continuous',
	'longpoll',
	'eventsource',
	'normal',
	'_doc_ids',
	'_selector',
	'_view',
	'd/f',
	'%00',
	'%ff',
	'%',
	'+',
	'[',
	'1-abc',
	`1-${'a'.repeat(32)}`,
	'1-\u6f22',
	'constructor',
	'__proto__'
];

const FIELDS = [
	'accept: */*',
	'accept: multipart/mixed',
	'accept: application/json;q=0',
	'accept-encoding: gzip',
	'accept-encoding: gzip;q=0, br',
	'accept-encoding: *',
	'if-match: "1-a"',
	'if-none-match: *',
	'range: bytes=0-1',
	'range: bytes=-9999999999',
	'expect: 100-continue',
	'expect: nonsense',
	'cookie: AuthSession=YTo2MDow; AuthSession=x',
	'cookie: AuthSession=',
	'origin: http://evil.test',
	'sec-fetch-site: cross-site',
	'x-forwarded-proto: https',
	'destination: other?rev=1-a',
	'upgrade: websocket',
	'connection: upgrade',
	'connection: close',
	'content-encoding: br',
	'transfer-encoding: identity',
	'te: trailers',
	'content-md5: x',
	'x-http-method-override: DELETE',
	'last-event-id: 1',
	'x: \u00e4',
	'x-nothing:'
];

const BROKEN_FIELDS = ['bad header', ': empty', 'host: second.test', 'x: \0', 'x: a\nb', ' folded'];

const TYPES = [
	...Array.from({ length: 12 }, () => 'application/json'),
	'application/json; charset=utf-16',
	'text/plain',
	'multipart/related; boundary="b"',
	'multipart/related',
	'application/x-www-form-urlencoded',
	'multipart/form-data; boundary=b',
	''
];

export function drawRequest(drawing: Drawing, attackers: Attackers): HostileRequest {
	const { below, chance, pick } = drawing;
	const guarded = chance(0.25);
	const database = pick(guarded ? GUARDED : FUZZED);
	const query = chance(0.4) ? drawQuery(drawing) : '';
	const path = drawTarget(drawing, database);
	const method = chance(0.75) ? fittingMethod(drawing, path) : pick(METHODS);
	const target = path + query;
	const body = ['GET', 'HEAD'].includes(method) && chance(0.9) ? undefined : drawBody(drawing, target);
	const fields = [
		`host: ${chance(0.05) ? pick(['127.0.0.1:1', 'evil.test', '', 'a b', 'x'.repeat(300)]) : 'localhost'}`
	];
	// whoever may write to what must not be lost is not let loose on it
	const trusted = guarded ? attackers.device : attackers.admin;
	const who = chance(0.75)
		? trusted
		: pick([
				attackers.device,
				attackers.outsider,
				attackers.outsider,
				'x-nobody: x',
				`authorization: Basic ${printable(drawing.text(20))}`,
				'authorization: Bearer x'
			]);
	fields.push(who);
	while (chance(0.35)) fields.push(pick(FIELDS));
	if (chance(0.03)) fields.push(pick(BROKEN_FIELDS));
	if (chance(0.01)) fields.push(`x-large: ${'x'.repeat(below(40_000))}`);
	const framed = body === undefined ? { fields: [], bytes: Buffer.alloc(0) } : frame(drawing, body);
	const line = `${method} ${target} HTTP/${chance(0.03) ? pick(['1.0', '2.0', '0.9', '1.2']) : '1.1'}`;
	let bytes: Buffer = Buffer.concat([
		Buffer.from(`${[line, ...fields, ...framed.fields].join('\r\n')}\r\n\r\n`),
		framed.bytes
	]);
	const follows = chance(0.05);
	if (follows) bytes = Buffer.concat([bytes, chance(0.5) ? drawing.bytes(50) : bytes]);
	const ends = chance(0.05) || framed.short === true;
	if (ends && chance(0.7)) bytes = bytes.subarray(0, 1 + below(bytes.length));
	if (chance(0.03)) bytes = damaged(drawing, bytes);
	return {
		pieces: chance(0.2) ? cut(drawing, bytes) : [bytes],
		ends,
		isFeed: /feed=(?!normal)/.test(query),
		isHead: method === 'HEAD'
	};
}

function drawTarget(drawing: Drawing, database: string): string {
	const { chance, pick, below } = drawing;
	if (chance(0.2)) return pick(AT_SERVER) || '/';
	const path = `/couchdb/${encodeURIComponent(database)}${pick(AT_DATABASE)}`;
	if (chance(0.01)) return `${path}/${'x'.repeat(below(20_000))}`;
	return chance(0.1)
		? `${path}/${printable(encodeURI(drawing.text(10).toWellFormed()))}${pick(['', '%', '%zz', '%C0%AF', '..', '%2e%2e%2f', '\u00e4'])}`
		: path;
}

function fittingMethod({ pick }: Drawing, path: string): string {
	if (/_(security|revs_limit)$/.test(path)) return pick(['GET', 'PUT', 'PUT']);
	if (/_(local\/check|design\/d)$|\/doc/.test(path)) return pick(['GET', 'HEAD', 'PUT', 'PUT', 'PUT', 'DELETE']);
	if (/_(changes|all_docs|index|session)$/.test(path)) return pick(['GET', 'POST']);
	return /\/_/.test(path) ? 'POST' : pick(['GET', 'PUT', 'POST', 'POST']);
}

function drawQuery(drawing: Drawing): string {
	const { chance, pick } = drawing;
	const parts: string[] = [];
	do
		parts.push(
			`${pick(PARAMETERS)}=${chance(0.8) ? encodeValue(pick(VALUES)) : encodeURIComponent(drawing.text(10).toWellFormed())}`
		);
	while (chance(0.6));
	return `?${parts.join('&')}`;
}

const encodeValue = (value: string): string => (value.startsWith('%') ? value : encodeURIComponent(value));

function drawBody(drawing: Drawing, target: string): Buffer {
	const { below, chance, pick } = drawing;
	switch (below(12)) {
		case 0:
			return drawing.bytes(below(200));
		case 1:
			return Buffer.from(`${'[{"a":'.repeat(below(3_000))}1`);
		case 2:
			return Buffer.from('{"_id":"a","_id":"b","__proto__":{"x":1}}');
		case 3:
			return Buffer.from(
				pick([
					'',
					'null',
					'1e999',
					'"',
					'{"docs":null}',
					'{"selector":{"a":{"$regex":"(a+)+$"}}}',
					'123456789012345678901234567890',
					'\ufeff{}'
				])
			);
		case 4:
			return multipart(drawing);
		case 5:
			return damaged(drawing, Buffer.from(JSON.stringify(fitting(drawing, target))));
		case 6:
			return Buffer.from(JSON.stringify(drawing.json()));
	}
	const text = JSON.stringify(fitting(drawing, target));
	return Buffer.from(chance(0.02) ? text.padEnd(below(2_000_000)) : text);
}

/** Something that the endpoint may well take. */
function fitting(drawing: Drawing, target: string): unknown {
	const { below, chance, pick, json, text } = drawing;
	const document = (): object => ({
		...(json(2) as object),
		...(chance(0.8) && { _id: pick(['doc', 'doc2', text(8), '_design/d', '_local/x']) }),
		...(chance(0.3) && { _rev: pick(['1-a', `2-${'b'.repeat(32)}`, `1-${text(3)}`, text(5)]) }),
		...(chance(0.1) && { _attachments: { [text(5)]: json(2) } }),
		...(chance(0.1) && { _revisions: { start: below(3), ids: ['b'.repeat(32), pick([text(3), json(1)])] } })
	});
	const list = <Item>(item: () => Item): Item[] => Array.from({ length: below(6) }, item);
	if (target.includes('_bulk_docs')) return { docs: list(document), new_edits: pick([true, false, 'x']) };
	if (target.includes('_bulk_get')) return { docs: list(() => ({ id: pick(['doc', text(4)]), rev: json(1) })) };
	if (target.includes('_revs_diff') || target.includes('_missing_revs') || target.includes('_purge')) {
		return { doc: list(() => pick(['1-a', `1-${'a'.repeat(32)}`, json(1)])), [text(4)]: json(1) };
	}
	if (target.includes('_find') || target.includes('_explain')) {
		return {
			selector: selector(drawing, 3),
			sort: pick([undefined, ['_id'], [{ a: 'desc' }], json(2)]),
			fields: pick([undefined, ['a.b', '__proto__.x'], json(1)]),
			limit: pick([undefined, 5, json(0)]),
			skip: pick([undefined, 1, 10 ** 12]),
			bookmark: pick([undefined, 'nil', 'after:YQ', text(5)])
		};
	}
	if (target.includes('_index'))
		return { index: { fields: pick([['a'], [{ a: 'desc' }], json(1)]) }, name: text(4), ddoc: text(4) };
	if (target.includes('_changes')) return { doc_ids: list(() => 'doc'), selector: selector(drawing, 2) };
	if (target.includes('_security'))
		return { admins: { names: [], roles: [] }, members: pick([{ names: [], roles: [] }, json(2)]) };
	if (target.includes('_session')) return { name: text(5), password: text(5) };
	if (target.includes('_revs_limit')) return pick([1, 10, 1000, json(0)]);
	if (target.includes('_replicate')) return { source: 'http://127.0.0.1:9/x', target: 'fuzz' };
	return chance(0.9) ? document() : json();
}

const OPERATORS = [
	'$eq',
	'$ne',
	'$gt',
	'$gte',
	'$lt',
	'$lte',
	'$in',
	'$nin',
	'$all',
	'$size',
	'$mod',
	'$type',
	'$exists',
	'$regex',
	'$elemMatch',
	'$allMatch',
	'$keyMapMatch',
	'$not',
	'$and',
	'$or',
	'$nor',
	'$beginsWith',
	'$text',
	'$where'
];

function selector(drawing: Drawing, depth: number): unknown {
	const { chance, pick, below, json } = drawing;
	if (depth === 0 || chance(0.2)) return json(1);
	return Object.fromEntries(
		Array.from({ length: 1 + below(3) }, () => {
			const name = chance(0.5) ? pick(OPERATORS) : pick(['a', 'a.b', '_id', '__proto__', 'constructor', 'a\\.b', '']);
			const isList = ['$and', '$or', '$nor', '$in'].includes(name);
			return [
				name,
				isList ? [selector(drawing, depth - 1), selector(drawing, depth - 1)] : selector(drawing, depth - 1)
			];
		})
	);
}

function multipart(drawing: Drawing): Buffer {
	const { pick, below, text } = drawing;
	const part = (): string =>
		`--b\r\n${pick(['content-type: application/json', `content-disposition: attachment; filename="${printable(text(5))}"`, 'content-encoding: gzip', 'nonsense'])}\r\n\r\n${text(30)}\r\n`;
	const first = `--b\r\ncontent-type: application/json\r\n\r\n${JSON.stringify({ _id: 'doc', _attachments: { f: { follows: true, length: below(40), content_type: 'text/plain' } } })}\r\n`;
	return Buffer.from(
		pick(['', first, first]) + Array.from({ length: below(3) }, part).join('') + pick(['--b--', '--b', ''])
	);
}

interface Framed {
	readonly fields: readonly string[];
	readonly bytes: Buffer;
	/** Less comes than is announced. */
	readonly short?: boolean;
}

function frame(drawing: Drawing, plain: Buffer): Framed {
	const { chance, pick, below } = drawing;
	const fields = [`content-type: ${pick(TYPES)}`];
	let bytes: Buffer = plain;
	if (chance(0.15)) {
		bytes = chance(0.05) ? gzipSync(Buffer.alloc(40 * 2 ** 20, 'a')) : gzipSync(plain);
		if (chance(0.3)) bytes = damaged(drawing, bytes);
		fields.push('content-encoding: gzip');
	}
	switch (below(30)) {
		case 0:
			return { fields: [...fields, `content-length: ${bytes.length + 1 + below(10_000)}`], bytes, short: true };
		case 1:
			return { fields: [...fields, `content-length: ${below(bytes.length + 1)}`], bytes };
		case 2:
			return {
				fields: [...fields, `content-length: ${pick(['-1', '1e3', '99999999999999999999', '9999999999', 'x', ''])}`],
				bytes,
				short: true
			};
		case 3:
			return {
				fields: [...fields, 'transfer-encoding: chunked', `content-length: ${bytes.length}`],
				bytes: chunked(drawing, bytes)
			};
		case 4:
			return {
				fields: [...fields, `transfer-encoding: ${pick(['chunked, gzip', 'gzip', 'xchunked', 'identity, chunked'])}`],
				bytes: chunked(drawing, bytes),
				short: true
			};
		case 5:
			return {
				fields: [...fields, 'transfer-encoding: chunked'],
				bytes: damaged(drawing, chunked(drawing, bytes)),
				short: true
			};
		case 6:
		case 7:
		case 8:
		case 9:
			return { fields: [...fields, 'transfer-encoding: chunked'], bytes: chunked(drawing, bytes) };
	}
	return { fields: [...fields, `content-length: ${bytes.length}`], bytes };
}

function chunked(drawing: Drawing, bytes: Buffer): Buffer {
	const parts = cut(drawing, bytes).filter(({ length }) => length > 0);
	const chunks = parts.map((part) =>
		Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')])
	);
	return Buffer.concat([...chunks, Buffer.from('0\r\n\r\n')]);
}

function cut({ below }: Drawing, bytes: Buffer): Buffer[] {
	const at = below(bytes.length + 1);
	return [bytes.subarray(0, at), bytes.subarray(at)];
}

function damaged({ below }: Drawing, bytes: Buffer): Buffer {
	const copy = Buffer.from(bytes);
	for (let count = 1 + below(4); count > 0 && copy.length > 0; count--) copy[below(copy.length)] = below(256);
	return copy;
}

/** What a header field can carry. */
const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '');
