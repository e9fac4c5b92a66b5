import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type ClientHttp2Session, type ClientHttp2Stream, type IncomingHttpHeaders } from 'node:http2';
import { connect as connectTls } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { RunningServer } from '../support/server.ts';
import { basic } from '../support/sync-app.ts';

export interface ProxyPlace {
	readonly port: number;
	readonly name: string;
	/** PEM. */
	readonly authority: string;
}

interface Answer {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly body: Buffer;
}

const LARGE = 20 * 2 ** 20;

/** Milliseconds within which something counts as sent at once: far below any buffer's patience, far above a busy machine's. */
const AT_ONCE = 3_000;
const QUIET = 80_000;

/** Tries what a client asks of a proxy before the server, a line for each. Returns how many failed. */
export async function checkProxy(
	place: ProxyPlace,
	server: RunningServer,
	{ isQuick, say }: { readonly isQuick: boolean; readonly say: (line: string) => void }
): Promise<number> {
	const begin = async (): Promise<ClientHttp2Session> => {
		const options = { host: '127.0.0.1', port: place.port, servername: place.name, ca: place.authority };
		const begun = connect(`https://${place.name}`, {
			// the file of 20 MB waits in it
			maxSessionMemory: 100,
			createConnection: () => connectTls({ ...options, ALPNProtocols: ['h2'] })
		});
		begun.on('error', () => undefined);
		await once(begun, 'connect');
		return begun;
	};
	let session = await begin();
	const admin = basic(server.adminUser, server.adminPassword);
	const ask = (method: string, path: string, headers: Record<string, string> = {}, body?: Buffer | string) =>
		answerOf(open(session, method, path, { authorization: admin, ...headers }, body));
	const json = { 'content-type': 'application/json' };
	const feed = (query: string, headers: Record<string, string> = {}) =>
		open(session, 'GET', `/couchdb/notes/_changes?since=now&${query}`, { authorization: admin, ...headers });
	let failed = 0;
	const check = async (what: string, work: () => Promise<unknown>): Promise<void> => {
		if (session.closed || session.destroyed) session = await begin();
		try {
			await work();
			say(`ok      ${what}`);
		} catch (error) {
			failed += 1;
			say(`FAILED  ${what}: ${error instanceof Error ? error.message : String(error)}`);
		}
	};
	const expect = (isSo: boolean, otherwise: string): void => {
		if (!isSo) throw new Error(otherwise);
	};

	await check('serves over TLS and HTTP/2', async () => {
		expect(session.alpnProtocol === 'h2', `speaks ${String(session.alpnProtocol)}`);
		const up = await ask('GET', '/couchdb/_up');
		expect(up.status === 200, `answers ${up.status}`);
		await ask('PUT', '/couchdb/notes');
	});
	await check('gives out Secure cookies, to a page of its own name', async () => {
		const login = JSON.stringify({ name: server.adminUser, password: server.adminPassword });
		const answer = await ask('POST', '/couchdb/_session', { ...json, origin: `https://${place.name}` }, login);
		expect(answer.status === 200, `answers ${answer.status} ${answer.body.toString()}`);
		expect(
			/; Secure/.test(String(answer.headers['set-cookie'])),
			`the cookie is ${String(answer.headers['set-cookie'])}`
		);
	});
	await check('takes a gzipped push, and gives a gzipped answer', async () => {
		const docs = Array.from({ length: 500 }, (_, n) => ({ _id: `n${n}`, text: 'a note '.repeat(20) }));
		const pushed = await ask(
			'POST',
			'/couchdb/notes/_bulk_docs',
			{ ...json, 'content-encoding': 'gzip' },
			gzipSync(JSON.stringify({ docs }))
		);
		expect(pushed.status === 201, `answers ${pushed.status} ${pushed.body.toString()}`);
		const all = await ask('GET', '/couchdb/notes/_all_docs?include_docs=true', { 'accept-encoding': 'gzip' });
		expect(all.headers['content-encoding'] === 'gzip', 'is not gzipped');
	});
	for (const kind of ['longpoll', 'continuous', 'eventsource']) {
		await check(`${kind}: headers at once, heartbeats, a change at once`, async () => {
			const stream = feed(`feed=${kind}&heartbeat=1000`, { 'accept-encoding': 'gzip, br' });
			const listener = listen(stream);
			await listener.headers(AT_ONCE);
			await listener.bytes(AT_ONCE);
			const before = listener.count();
			await sleep(2_500);
			expect(listener.count() > before, 'no heartbeat in 2.5 s');
			const written = listener.count();
			await ask('PUT', `/couchdb/notes/${kind}`, json, '{}');
			await listener.more(written, AT_ONCE);
			stream.close();
		});
	}
	await check('thirty feeds at a time over one connection, and answers beside them', async () => {
		const streams = Array.from({ length: 30 }, () => feed('feed=continuous&heartbeat=60000'));
		await Promise.all(streams.map((stream) => listen(stream).headers(AT_ONCE)));
		expect((await ask('GET', '/couchdb/notes')).status === 200, 'no answer beside them');
		for (const stream of streams) stream.close();
	});
	await check('carries a file of 20 MB both ways', async () => {
		const file = randomBytes(LARGE);
		const put = await ask('PUT', '/couchdb/notes/large/file', { 'content-type': 'application/octet-stream' }, file);
		expect(put.status === 201, `answers ${put.status} ${put.body.toString().slice(0, 200)}`);
		const got = await ask('GET', '/couchdb/notes/large/file');
		expect(digest(got.body) === digest(file), 'comes back otherwise');
	});
	await check('lets go of the server when a client leaves', async () => {
		const stream = feed('feed=continuous&heartbeat=1000');
		await listen(stream).headers(AT_ONCE);
		stream.close();
		await sleep(1_500);
		expect((await ask('GET', '/couchdb/notes')).status === 200, 'no answer after it');
	});
	if (!isQuick) {
		await check(
			'lets a feed live through 80 s in which nothing happens, and one that says nothing for 60 s',
			async () => {
				const quiet = feed('feed=continuous&heartbeat=10000');
				const heard = listen(quiet);
				const silent = answerOf(feed('feed=continuous&timeout=60000'));
				await heard.headers(AT_ONCE);
				expect(/"last_seq"/.test((await silent).body.toString()), 'the silent one was cut off');
				await sleep(QUIET - 60_000);
				const written = heard.count();
				await ask('PUT', '/couchdb/notes/late', json, '{}');
				await heard.more(written, AT_ONCE);
				quiet.close();
			}
		);
	}
	session.close();
	return failed;
}

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function open(
	session: ClientHttp2Session,
	method: string,
	path: string,
	headers: Record<string, string>,
	body?: Buffer | string
): ClientHttp2Stream {
	const stream = session.request({ ':method': method, ':path': path, ...headers }, { endStream: body === undefined });
	stream.on('error', () => undefined);
	if (body !== undefined) stream.end(body);
	return stream;
}

async function answerOf(stream: ClientHttp2Stream): Promise<Answer> {
	const [headers] = (await once(stream, 'response')) as [IncomingHttpHeaders & { ':status'?: number }];
	const chunks: Buffer[] = [];
	for await (const chunk of stream) chunks.push(chunk as Buffer);
	return { status: headers[':status'] ?? 0, headers, body: Buffer.concat(chunks) };
}

/** Hears a feed, and how soon it says something. */
function listen(stream: ClientHttp2Stream) {
	let count = 0;
	const response = once(stream, 'response');
	stream.on('data', (chunk: Buffer) => (count += chunk.length));
	const within = async (what: string, milliseconds: number, isThere: () => boolean): Promise<void> => {
		const until = Date.now() + milliseconds;
		while (!isThere()) {
			if (stream.closed) throw new Error(`it ended before ${what}`);
			if (Date.now() > until) throw new Error(`no ${what} within ${milliseconds} ms`);
			await sleep(20);
		}
	};
	return {
		count: () => count,
		async headers(milliseconds: number): Promise<void> {
			let isThere = false;
			response.then(
				() => (isThere = true),
				() => undefined
			);
			await within('headers', milliseconds, () => isThere);
		},
		bytes: (milliseconds: number) => within('first line', milliseconds, () => count > 0),
		more: (before: number, milliseconds: number) => within('further line', milliseconds, () => count > before)
	};
}
