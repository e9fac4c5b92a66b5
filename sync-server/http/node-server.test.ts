import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNodeServer, NODE_SERVER_DEFAULTS } from './node-server.ts';

describe('requests and answers over a real connection', () => {
	let server: Server;
	let handle: (request: Request) => Promise<Response>;
	let base: string;
	let trusted: readonly string[];
	beforeEach(async () => {
		trusted = [];
		server = createNodeServer({
			...NODE_SERVER_DEFAULTS,
			handle: (request) => handle(request),
			trustsProxy: (address) => trusted.includes(address)
		});
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	});
	afterEach(async () => {
		server.closeAllConnections();
		server.close();
		await once(server, 'close');
	});

	const bytes = (text: string) => new TextEncoder().encode(text);

	/** Sends text as it is and gives everything that comes back until the server closes. */
	async function raw(...pieces: string[]): Promise<string> {
		const socket = open();
		let text = '';
		socket.on('data', (data) => (text += data.toString()));
		for (const piece of pieces) socket.write(piece);
		await once(socket, 'close');
		return text;
	}

	const open = (): Socket => connect(Number(new URL(base).port), '127.0.0.1');

	it('carry method, path, headers and body both ways', async () => {
		handle = async (request) => {
			const said = [request.method, new URL(request.url).pathname, request.headers.get('x-a'), await request.text()];
			return new Response(JSON.stringify(said), {
				status: 418,
				headers: [
					['set-cookie', 'a=1'],
					['set-cookie', 'b=2']
				]
			});
		};
		const answer = await fetch(`${base}/a%2Fb?c`, {
			method: 'PUT',
			headers: { 'x-a': 'y' },
			body: 'ä'.repeat(100_000)
		});
		expect(answer.status).toBe(418);
		expect(await answer.json()).toEqual(['PUT', '/a%2Fb', 'y', 'ä'.repeat(100_000)]);
		expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
	});

	it('came over TLS where a proxy says so that is trusted, and nobody else', async () => {
		handle = (request) => Promise.resolve(new Response(request.url));
		const asked = async (proto: string) =>
			(await fetch(`${base}/a`, { headers: { 'x-forwarded-proto': proto } })).text();
		expect(await asked('https')).toMatch(/^http:/);
		trusted = ['127.0.0.1'];
		expect(await asked('https')).toMatch(/^https:.*\/a$/);
		expect(await asked('http')).toMatch(/^http:/);
		expect(await asked('https, http')).toMatch(/^http:/);
		trusted = ['10.0.0.5'];
		expect(await asked('https')).toMatch(/^http:/);
	});

	it('send what is there of a body before the rest exists', async () => {
		let finish = (): void => {};
		handle = () => {
			const body = new ReadableStream({
				start(controller) {
					controller.enqueue(bytes('first'));
					finish = () => {
						controller.enqueue(bytes('last'));
						controller.close();
					};
				}
			});
			return Promise.resolve(new Response(body));
		};
		const answer = await fetch(base);
		const reader = answer.body!.getReader();
		expect((await reader.read()).value).toEqual(bytes('first'));
		finish();
		expect((await reader.read()).value).toEqual(bytes('last'));
		expect((await reader.read()).done).toBe(true);
	});

	it('end the making of a body when the client is gone, and tell the request', async () => {
		const { promise: cancelled, resolve: cancel } = Promise.withResolvers<unknown>();
		const { promise: aborted, resolve: abort } = Promise.withResolvers<unknown>();
		handle = (request) => {
			request.signal.addEventListener('abort', abort);
			const body = new ReadableStream({ start: (controller) => controller.enqueue(bytes('x')), cancel });
			return Promise.resolve(new Response(body));
		};
		const leave = new AbortController();
		const answer = await fetch(base, { signal: leave.signal });
		await answer.body!.getReader().read();
		leave.abort();
		await Promise.all([cancelled, aborted]);
	});

	it('end the making of a body that began when the client was gone already', async () => {
		const { promise: cancelled, resolve: cancel } = Promise.withResolvers<unknown>();
		handle = async (request) => {
			leave.abort();
			await once(request.signal, 'abort');
			return new Response(new ReadableStream({ start: (controller) => controller.enqueue(bytes('x')), cancel }));
		};
		const leave = new AbortController();
		await expect(fetch(base, { signal: leave.signal })).rejects.toThrow();
		await cancelled;
	});

	it('make no more of a body than a client reads', async () => {
		let made = 0;
		const piece = new Uint8Array(65_536);
		handle = () =>
			Promise.resolve(
				new Response(
					new ReadableStream({
						pull(controller) {
							made++;
							controller.enqueue(piece);
						}
					})
				)
			);
		const socket = open();
		socket.pause();
		socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
		let before = -1;
		while (made === 0 || made !== before) {
			before = made;
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
		expect(made).toBeLessThan(1_000);
		socket.destroy();
	});

	it('cut the connection when a body cannot be finished, so that nobody takes a part for the whole', async () => {
		handle = () => {
			let count = 0;
			const body = new ReadableStream({
				pull(controller) {
					if (count++ > 0) throw new Error('the disk is gone');
					controller.enqueue(bytes('part'));
				}
			});
			return Promise.resolve(new Response(body));
		};
		await expect(fetch(base).then((answer) => answer.text())).rejects.toThrow();
	});

	it('stop reading a body that nobody wants', async () => {
		handle = () => Promise.resolve(new Response('no', { status: 413 }));
		const answer = await fetch(base, { method: 'POST', body: new Uint8Array(5_000_000) });
		expect([answer.status, await answer.text()]).toEqual([413, 'no']);
	});

	it('tell a handler that a body was cut off', async () => {
		const { promise: failed, resolve: fail } = Promise.withResolvers<unknown>();
		handle = async (request) => {
			await request.text().catch(fail);
			return new Response();
		};
		const socket = open();
		socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nonly this');
		await once(socket, 'connect');
		socket.destroy();
		expect(await failed).toBeInstanceOf(Error);
	});

	it('answer Expect: 100-continue before the body comes', async () => {
		handle = async (request) => new Response(await request.text());
		const socket = open();
		socket.write('PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n');
		const [first] = (await once(socket, 'data')) as [Buffer];
		expect(first.toString()).toMatch(/^HTTP\/1\.1 100/);
		socket.write('body');
		const [second] = (await once(socket, 'data')) as [Buffer];
		expect(second.toString()).toMatch(/^HTTP\/1\.1 200[\s\S]*body/);
		socket.destroy();
	});

	it.each([
		['GET //evil.test/x HTTP/1.1\r\nHost: site\r\nConnection: close\r\n\r\n', 'http://site//evil.test/x'],
		['GET /x HTTP/1.1\r\nHost: a b"\r\nConnection: close\r\n\r\n', 'http://localhost/x'],
		['GET /x HTTP/1.0\r\n\r\n', 'http://localhost/x']
	])('read the address of %j', async (text, url) => {
		handle = (request) => Promise.resolve(new Response(`<${request.url}>`));
		expect(await raw(text)).toContain(`<${url}>`);
	});

	it.each(['TRACE /x HTTP/1.1\r\nHost: x\r\n\r\n', 'GET http:// HTTP/1.1\r\nHost: x\r\n\r\n', 'nonsense\r\n\r\n'])(
		'refuse %j',
		async (text) => {
			handle = () => Promise.resolve(new Response('reached'));
			expect(await raw(text)).toMatch(/^HTTP\/1\.1 400/);
		}
	);
});
