import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from '../support/server.ts';
import { basic } from '../support/sync-app.ts';

/** A real server that is told to stop in the middle of its work. */
describe('a server that is stopped', () => {
	let server: RunningServer;
	let headers: Record<string, string>;
	beforeEach(async () => {
		server = await startServer();
		headers = {
			authorization: basic(server.adminUser, server.adminPassword),
			'content-type': 'application/json'
		};
		await call('PUT', '/couchdb/notes');
	});
	afterEach(() => server.kill());

	const call = (method: string, path: string, body?: unknown): Promise<Response> =>
		fetch(server.url + path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });

	it('loses nothing that it acknowledged, sends no half answer, and ends its feeds with their last line', async () => {
		const acknowledged: string[] = [];
		const halves: unknown[] = [];
		const write = async (writer: number): Promise<void> => {
			for (let chunk = 0; ; chunk++) {
				const docs = Array.from({ length: 50 }, (_, index) => ({
					_id: `${writer}-${chunk}-${index}`,
					text: 'x'.repeat(300)
				}));
				let response: Response;
				try {
					response = await call('POST', '/couchdb/notes/_bulk_docs', { docs });
				} catch {
					// there was no answer: nothing was promised
					return;
				}
				try {
					const rows = (await response.json()) as { readonly ok?: true; readonly id: string }[];
					acknowledged.push(...rows.filter(({ ok }) => ok).map(({ id }) => id));
				} catch (error) {
					halves.push(error);
					return;
				}
			}
		};
		const read = async (query: string): Promise<string> => {
			const response = await call('GET', `/couchdb/notes/_changes?${query}`);
			return response.text();
		};
		const writers = Array.from({ length: 6 }, (_, writer) => write(writer));
		while (acknowledged.length < 1_000) await new Promise((resolve) => setImmediate(resolve));
		const continuous = Array.from({ length: 10 }, () => read('feed=continuous&heartbeat=10000&include_docs=true'));
		const longpolls = Array.from({ length: 10 }, () => read('feed=longpoll&heartbeat=10000&since=now'));
		const whole = Array.from({ length: 3 }, () => read('include_docs=true'));
		while (acknowledged.length < 4_000) await new Promise((resolve) => setImmediate(resolve));

		expect(await server.signal('SIGTERM')).toBe(0);
		await Promise.all(writers);
		expect(halves).toEqual([]);
		for (const text of await Promise.all(continuous)) {
			const lines = text.split('\n').filter((line) => line !== '');
			for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow();
			expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ last_seq: expect.any(String) as string });
		}
		for (const text of await Promise.all([...longpolls, ...whole])) {
			expect(JSON.parse(text)).toMatchObject({ last_seq: expect.any(String) as string });
		}
		// all that was written ahead is in the files themselves: a copy of them is whole
		const files = readdirSync(server.dataDir, { recursive: true }) as string[];
		expect(files.filter((file) => file.endsWith('-wal'))).toEqual([]);

		await server.restart();
		const answer = await call('POST', '/couchdb/notes/_all_docs', { keys: acknowledged });
		const { rows } = (await answer.json()) as { readonly rows: { readonly key: string; readonly error?: string }[] };
		expect(rows.filter(({ error }) => error !== undefined)).toEqual([]);
	});

	it('waits for a request that is under way, and for none when it is told twice', async () => {
		const { hostname, port } = new URL(server.url);
		const upload = connect(Number(port), hostname);
		upload.on('error', () => undefined);
		await new Promise((resolve) =>
			upload.write(
				`POST /couchdb/notes HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: ${headers['authorization'] ?? ''}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n{"half":`,
				resolve
			)
		);
		// it reads the body
		await new Promise((resolve) => upload.once('data', resolve));
		const first = server.signal('SIGTERM');
		// it takes nobody in any more
		for (;;) {
			try {
				await (await fetch(server.url, { headers: { connection: 'close' } })).body?.cancel();
			} catch {
				break;
			}
		}
		const second = server.signal('SIGTERM');
		expect([await first, await second]).toEqual([1, 1]);
	});
});
