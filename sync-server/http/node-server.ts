import {
	createServer,
	type IncomingMessage,
	type RequestListener,
	type Server,
	type ServerOptions,
	type ServerResponse
} from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket, type SecureContextOptions } from 'node:tls';
import { createBrokenRequests, refuseRaw, type BrokenRequests } from './broken-request.ts';
import { refuse } from './answer.ts';
import { withCompression } from './compress.ts';
import { dropRest, readBody } from './incoming-body.ts';
import { flushed, sendBody } from './outgoing-body.ts';
import { notePeerAddress } from './peer-address.ts';
import { badRequest, problem, type Problem } from './problem.ts';

export type Handle = (request: Request) => Promise<Response>;

/** Bounds of connections and of what comes over them. Times in milliseconds, sizes in bytes. */
export interface ConnectionLimits {
	/** For the header fields of a request, from the first byte on, or from the connection's beginning. */
	readonly headersTimeout: number;
	/** For what a body keeps the server waiting, and the bytes a second that buy it as much again. */
	readonly bodyTimeout: number;
	readonly bodyRate: number;
	/** For a client to take the next piece of an answer, of up to 256 KiB. */
	readonly writeTimeout: number;
	/** Until a connection without a request is closed: longer than proxies keep theirs, which would else send into a closed one. */
	readonly keepAliveTimeout: number;
	readonly targetBytes: number;
	/** The request's target and its header fields. */
	readonly maxHeaderBytes: number;
	readonly connections: number;
}

export interface NodeServerOptions extends ConnectionLimits {
	readonly handle: Handle;
	/** Told of each request before it is handled, and of where its answer goes. */
	readonly watch?: (request: Request, outgoing: ServerResponse) => void;
	/** Whether a proxy at this address is believed that it took TLS off (`X-Forwarded-Proto`). None is unless told. */
	readonly trustsProxy?: (address: string) => boolean;
}

export const NODE_SERVER_DEFAULTS: ConnectionLimits = {
	headersTimeout: 10_000,
	bodyTimeout: 60_000,
	bodyRate: 100,
	writeTimeout: 120_000,
	keepAliveTimeout: 75_000,
	targetBytes: 8_192,
	maxHeaderBytes: 24_576,
	connections: 2_000
};

/** How soon the system asks a silent peer whether it is still there: a tablet that left takes its feed with it. */
const KEEP_ALIVE_DELAY = 10_000;

const WITHOUT_BODY: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** First byte of a TLS connection: a record of the handshake. No HTTP request begins with it. */
const TLS_HANDSHAKE = 0x16;

/** Carries web-standard requests and answers over node's HTTP server; bodies stream both ways. */
export function createNodeServer(options: NodeServerOptions): Server {
	const server = createServer(settings(options));
	carryAll(server, options);
	return server;
}

/**
 * The same over TLS, and on the same port over plain HTTP too: the scheme of a request's address tells which. The certificate can be
 * changed at any time by `setSecureContext`.
 */
export function createSecureNodeServer(options: NodeServerOptions, context: SecureContextOptions): TlsServer {
	const server = createTlsServer({ ...settings(options), ...context, handshakeTimeout: options.headersTimeout });
	carryAll(server, options);
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

const settings = (options: NodeServerOptions): ServerOptions => ({
	headersTimeout: options.headersTimeout,
	connectionsCheckingInterval: options.headersTimeout / 2,
	// bodies have a time that grows with what has come of them
	requestTimeout: 0,
	maxHeaderSize: options.maxHeaderBytes,
	// node's own refusal has no body
	requireHostHeader: false,
	keepAlive: true,
	keepAliveInitialDelay: KEEP_ALIVE_DELAY,
	keepAliveTimeout: options.keepAliveTimeout,
	noDelay: true
});

function carryAll(server: Server | TlsServer, options: NodeServerOptions): void {
	const broken = createBrokenRequests();
	server.maxConnections = options.connections;
	const listener =
		(expects: boolean): RequestListener =>
		(incoming, outgoing) => {
			// a server that stops has no use for connections whose last answer was under way when it did
			outgoing.on('close', () => {
				if (!server.listening) setImmediate(() => server.closeIdleConnections());
			});
			broken.answering(outgoing);
			carry(options, broken, expects, incoming, outgoing).catch(() => outgoing.destroy());
		};
	server.on('request', listener(false));
	server.on('checkContinue', listener(true));
	server.on('checkExpectation', (_incoming: IncomingMessage, outgoing: ServerResponse) => {
		void answer(outgoing, refuse(problem(417, 'expectation_failed', 'Only 100-continue can be expected.')), options);
	});
	server.on('connect', (_incoming: IncomingMessage, socket: Duplex) => {
		refuseRaw(socket, problem(405, 'method_not_allowed', 'This server is no proxy.'));
	});
	server.on('clientError', broken.heard);
}

/** `expects`: the client sends the body only when it is told to. */
async function carry(
	options: NodeServerOptions,
	broken: BrokenRequests,
	expects: boolean,
	incoming: IncomingMessage,
	outgoing: ServerResponse
): Promise<void> {
	const gone = new AbortController();
	// where the answer is out nobody has to be told, and telling takes a tenth of the time of a small request
	outgoing.on('close', () => {
		if (!outgoing.writableFinished) gone.abort();
	});
	const begin = (): void => {
		if (expects && !outgoing.headersSent) outgoing.writeContinue();
	};
	const body = (): ReadableStream<Uint8Array> => readBody(incoming, options, begin, () => broken.tooSlow(outgoing));
	const request = unreadable(incoming, options) ?? toRequest(incoming, schemeOf(incoming, options), gone.signal, body);
	if (!(request instanceof Request)) {
		outgoing.setHeader('connection', 'close');
		await answer(outgoing, refuse(request), options, gone.signal);
	} else {
		notePeerAddress(request, incoming.socket.remoteAddress ?? '');
		options.watch?.(request, outgoing);
		const response = await options.handle(request);
		// a client that was not told to go on may send the body or not: nobody knows where the next request begins
		if (expects && !incoming.complete) outgoing.setHeader('connection', 'close');
		await answer(outgoing, await withCompression(request, response), options, gone.signal);
	}
	dropRest(incoming);
}

async function answer(
	outgoing: ServerResponse,
	response: Response,
	{ writeTimeout }: ConnectionLimits,
	gone = new AbortController().signal
): Promise<void> {
	const fields = new Map<string, string[]>();
	for (const [name, value] of response.headers) fields.set(name, [...(fields.get(name) ?? []), value]);
	for (const [name, values] of fields) outgoing.setHeader(name, values.length === 1 ? (values[0] ?? '') : values);
	outgoing.writeHead(response.status);
	// what is made while it is sent may have nothing to say for long
	if (response.body !== null && !response.headers.has('content-length')) outgoing.flushHeaders();
	if (response.body !== null) return sendBody(response.body, outgoing, gone, writeTimeout);
	outgoing.end();
	await flushed(outgoing, writeTimeout);
}

/** Why a request is not looked at, if it is not: what two readers could understand in two ways. */
function unreadable(
	{ url = '', rawHeaders, httpVersion }: IncomingMessage,
	limits: ConnectionLimits
): Problem | undefined {
	if (url.length > limits.targetBytes) {
		return problem(414, 'uri_too_long', `The address of the request exceeds ${limits.targetBytes} bytes.`);
	}
	const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length;
	if (hosts > 1 || (hosts === 0 && httpVersion === '1.1')) return badRequest('The request needs one Host.');
	return undefined;
}

/** How its sender came: a proxy that took TLS off says so, and anybody could. */
function schemeOf({ socket, headers }: IncomingMessage, { trustsProxy }: NodeServerOptions): 'http' | 'https' {
	if (socket instanceof TLSSocket) return 'https';
	if (headers['x-forwarded-proto'] !== 'https') return 'http';
	return trustsProxy?.(socket.remoteAddress ?? '') ? 'https' : 'http';
}

function toRequest(
	incoming: IncomingMessage,
	scheme: 'http' | 'https',
	signal: AbortSignal,
	body: () => ReadableStream<Uint8Array>
): Request | Problem {
	const { method = 'GET', url = '/', headers } = incoming;
	const origin = `${scheme}://${/^[\w.:[\]-]+$/.test(headers.host ?? '') ? headers.host : 'localhost'}`;
	const fields: [string, string][] = [];
	for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
		fields.push([incoming.rawHeaders[index] ?? '', incoming.rawHeaders[index + 1] ?? '']);
	}
	try {
		const sent = WITHOUT_BODY.has(method) ? undefined : { body: body(), duplex: 'half' as const };
		// a proxy's form of the target names a scheme and a host of its own: ours are the connection's and the Host field's
		const target = url.startsWith('/') ? url : pathOf(url);
		return new Request(origin + target, { method, headers: fields, signal, ...sent });
	} catch {
		return badRequest('The request is malformed.');
	}
}

function pathOf(url: string): string {
	const { pathname, search } = new URL(url);
	return pathname + search;
}
