import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createForwarder, TooLarge, type Forwarder } from './forward.ts';

describe('what is handed on to a CouchDB', () => {
	let server: Server;
	let forwarder: Forwarder;
	let answer: (incoming: IncomingMessage, outgoing: ServerResponse) => void;
	beforeEach(async () => {
		server = createServer((incoming, outgoing) => answer(incoming, outgoing)).listen(0, '127.0.0.1');
		await once(server, 'listening');
		forwarder = createForwarder(`http://127.0.0.1:${(server.address() as AddressInfo).port}/below`, 1_000);
	});
	afterEach(() => {
		forwarder.close();
		server.closeAllConnections();
		server.close();
	});

	const request = (init: RequestInit = {}) => new Request('https://floor.plant.example/couchdb/floorbook', init);

	it('names itself to nobody, and passes on what concerns the request alone', async () => {
		const seen = new Promise<IncomingMessage>((resolve) => {
			answer = (incoming, outgoing) => {
				outgoing.setHeader('connection', 'x-own');
				outgoing.setHeader('x-own', '1');
				outgoing.setHeader('etag', '"1-a"');
				outgoing.setHeader('set-cookie', ['a=1', 'b=2']);
				outgoing.end('{}');
				resolve(incoming);
			};
		});
		const headers = {
			...{ cookie: 'AuthSession=x', accept: 'application/json', 'if-none-match': '"1-b"', te: 'trailers' },
			...{ 'x-auth-couchdb-username': 'admin', 'x-auth-couchdb-roles': '_admin', 'x-forwarded-for': '1.2.3.4' }
		};
		const answered = await forwarder.send(request({ headers }), '/floorbook?limit=1');
		const { url, headers: sent } = await seen;
		expect(url).toBe('/below/floorbook?limit=1');
		expect(sent).toMatchObject({ cookie: 'AuthSession=x', 'if-none-match': '"1-b"' });
		expect(sent.host).toMatch(/^127\.0\.0\.1:/);
		expect(Object.keys(sent).filter((name) => /^x-|^te$/.test(name))).toEqual([]);
		expect(answered.headers.get('etag')).toBe('"1-a"');
		expect(answered.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
		expect(answered.headers.has('x-own') || answered.headers.has('connection')).toBe(false);
	});

	it('arrives as it is sent, and its answer as it is made', async () => {
		const packed = gzipSync('x'.repeat(500));
		const received = new Promise<Buffer>((resolve) => {
			answer = (incoming, outgoing) => {
				outgoing.writeHead(200, { 'content-type': 'application/json' }).write('{"results":[\n');
				const chunks: Buffer[] = [];
				incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
				incoming.on('end', () => resolve(Buffer.concat(chunks)));
			};
		});
		const headers = { 'content-encoding': 'gzip', 'content-type': 'application/json' };
		const answered = await forwarder.send(request({ method: 'POST', headers, body: packed }), '/floorbook/_changes');
		expect(await received).toEqual(packed);
		const reader = answered.body?.getReader();
		// The feed goes on, and nothing of it was held back.
		expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('{"results":[\n');
		await reader?.cancel();
	});

	it("announces no body that it does not send: what comes next over the connection is another one's", async () => {
		const seen: (string | undefined)[] = [];
		answer = (incoming, outgoing) => {
			seen.push(incoming.headers['content-length']);
			outgoing.end('{}');
		};
		for (const headers of [{ 'content-length': '200' }, {}]) {
			const answered = await forwarder.send(request({ headers }), '/floorbook');
			expect(await answered.text()).toBe('{}');
		}
		expect(seen).toEqual([undefined, undefined]);
	});

	it('is answered to its end after a stop, and keeps no connection then', async () => {
		let finish = (): void => undefined;
		answer = (incoming, outgoing) => {
			if (incoming.url?.endsWith('/idle')) return void outgoing.end('{}');
			outgoing.write('{"results":');
			finish = () => void outgoing.end('[]}');
		};
		const [idle, answered] = await Promise.all([
			forwarder.send(request(), '/idle'),
			forwarder.send(request(), '/floorbook')
		]);
		await idle.text();
		forwarder.close();
		finish();
		expect(await answered.text()).toBe('{"results":[]}');
		const open = () => new Promise((resolve) => server.getConnections((_, count) => resolve(count)));
		await expect.poll(open).toBe(0);
	});

	it('ends there when it ends here', async () => {
		const gone = new Promise<void>((resolve) => {
			answer = (_incoming, outgoing) => {
				outgoing.write('\n');
				outgoing.on('close', () => resolve());
			};
		});
		const abort = new AbortController();
		await forwarder.send(request({ signal: abort.signal }), '/floorbook/_changes');
		abort.abort();
		await gone;
	});

	it.each([
		['says so', 'x'.repeat(2_000)],
		['does not', new ReadableStream({ start: (to) => (to.enqueue(new Uint8Array(2_000)), to.close()) })]
	])('is not larger than anybody honest sends, whether it %s', async (_, body) => {
		answer = (incoming, outgoing) => void incoming.on('end', () => outgoing.end('{}')).resume();
		const sent = { method: 'POST', body, duplex: 'half' } as RequestInit;
		const length = typeof body === 'string' ? { 'content-length': String(body.length) } : {};
		await expect(forwarder.send(request({ ...sent, headers: length }), '/floorbook')).rejects.toThrow(TooLarge);
	});

	it('is refused when nobody answers', async () => {
		server.closeAllConnections();
		server.close();
		await once(server, 'close');
		await expect(forwarder.send(request(), '/floorbook')).rejects.toThrow('ECONNREFUSED');
	});
});
