import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

export type AnyServer = Server | TlsServer;

/** Of each server all of its connections: Node's own list lacks those over which no request or handshake has come yet. */
const connections = new WeakMap<AnyServer, Set<Socket>>();

const ports = new WeakMap<AnyServer, number>();

/** Where a server listens, or did until it ended: what is still under way then asks, too. Throws before it listened. */
export function portOf(server: AnyServer): number {
	const port = ports.get(server);
	if (port === undefined) throw new Error('the server does not listen yet');
	return port;
}

const REFUSALS: Readonly<Record<string, (setting: string) => string>> = {
	EADDRINUSE: (setting) => `something listens there already: stop it, or use another ${setting}`,
	EACCES: (setting) => `this user may not listen there: use a ${setting} from 1024 on`,
	EADDRNOTAVAIL: () => 'this machine has no such address: look at HOST'
};

/** Rejects, in words, where nobody can listen. `setting` is what the port was set with. */
export async function listen(
	server: AnyServer,
	host: string,
	port: number,
	setting: 'PORT' | 'INSTALL_PORT'
): Promise<void> {
	const open = new Set<Socket>();
	connections.set(server, open);
	server.on('connection', (socket: Socket) => {
		open.add(socket);
		socket.once('close', () => open.delete(socket));
	});
	server.listen(port, host);
	try {
		await once(server, 'listening');
		ports.set(server, (server.address() as AddressInfo).port);
	} catch (error) {
		const { code = '', message } = error as NodeJS.ErrnoException;
		throw new Error(`${host} port ${port}: ${REFUSALS[code]?.(setting) ?? message}`, { cause: error });
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
