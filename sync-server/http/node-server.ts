import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket, type SecureContextOptions } from 'node:tls';
import { notePeerAddress } from './peer-address.ts';

export type Handle = (request: Request) => Promise<Response>;

export interface NodeServerOptions {
	readonly handle: Handle;
	/** Milliseconds for the headers of a request, and for all of it. */
	readonly headersTimeout: number;
	readonly requestTimeout: number;
	readonly maxHeaderBytes: number;
}

export const NODE_SERVER_DEFAULTS = { headersTimeout: 10_000, requestTimeout: 120_000, maxHeaderBytes: 16_384 };

/** How soon the system asks a silent peer whether it is still there: a tablet that left takes its feed with it. */
const KEEP_ALIVE_DELAY = 10_000;

const WITHOUT_BODY: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** First byte of a TLS connection: a record of the handshake. No HTTP request begins with it. */
const TLS_HANDSHAKE = 0x16;

/** Carries web-standard requests and answers over node's HTTP server; bodies stream both ways. */
export function createNodeServer(options: NodeServerOptions): Server {
	const server = createServer(settings(options), (...exchange) => listen(options, server, ...exchange));
	return server;
}

/**
 * The same over TLS, and on the same port over plain HTTP too: the request's address tells which. The certificate can be
 * changed at any time by `setSecureContext`.
 */
export function createSecureNodeServer(options: NodeServerOptions, context: SecureContextOptions): TlsServer {
	const server = createTlsServer(
		{ ...settings(options), ...context, handshakeTimeout: options.headersTimeout },
		(...exchange) => listen(options, server, ...exchange)
	);
	const [beginTls] = server.listeners('connection') as ((socket: Socket) => void)[];
	server.removeAllListeners('connection');
	server.on('connection', (socket: Socket) => {
		socket.setTimeout(options.headersTimeout, () => socket.destroy());
		socket.on('error', () => socket.destroy());
		socket.once('data', (first: Buffer) => {
			socket.pause();
			socket.unshift(first);
			socket.setTimeout(0).removeAllListeners('timeout');
			if (first[0] === TLS_HANDSHAKE) beginTls?.call(server, socket);
			else server.emit('secureConnection', socket);
			// whoever reads from here on has begun to listen by then
			process.nextTick(() => socket.resume());
		});
	});
	return server;
}

const settings = (options: NodeServerOptions) => ({
	headersTimeout: options.headersTimeout,
	connectionsCheckingInterval: options.headersTimeout / 2,
	requestTimeout: options.requestTimeout,
	maxHeaderSize: options.maxHeaderBytes,
	keepAlive: true,
	keepAliveInitialDelay: KEEP_ALIVE_DELAY,
	keepAliveTimeout: 60_000,
	noDelay: true
});

function listen(
	{ handle }: NodeServerOptions,
	server: Server | TlsServer,
	...[incoming, outgoing]: Parameters<RequestListener>
): void {
	// a server that stops has no use for connections whose last answer was under way when it did
	outgoing.on('close', () => {
		if (!server.listening) setImmediate(() => server.closeIdleConnections());
	});
	void carry(handle, incoming, outgoing);
}

async function carry(handle: Handle, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
	const gone = new AbortController();
	outgoing.on('close', () => gone.abort());
	const request = toRequest(incoming, gone.signal);
	if (request === undefined) {
		const body = '{"error":"bad_request","reason":"the request is malformed"}\n';
		outgoing.writeHead(400, { 'content-type': 'application/json', connection: 'close' }).end(body);
		return;
	}
	notePeerAddress(request, incoming.socket.remoteAddress ?? '');
	const response = await handle(request);
	outgoing.writeHead(response.status, headersOf(response));
	if (response.body === null) outgoing.end();
	else await send(response.body, outgoing, gone.signal);
	// what a refused request still has to say is not waited for
	if (!incoming.readableEnded) incoming.resume();
}

function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request | undefined {
	const { method = 'GET', url = '/', headers } = incoming;
	const scheme = incoming.socket instanceof TLSSocket ? 'https' : 'http';
	const origin = `${scheme}://${/^[\w.:[\]-]+$/.test(headers.host ?? '') ? headers.host : 'localhost'}`;
	const fields: [string, string][] = [];
	for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
		fields.push([incoming.rawHeaders[index] ?? '', incoming.rawHeaders[index + 1] ?? '']);
	}
	try {
		const body = WITHOUT_BODY.has(method) ? undefined : { body: readBody(incoming), duplex: 'half' as const };
		// a proxy's form of the target names a scheme and a host of its own: ours are the connection's and the Host field's
		const target = url.startsWith('/') ? url : pathOf(url);
		return new Request(origin + target, { method, headers: fields, signal, ...body });
	} catch {
		return undefined;
	}
}

function pathOf(url: string): string {
	const { pathname, search } = new URL(url);
	return pathname + search;
}

/** The body as it comes in; the peer is told to wait when nobody reads it. */
function readBody(incoming: IncomingMessage): ReadableStream<Uint8Array> {
	return new ReadableStream<Uint8Array>(
		{
			start(controller) {
				let open = true;
				incoming.pause();
				incoming.on('data', (chunk: Buffer) => {
					if (!open) return;
					controller.enqueue(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
					incoming.pause();
				});
				incoming.on('end', () => {
					if (open) controller.close();
					open = false;
				});
				incoming.on('close', () => {
					if (open) controller.error(new Error('the request was cut off'));
					open = false;
				});
				incoming.on('error', (error) => {
					if (open) controller.error(error);
					open = false;
				});
			},
			pull() {
				incoming.resume();
			},
			cancel() {
				incoming.resume();
			}
		},
		{ highWaterMark: 0 }
	);
}

function headersOf(response: Response): string[] {
	const fields: string[] = [];
	for (const [name, value] of response.headers) fields.push(name, value);
	return fields;
}

/** Sends the body as it is made and as fast as the peer takes it; when the peer is gone, it is not made any further. */
async function send(body: ReadableStream<Uint8Array>, outgoing: ServerResponse, gone: AbortSignal): Promise<void> {
	const reader = body.getReader();
	gone.addEventListener('abort', () => void reader.cancel().catch(() => undefined));
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done || gone.aborted) break;
			if (!outgoing.write(value)) await drained(outgoing);
		}
		outgoing.end();
	} catch {
		// the headers are out: cutting the connection is the only way left to say that the body is not whole
		outgoing.destroy();
	}
}

const drained = (outgoing: ServerResponse): Promise<void> =>
	new Promise((resolve) => {
		const done = (): void => {
			outgoing.off('drain', done);
			outgoing.off('close', done);
			resolve();
		};
		outgoing.on('drain', done);
		outgoing.on('close', done);
	});
