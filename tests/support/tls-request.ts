import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request as requestOverTls } from 'node:https';
import { isIP } from 'node:net';
import { checkServerIdentity, connect, type PeerCertificate } from 'node:tls';

export interface TlsAnswer {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly text: string;
}

/** A GET by a client that trusts one authority and nobody else. Rejects when the certificate does not pass. */
export async function getOverTls(
	url: string,
	authority: string | Buffer,
	headers: Record<string, string> = {}
): Promise<TlsAnswer> {
	const asked = requestOverTls(url, { ca: authority, headers, agent: false });
	asked.end();
	const [answer] = (await once(asked, 'response')) as [IncomingMessage];
	let text = '';
	for await (const piece of answer.setEncoding('utf8')) text += piece as string;
	return { status: answer.statusCode ?? 0, headers: answer.headers, text };
}

/** A handshake under a name, as a browser makes one that trusts this authority and nobody else. */
export async function shakeHands(port: number, name: string, authority: string | Buffer): Promise<PeerCertificate> {
	// an address is never sent as a server's name, but checked as one all the same
	const servername = isIP(name) === 0 ? name : '';
	const socket = connect({
		host: '127.0.0.1',
		port,
		ca: authority,
		servername,
		checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate)
	});
	try {
		await once(socket, 'secureConnect');
		return socket.getPeerCertificate();
	} finally {
		socket.destroy();
	}
}
