import { basic } from '../support/sync-app.ts';
import type { RunningServer } from '../support/server.ts';

/** The server answered, and not as it should. */
export class Refused extends Error {}

/** A client of a server that may be gone at any moment: then it rejects with whatever `fetch` says. */
export interface SiteClient {
	readonly admin: string;
	/** The answer to what has to succeed; rejects with Refused when it does not. */
	// eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever the server says
	send(method: string, path: string, body?: unknown, authorization?: string): Promise<any>;
	sendBytes(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<{ readonly rev: string }>;
	bytes(path: string): Promise<Uint8Array>;
}

export function createSiteClient(server: RunningServer): SiteClient {
	const admin = basic(server.adminUser, server.adminPassword);

	async function ask(method: string, path: string, init: RequestInit, authorization = admin): Promise<Response> {
		const headers = { authorization, ...(init.headers as Record<string, string> | undefined) };
		const response = await fetch(server.url + path, { ...init, method, headers });
		if (!response.ok) throw new Refused(`${method} ${path}: ${response.status} ${await response.text()}`);
		return response;
	}

	return {
		admin,
		async send(method, path, body, authorization) {
			const init = body === undefined ? {} : { body: JSON.stringify(body) };
			const headers = { 'content-type': 'application/json' };
			return (await ask(method, path, { ...init, headers }, authorization)).json();
		},
		async sendBytes(path, bytes) {
			const headers = { 'content-type': 'application/octet-stream' };
			return (await (await ask('PUT', path, { body: bytes, headers })).json()) as { rev: string };
		},
		async bytes(path) {
			return new Uint8Array(await (await ask('GET', path, {})).arrayBuffer());
		}
	};
}
