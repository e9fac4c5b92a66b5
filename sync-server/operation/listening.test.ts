import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createTestAuthority } from '../../tests/support/test-authority.ts';
import { createSecureNodeServer, NODE_SERVER_DEFAULTS } from '../http/node-server.ts';
import { endServer, listen, portOf } from './listening.ts';

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
		await listen(server, '127.0.0.1', 0);
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
