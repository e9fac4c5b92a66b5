import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';

/** What lies between a device and the server. */
export type Weather =
	/** Every request reaches the server. */
	| 'clear'
	/** A captive portal: its login page answers every request, with status 200. */
	| 'login page'
	/** A captive portal: every request is sent to its login page on another host. */
	| 'redirect'
	/** Connections are cut. */
	| 'down';

/** A stretch of network that a test controls, at an address of its own. A device that enrolled through it keeps to it. */
export interface Network {
	/** Without a slash at the end. */
	readonly url: string;
	/** How many requests of the sync protocol something else than the server has answered. */
	readonly intercepted: number;
	/** Cuts what is under way, so that the change is felt at once. */
	turn(weather: Weather): void;
	close(): Promise<void>;
}

const LOGIN_PAGE = '<!doctype html><title>Guest network</title><h1>Welcome, guest</h1><form><input name="room"></form>';

export async function startNetwork(serverUrl: string): Promise<Network> {
	const { hostname, port } = new URL(serverUrl);
	let weather: Weather = 'clear';
	let intercepted = 0;
	const sockets = new Set<Socket>();

	function pass(incoming: IncomingMessage, answer: ServerResponse): void {
		const { method, url, headers } = incoming;
		const onward = forward({ hostname, port, method, path: url, headers }, (response) => {
			answer.writeHead(response.statusCode ?? 502, response.headers);
			response.pipe(answer);
			response.once('error', () => answer.destroy());
		});
		onward.once('error', () => answer.destroy());
		answer.once('close', () => onward.destroy());
		incoming.pipe(onward);
	}

	const server = createServer((incoming, answer) => {
		if (weather === 'clear') return pass(incoming, answer);
		if (incoming.url?.startsWith('/couchdb')) intercepted += 1;
		incoming.resume();
		if (weather === 'login page') answer.writeHead(200, { 'content-type': 'text/html' }).end(LOGIN_PAGE);
		else if (weather === 'redirect') answer.writeHead(302, { location: 'http://login.guest.invalid/' }).end();
		else answer.destroy();
	});
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');

	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		get intercepted() {
			return intercepted;
		},
		turn(next) {
			weather = next;
			for (const socket of sockets) socket.destroy();
		},
		async close() {
			for (const socket of sockets) socket.destroy();
			server.close();
			await once(server, 'close');
		}
	};
}
