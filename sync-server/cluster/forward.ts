import { request as plainRequest, Agent as PlainAgent, type IncomingMessage } from 'node:http';
import { request as secureRequest, Agent as SecureAgent } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeStream } from 'node:stream/web';

/** Sends a request on to another server as it is, and its answer back as it comes: neither body is held back or looked into. */
export interface Forwarder {
	/** Rejects when that server does not answer. `path` with its query; `body`, inflated, where the request's own was read already. */
	send(request: Request, path: string, body?: Uint8Array): Promise<Response>;
	/** Ends idle connections. What is under way goes on, until it is answered or its request is aborted. */
	close(): void;
}

/** RFC 9110, 7.6.1: of one connection, and not of the request. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
	...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer'],
	...['transfer-encoding', 'upgrade']
]);

/** Named anew for each hop; and what a CouchDB may be set up to believe of whoever stands before it. */
const NOT_OURS = /^(host|expect|forwarded|x-forwarded-.*|x-real-ip|x-auth-couchdb-.*)$/;

/** Milliseconds until a server that takes connections and says nothing counts as gone: its feeds send their headers at once. */
const PATIENCE = 60_000;

const NO_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

/** A request that is larger than anybody honest sends. */
export class TooLarge extends Error {}

/** `most`: the bytes of a request's body. */
export function createForwarder(target: string, most: number): Forwarder {
	const isSecure = target.startsWith('https:');
	const agent = isSecure ? new SecureAgent({ keepAlive: true }) : new PlainAgent({ keepAlive: true });
	const open = isSecure ? secureRequest : plainRequest;

	return {
		send: (request, path, body) =>
			new Promise((resolve, reject) => {
				const { method, signal } = request;
				if (Number(request.headers.get('content-length') ?? 0) > most) {
					reject(new TooLarge(exceeds(most)));
					return;
				}
				const outgoing = open(target + path, { method, agent, signal, headers: fields(request, body) });
				outgoing.setTimeout(PATIENCE, () => outgoing.destroy(new Error('no answer')));
				outgoing.on('error', reject);
				outgoing.on('response', (incoming) => {
					outgoing.setTimeout(0);
					resolve(toResponse(incoming, method));
				});
				if (body !== undefined) outgoing.end(body);
				else if (request.body === null) outgoing.end();
				else pipeline(Readable.fromWeb(request.body as NodeStream), upTo(most), outgoing).catch(reject);
			}),
		close() {
			// What comes back from a request under way is not kept either.
			agent.maxFreeSockets = 0;
			for (const idle of Object.values(agent.freeSockets).flat()) idle?.destroy();
		}
	};
}

async function* count(source: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Uint8Array> {
	let size = 0;
	for await (const chunk of source) {
		size += chunk.byteLength;
		if (size > most) throw new TooLarge(exceeds(most));
		yield chunk;
	}
}

const upTo = (most: number) => (source: AsyncIterable<Uint8Array>) => count(source, most);

const exceeds = (most: number): string => `the request body exceeds ${most} bytes`;

function fields({ headers, body: sent }: Request, body: Uint8Array | undefined): Record<string, string> {
	const dropped = perConnection(headers.get('connection'));
	const kept: Record<string, string> = {};
	for (const [name, value] of headers) if (!dropped.has(name) && !NOT_OURS.test(name)) kept[name] = value;
	if (body !== undefined) {
		delete kept['content-encoding'];
		kept['content-length'] = String(body.byteLength);
	}
	// Announced and not sent, it would be cut out of the next request over this connection, which is somebody else's.
	else if (sent === null) delete kept['content-length'];
	return kept;
}

function toResponse(incoming: IncomingMessage, method: string): Response {
	const headers = new Headers();
	const dropped = perConnection(incoming.headers.connection);
	for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
		const [name = '', value = ''] = incoming.rawHeaders.slice(index, index + 2);
		if (!dropped.has(name.toLowerCase())) headers.append(name, value);
	}
	const status = incoming.statusCode ?? 502;
	if (method === 'HEAD' || NO_BODY.has(status)) {
		incoming.resume();
		return new Response(null, { status, headers });
	}
	return new Response(Readable.toWeb(incoming) as ReadableStream<Uint8Array>, { status, headers });
}

/** The names of what concerns one connection, those that its `Connection` field adds included. */
const perConnection = (connection: string | null | undefined): ReadonlySet<string> =>
	new Set([...HOP_BY_HOP, ...(connection ?? '').split(',').map((name) => name.trim().toLowerCase())]);
