import { once } from 'node:events';
import type { Server } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestAuthority, type TestAuthority } from '../../tests/support/test-authority.ts';
import { getOverTls, shakeHands } from '../../tests/support/tls-request.ts';
import { createSecureNodeServer, NODE_SERVER_DEFAULTS } from './node-server.ts';
import { peerAddress } from './peer-address.ts';

describe('a server over TLS', () => {
	let authority: TestAuthority;
	let server: Server;
	let port: number;
	beforeEach(async () => {
		authority = createTestAuthority();
		server = createSecureNodeServer(
			{
				...NODE_SERVER_DEFAULTS,
				headersTimeout: 300,
				handle: async (request) =>
					new Response(JSON.stringify([request.method, request.url, peerAddress(request), await request.text()]))
			},
			context()
		);
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		port = (server.address() as AddressInfo).port;
	});
	afterEach(async () => {
		server.closeAllConnections();
		server.close();
		await once(server, 'close');
	});

	const context = () => {
		const { certificate, key } = authority.issue();
		return { cert: certificate, key };
	};

	it('tells its requests that they came over TLS, and from where', async () => {
		const { status, text } = await getOverTls(`https://localhost:${port}/a?b`, authority.certificate);
		expect([status, JSON.parse(text)]).toEqual([200, ['GET', `https://localhost:${port}/a?b`, '127.0.0.1', '']]);
	});

	it('takes plain HTTP on the same port, and says so', async () => {
		const body = 'ä'.repeat(100_000);
		const answers = await Promise.all(
			['a', 'b', 'c'].map((path) => fetch(`http://127.0.0.1:${port}/${path}`, { method: 'PUT', body }))
		);
		expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual(
			['a', 'b', 'c'].map((path) => ['PUT', `http://127.0.0.1:${port}/${path}`, '127.0.0.1', body])
		);
	});

	it('is not deceived by a target that names a scheme', async () => {
		const socket = connect(port, '127.0.0.1');
		socket.write('GET https://evil.test/x HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n');
		let text = '';
		socket.on('data', (data) => (text += data.toString()));
		await once(socket, 'close');
		expect(text).toContain('"http://127.0.0.1/x"');
	});

	it('changes its certificate while it runs', async () => {
		const before = await shakeHands(port, 'localhost', authority.certificate);
		server.setSecureContext(context());
		const after = await shakeHands(port, 'localhost', authority.certificate);
		expect(after.serialNumber).not.toBe(before.serialNumber);
		authority = createTestAuthority();
		await expect(getOverTls(`https://localhost:${port}/`, authority.certificate)).rejects.toThrow();
	});

	it.each([
		['nothing', ''],
		['the first byte of a handshake', '\x16'],
		['part of a request', 'GET / HTTP/1.1\r\nHost: x\r\n']
	])('lets nobody hold a connection who sends %s', async (_, sent) => {
		const socket = connect(port, '127.0.0.1');
		socket.on('error', () => undefined);
		if (sent !== '') socket.write(sent, 'latin1');
		socket.resume();
		await once(socket, 'close');
	});

	it('goes on after connections that end at once or speak nonsense', async () => {
		for (const sent of ['\x16\x03nonsense', '\x00\x01', 'x']) {
			const socket = connect(port, '127.0.0.1');
			socket.on('error', () => undefined);
			socket.end(sent, 'latin1');
			socket.resume();
			await once(socket, 'close');
		}
		expect((await getOverTls(`https://127.0.0.1:${port}/`, authority.certificate)).status).toBe(200);
	});
});
