import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createTestAuthority } from '../../tests/support/test-authority.ts';
import { createNodeServer, createSecureNodeServer, NODE_SERVER_DEFAULTS } from '../http/node-server.ts';
import { endServer, listen, portOf } from './listening.ts';

const plainServer = () =>
	createNodeServer({ ...NODE_SERVER_DEFAULTS, handle: () => Promise.reject(new Error('nobody asked')) });

describe('a server that listens', () => {
	it('says which setting chose a port that is taken', async () => {
		const first = plainServer();
		await listen(first, '127.0.0.1', 0, 'PORT');
		const port = portOf(first);
		await expect(listen(plainServer(), '127.0.0.1', port, 'INSTALL_PORT')).rejects.toThrow(
			`127.0.0.1 port ${port}: something listens there already: stop it, or use another INSTALL_PORT`
		);
		await endServer(first, 100);
		// a look at the health that is still under way asks for the site's address
		expect(portOf(first)).toBe(port);
	});
});

describe('a server that ends', () => {
	it.each([
		['nothing', ''],
		['the beginning of a handshake', '\u0016'],
		['the beginning of a request', 'G']
	])('does not wait for a connection over which %s came', async (_, said) => {
		const { certificate, key } = createTestAuthority().issue();
		const server = createSecureNodeServer(
			{ ...NODE_SERVER_DEFAULTS, headersTimeout: 3_600_000, handle: () => Promise.reject(new Error('nobody asked')) },
			{ cert: certificate, key }
		);
		await listen(server, '127.0.0.1', 0, 'PORT');
		const taken = once(server, 'connection');
		const silent = connect(portOf(server), '127.0.0.1');
		silent.on('error', () => undefined);
		silent.write(said);
		await taken;
		const cut = once(silent, 'close');
		await endServer(server, 100);
		await cut;
		expect(server.listening).toBe(false);
	});
});
