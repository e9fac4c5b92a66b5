import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { problem, type Problem } from './problem.ts';

/** Milliseconds in which a peer that still speaks can take in what it is told. */
const LINGERING = 1_000;

const tooSlow = problem(408, 'request_timeout', 'The request did not come in time.');

const PROBLEMS: Readonly<Record<string, Problem>> = {
	HPE_HEADER_OVERFLOW: problem(431, 'header_fields_too_large', 'The header fields of the request are too large.'),
	HPE_CHUNK_EXTENSIONS_OVERFLOW: problem(413, 'too_large', 'The chunk extensions of the request are too large.'),
	ERR_HTTP_REQUEST_TIMEOUT: tooSlow
};

/** Requests that node's parser does not hand over, or not whole: what is said to their senders, and that it is said once. */
export interface BrokenRequests {
	/** Notes the answer that is being made on a connection. */
	answering(outgoing: ServerResponse): void;
	/** What node's server says of a connection that it does not understand any more. */
	heard(error: NodeJS.ErrnoException, socket: Duplex): void;
	/** The body of the request that is being answered does not come in time. */
	tooSlow(outgoing: ServerResponse): void;
}

export function createBrokenRequests(): BrokenRequests {
	const answers = new WeakMap<Duplex, ServerResponse>();
	const told = new WeakSet<Duplex>();

	function heard(error: NodeJS.ErrnoException, socket: Duplex): void {
		const { code = '' } = error;
		if (told.has(socket)) return;
		// not HTTP at all, like a handshake that failed, or a peer that is gone
		if (!(code.startsWith('HPE_') || code === 'ERR_HTTP_REQUEST_TIMEOUT') || !socket.writable) {
			socket.destroy();
			return;
		}
		told.add(socket);
		const outgoing = answers.get(socket);
		if (outgoing === undefined || outgoing.writableFinished || (!outgoing.req.complete && !outgoing.headersSent)) {
			refuseRaw(socket, PROBLEMS[code] ?? malformed(error));
		} else {
			// what came before it was a request, and is answered
			outgoing.once('finish', () => setTimeout(() => socket.destroy(), LINGERING).unref());
		}
	}

	return {
		answering: (outgoing) => void answers.set(outgoing.req.socket, outgoing),
		heard,
		tooSlow(outgoing) {
			heard(Object.assign(new Error(), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), outgoing.req.socket);
		}
	};
}

/** Refuses what has no answer of node's to write into, and ends the connection. */
export function refuseRaw(socket: Duplex, { status, error, reason }: Problem): void {
	const body = `${JSON.stringify({ error, reason })}\n`;
	socket.end(
		[
			`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
			'Content-Type: application/json',
			`Content-Length: ${Buffer.byteLength(body)}`,
			'Cache-Control: no-store',
			'X-Content-Type-Options: nosniff',
			'Connection: close',
			'',
			body
		].join('\r\n')
	);
	socket.on('error', () => socket.destroy());
	socket.resume();
	setTimeout(() => socket.destroy(), LINGERING).unref();
}

function malformed({ message }: Error): Problem {
	const why = message.replace(/^Parse Error:?\s*/, '');
	return problem(400, 'bad_request', `The request is malformed${why && ` (${why})`}.`);
}
