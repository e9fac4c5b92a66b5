import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { newSeed } from '../contract/seeded-random.ts';
import { startServer } from '../support/server.ts';
import { runFuzz, type FuzzReport } from './fuzz-run.ts';
import { prepareGoldenSite } from './golden-site.ts';

const seed = Number(process.env['FUZZ_SEED'] ?? newSeed());
const requests = Number(process.env['FUZZ_REQUESTS'] ?? 500);
/** Milliseconds until whoever says nothing is taken for hung. */
const PATIENCE = 30_000;

describe(`drawn requests (FUZZ_SEED=${seed}, ${requests} of them)`, () => {
	it('are each answered in words or closed, and leave everything as it was', async () => {
		const server = await startServer({ env: { LOG_LEVEL: 'error' } });
		try {
			const site = await prepareGoldenSite(server);
			const { attackers } = site;
			const { failures } = await runFuzz({ port: server.port, attackers, requests, seed, patience: PATIENCE });
			expect(failures).toEqual([]);
			await site.check();
			await server.stop();
			site.checkFiles();
		} finally {
			await server.kill();
		}
	});

	/** What is found of a server that answers like this. */
	async function fuzz(listener: RequestListener, patience = PATIENCE): Promise<FuzzReport> {
		const server = createServer(listener).listen(0, '127.0.0.1');
		await once(server, 'listening');
		const { port } = server.address() as AddressInfo;
		const attackers = { admin: 'x: admin', device: 'x: device', outsider: 'x: outsider' };
		const report = await runFuzz({ port, attackers, requests: 40, seed: 1, patience });
		server.closeAllConnections();
		server.close();
		return report;
	}

	it.each<[string, RequestListener, RegExp]>([
		['finds errors of its own', (_, response) => void response.writeHead(500).end('{}'), /status 500/],
		['refuses without words', (_, response) => void response.writeHead(400).end('no'), /without words/],
		[
			'breaks off',
			(_, response) => {
				response.writeHead(200, { 'content-length': '10' }).write('x');
				setTimeout(() => response.destroy(), 10);
			},
			/cut off/
		],
		[
			'sends half a JSON',
			(_, response) => void response.setHeader('content-type', 'application/json').end('{"a'),
			/no JSON/
		]
	])('tell when a server %s', async (_, listener, what) => {
		const { failures } = await fuzz(listener);
		expect(failures.map((failure) => failure.what)).toContainEqual(expect.stringMatching(what));
	});

	it('tell when a server says nothing', async () => {
		const { failures } = await fuzz(() => undefined, 300);
		expect(failures.map(({ what }) => what)).toContainEqual(expect.stringMatching(/neither answered nor closed/));
	});
});
