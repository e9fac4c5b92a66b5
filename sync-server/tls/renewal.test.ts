import { once } from 'node:events';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../tests/support/server.ts';
import { shakeHands } from '../../tests/support/tls-request.ts';
import { createSecureNodeServer, NODE_SERVER_DEFAULTS } from '../http/node-server.ts';
import { createCertificateCare, type CertificateCare } from './certificate-care.ts';
import { openMadeCertificate } from './made-certificate.ts';
import type { ServerCertificate } from './server-certificate.ts';

const DAY = 86_400_000;

describe('a server whose certificate is renewed while it runs', () => {
	const contextOf = ({ certificate, key }: ServerCertificate) => ({ cert: certificate, key });
	let now: number;
	let addresses: string[];
	let care: CertificateCare;
	let unwatch: () => void;
	let server: Server;
	let authority: string;
	beforeEach(async () => {
		// so long ago that the certificate has less than a third of its life left today
		now = Date.now() - 65 * DAY;
		addresses = ['127.0.0.1'];
		const source = openMadeCertificate({
			directory: join(temporaryFolder(), 'tls'),
			names: () => ({ dns: ['localhost'], ip: addresses }),
			now
		});
		authority = source.authority?.toString() ?? '';
		care = createCertificateCare({ source, now: () => now, warn: (trouble) => expect.unreachable(trouble) });
		server = createSecureNodeServer(
			{ ...NODE_SERVER_DEFAULTS, handle: () => Promise.resolve(new Response('')) },
			contextOf(care.current())
		);
		unwatch = care.watch((certificate) => server.setSecureContext(contextOf(certificate)));
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
	});
	afterEach(async () => {
		unwatch();
		server.closeAllConnections();
		server.close();
		await once(server, 'close');
	});

	const visit = (name: string) => shakeHands((server.address() as AddressInfo).port, name, authority);

	it('shows the new one to whoever comes next, under the same authority', async () => {
		const before = await visit('localhost');
		now = Date.now();
		care.check();
		const after = await visit('localhost');
		expect(after.serialNumber).not.toBe(before.serialNumber);
		expect(Date.parse(after.valid_to) - Date.parse(before.valid_to)).toBeGreaterThan(60 * DAY);
	});

	it('is trusted at an address that the machine got meanwhile', async () => {
		now = Date.now();
		care.check();
		await expect(visit('10.4.5.6')).rejects.toThrow('not in the cert');
		addresses = ['10.4.5.6', '127.0.0.1'];
		care.check();
		await visit('10.4.5.6');
	});
});
