import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createNodeServer, NODE_SERVER_DEFAULTS } from '#sync-server/http/node-server.ts';
import type { Storage } from '#sync-server/log/storage.ts';
import { startTestApp, type TestApp } from './sync-app.ts';

/** The sync server in this process, reached over real connections. */
export interface TestServer {
	readonly test: TestApp;
	/** Without a slash at the end. */
	readonly url: string;
	/** Cuts every connection and stops. The storage stays open when it was given. */
	close(): Promise<void>;
}

export async function serveTestApp(
	options: { readonly storage?: Storage; readonly port?: number } = {}
): Promise<TestServer> {
	const { storage, port = 0 } = options;
	const test = await startTestApp(storage === undefined ? {} : { storage });
	const server = createNodeServer({ ...NODE_SERVER_DEFAULTS, handle: test.app.handle });
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
	return {
		test,
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		async close() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
			if (storage === undefined) test.close();
			else test.app.close();
		}
	};
}
