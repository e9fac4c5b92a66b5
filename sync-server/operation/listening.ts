import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

export type AnyServer = Server | TlsServer;

/** Of each server all of its connections: Node's own list lacks those over which no request or handshake has come yet. */
const connections = new WeakMap<AnyServer, Set<Socket>>();

export const portOf = (listening: AnyServer): number => (listening.address() as AddressInfo).port;

const REFUSALS: Readonly<Record<string, string>> = {
	EADDRINUSE: 'something listens there already: stop it, or use another PORT',
	EACCES: 'this user may not listen there: use a PORT from 1024 on',
	EADDRNOTAVAIL: 'this machine has no such address: look at HOST'
};

/** Rejects, in words, where nobody can listen. */
export async function listen(server: AnyServer, host: string, port: number): Promise<void> {
	const open = new Set<Socket>();
	connections.set(server, open);
	server.on('connection', (socket: Socket) => {
		open.add(socket);
		socket.once('close', () => open.delete(socket));
	});
	server.listen(port, host);
	try {
		await once(server, 'listening');
	} catch (error) {
		const { code = '', message } = error as NodeJS.ErrnoException;
		throw new Error(`${host} port ${port}: ${REFUSALS[code] ?? message}`, { cause: error });
	}
}

/**
 * Takes no more connections and resolves when all answers that are under way are out, `patience` milliseconds later at most:
 * what is not out by then is cut off.
 */
export async function endServer(server: AnyServer, patience: number): Promise<void> {
	const closed = once(server, 'close');
	server.close();
	server.closeIdleConnections();
	const timer = setTimeout(() => {
		server.closeAllConnections();
		for (const socket of connections.get(server) ?? []) socket.destroy();
	}, patience);
	await closed;
	clearTimeout(timer);
}
