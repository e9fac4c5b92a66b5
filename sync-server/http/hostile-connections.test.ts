import { once } from 'node:events';
import { get, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { json, jsonStream, liveStream } from './answer.ts';
import { acceptsGzip } from './compress.ts';
import { readBytes } from './body.ts';
import { createNodeServer, NODE_SERVER_DEFAULTS } from './node-server.ts';

const LIMITS = { requestBytes: 1_000_000, inflatedBytes: 1_000_000 };

describe('connections', () => {
	let server: Server;
	let handle: (request: Request) => Promise<Response>;
	let failures: unknown[];

	async function start(options: Partial<typeof NODE_SERVER_DEFAULTS> = {}): Promise<void> {
		server = createNodeServer({
			...NODE_SERVER_DEFAULTS,
			...options,
			handle: (request) =>
				handle(request).catch((error: unknown) => {
					failures.push(error);
					return new Response('fault', { status: 500 });
				})
		});
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
	}
	const stop = async (): Promise<void> => {
		server.closeAllConnections();
		server.close();
		await once(server, 'close');
	};
	beforeEach(async () => {
		failures = [];
		handle = async (request) => {
			const body = await readBytes(request, LIMITS);
			return body.ok ? json({ size: body.value.length }) : json(body.error, body.error.status);
		};
		await start();
	});
	afterEach(async () => {
		await stop();
		expect(failures).toEqual([]);
	});

	const open = (): Socket => connect((server.address() as AddressInfo).port, '127.0.0.1');

	const connections = (): Promise<number> =>
		new Promise((resolve) => server.getConnections((_, count) => resolve(count)));

	/** Everything the server sends until it closes the connection. */
	async function raw(text: string): Promise<string> {
		const socket = open();
		let received = '';
		socket.on('data', (data) => (received += data.toString()));
		socket.write(text);
		await once(socket, 'close');
		return received;
	}

	const statusAndBody = (received: string): [number, unknown] => {
		const [head = '', body = ''] = received.split('\r\n\r\n');
		return [Number(head.split(' ')[1]), JSON.parse(body)];
	};

	const HOST = 'Host: x\r\n';

	it.each([
		['no HTTP', 'nonsense\r\n\r\n', 400],
		['no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
		['two hosts', `GET / HTTP/1.1\r\n${HOST}Host: y\r\nConnection: close\r\n\r\n`, 400],
		['both lengths', `POST / HTTP/1.1\r\n${HOST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
		['two lengths', `POST / HTTP/1.1\r\n${HOST}Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde`, 400],
		['another coding last', `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`, 400],
		['a length that is none', `POST / HTTP/1.1\r\n${HOST}Content-Length: +5\r\n\r\nabcde`, 400],
		['a bad chunk', `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n5\r\nabcdefg\r\n0\r\n\r\n`, 400],
		['a folded field', `GET / HTTP/1.1\r\n${HOST}X: a\r\n b\r\n\r\n`, 400],
		['a space before the colon', `GET / HTTP/1.1\r\n${HOST}Content-Length : 5\r\n\r\n`, 400],
		['a line without its end', `GET / HTTP/1.1\n${HOST}X: y\rContent-Length: 5\r\n\r\n`, 400],
		['too long an address', `GET /${'x'.repeat(9_000)} HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`, 414],
		['too large a head', `GET / HTTP/1.1\r\n${HOST}X: ${'x'.repeat(30_000)}\r\n\r\n`, 431],
		['an expectation', `PUT / HTTP/1.1\r\n${HOST}Expect: more\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`, 417],
		['a tunnel', `CONNECT elsewhere:443 HTTP/1.1\r\n${HOST}\r\n`, 405]
	])('with %s are refused in words', async (_, text, status) => {
		const [answered, body] = statusAndBody(await raw(text));
		expect([answered, body]).toEqual([status, { error: expect.any(String), reason: expect.stringMatching(/\w/) }]);
	});

	it('are cut when the head does not come', async () => {
		await stop();
		await start({ headersTimeout: 200 });
		expect(statusAndBody(await raw('GET / HTTP/1.1\r\nHos'))[0]).toBe(408);
		expect(await raw('')).toMatch(/^(HTTP\/1\.1 408 [^]*)?$/);
	});

	it('are cut when the body does not come, and not while it does', async () => {
		await stop();
		await start({ bodyTimeout: 300, bodyRate: 100 });
		const head = `POST / HTTP/1.1\r\n${HOST}Content-Length: 200\r\nConnection: close\r\n\r\n`;
		expect(statusAndBody(await raw(head))).toEqual([408, { error: 'request_timeout', reason: expect.any(String) }]);
		const socket = open();
		let received = '';
		socket.on('data', (data) => (received += data.toString()));
		const closed = once(socket, 'close');
		socket.write(head);
		for (let sent = 0; sent < 200; sent += 50) {
			socket.write('x'.repeat(50));
			await sleep(150);
		}
		await closed;
		expect(statusAndBody(received)).toEqual([200, { size: 200 }]);
	});

	it('answer what came before what they do not understand', async () => {
		const received = await raw(`GET /first HTTP/1.1\r\n${HOST}\r\nnonsense\r\n\r\n`);
		expect(received).toMatch(/^HTTP\/1\.1 200 [^]*"size":0/);
	});

	it('are told to go on only where the body is wanted', async () => {
		const head = (length: number) =>
			`PUT / HTTP/1.1\r\n${HOST}Expect: 100-continue\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n`;
		expect(await raw(head(2_000_000))).toMatch(/^HTTP\/1\.1 413 /);
		const socket = open();
		socket.write(head(3));
		const [first] = (await once(socket, 'data')) as [Buffer];
		expect(first.toString()).toMatch(/^HTTP\/1\.1 100 /);
		socket.write('abc');
		const [second] = (await once(socket, 'data')) as [Buffer];
		expect(second.toString()).toContain('"size":3');
	});

	it('are cut when the answer is not read', async () => {
		await stop();
		await start({ writeTimeout: 200 });
		let isCancelled = false;
		handle = () =>
			Promise.resolve(
				jsonStream(
					new ReadableStream({
						pull: (controller) => controller.enqueue(new Uint8Array(1_000_000)),
						cancel: () => void (isCancelled = true)
					})
				)
			);
		const socket = open();
		socket.pause();
		socket.write(`GET / HTTP/1.1\r\n${HOST}\r\n`);
		while (!isCancelled) await sleep(50);
		while ((await connections()) > 0) await sleep(50);
		socket.destroy();
	});

	it('are cut when a whole answer is not read either', async () => {
		await stop();
		await start({ writeTimeout: 200 });
		handle = () => Promise.resolve(new Response('x'.repeat(50_000_000)));
		const socket = open();
		socket.pause();
		socket.write(`GET / HTTP/1.1\r\n${HOST}\r\n`);
		while ((await connections()) === 0) await sleep(10);
		while ((await connections()) > 0) await sleep(50);
		socket.destroy();
	});

	it('send the head of an answer whose body is still to come', async () => {
		handle = () => Promise.resolve(liveStream(new ReadableStream(), 'application/json'));
		const [answer] = (await once(get({ port: (server.address() as AddressInfo).port }), 'response')) as [
			IncomingMessage
		];
		expect(answer.statusCode).toBe(200);
		answer.destroy();
	});

	describe('whose client takes gzip', () => {
		const ask = async (encoding = 'gzip', method = 'GET') => {
			const { port } = server.address() as AddressInfo;
			const request = get({ port, method, headers: { 'accept-encoding': encoding } });
			const [answer] = (await once(request, 'response')) as [IncomingMessage];
			const bytes = Buffer.concat((await answer.toArray()) as Buffer[]);
			return { headers: answer.headers, bytes };
		};
		const large = { text: 'täxt '.repeat(1_000) };

		it('get JSON of some size gzipped, with the tag it has anyway', async () => {
			handle = () => Promise.resolve(json(large, 200, { etag: '"1-a"' }));
			const { headers, bytes } = await ask();
			expect(headers).toMatchObject({
				'content-encoding': 'gzip',
				vary: 'accept-encoding',
				etag: '"1-a"',
				'content-length': String(bytes.length)
			});
			expect(bytes.length).toBeLessThan(500);
			expect(JSON.parse(gunzipSync(bytes).toString())).toEqual(large);
			const plain = await ask('br');
			expect([plain.headers['content-encoding'], plain.headers.vary]).toEqual([undefined, 'accept-encoding']);
			expect(JSON.parse(plain.bytes.toString())).toEqual(large);
		});

		it('get little as it is', async () => {
			handle = () => Promise.resolve(json({ ok: true }));
			const { headers } = await ask();
			expect([headers['content-encoding'], headers.vary]).toEqual([undefined, undefined]);
		});

		it('get a stream piece by piece', async () => {
			let say: (text: string | null) => void = () => undefined;
			const body = new ReadableStream<Uint8Array>({
				start(controller) {
					say = (text) => (text === null ? controller.close() : controller.enqueue(new TextEncoder().encode(text)));
				}
			});
			handle = () => Promise.resolve(jsonStream(body));
			const { port } = server.address() as AddressInfo;
			const response = await fetch(`http://127.0.0.1:${port}/`, { headers: { 'accept-encoding': 'gzip' } });
			expect(response.headers.get('content-encoding')).toBe('gzip');
			const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
			for (const piece of ['{"results":[', '\n', ']}']) {
				say(piece);
				expect((await reader.read()).value).toBe(piece);
			}
			say(null);
			expect((await reader.read()).done).toBe(true);
		});

		it('get a live feed as it is', async () => {
			handle = () => Promise.resolve(liveStream(new Response('{}\n').body!, 'application/json'));
			const { headers, bytes } = await ask();
			expect([headers['content-encoding'], bytes.toString()]).toEqual([undefined, '{}\n']);
			expect(headers).toMatchObject({
				'cache-control': expect.stringContaining('no-transform'),
				'x-accel-buffering': 'no'
			});
		});

		it('learn of a stream that broke off', async () => {
			let count = 0;
			const body = new ReadableStream<Uint8Array>({
				pull(controller) {
					if (count++ > 0) throw new Error('the disk is gone');
					controller.enqueue(new Uint8Array(10));
				}
			});
			handle = () => Promise.resolve(jsonStream(body));
			await expect(ask()).rejects.toThrow();
		});

		it.each([
			['gzip', true],
			['GZIP;q=0.5', true],
			['deflate, x-gzip', true],
			['*', true],
			['gzip;q=0', false],
			['*;q=1, gzip;q=0', false],
			['br, deflate', false],
			['identity', false],
			['', false]
		])('says so: %j', (header, takes) => {
			expect(acceptsGzip(header)).toBe(takes);
		});
	});
});
