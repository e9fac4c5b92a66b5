import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.ts';
import { adminFromStorage, adminWithPassword } from './auth/accounts.ts';
import { readConfig } from './config.ts';
import { createNodeServer, NODE_SERVER_DEFAULTS } from './http/node-server.ts';
import { openStorage } from './log/storage.ts';

const BUILD = 'build';

const { host, port, dataDirectory, adminName, adminPassword } = readConfig(process.env);
const clock = { now: () => Date.now() };
const random = { bytes: (count: number) => randomBytes(count) };
const storage = openStorage({ directory: dataDirectory, random });
const { admin, fresh } =
	adminPassword === undefined
		? await adminFromStorage(adminName, storage, random)
		: { admin: adminWithPassword(adminName, adminPassword), fresh: undefined };
const app = await createApp({
	storage,
	admin,
	clock,
	random,
	onError: (error) => console.error(error),
	...(existsSync(`${BUILD}/index.html`) && { staticDirectory: BUILD })
});
const server = createNodeServer({ ...NODE_SERVER_DEFAULTS, handle: app.handle });

async function stop(): Promise<void> {
	app.close();
	server.close();
	server.closeIdleConnections();
	await Promise.race([once(server, 'close'), new Promise((resolve) => setTimeout(resolve, 5_000))]);
	storage.close();
	process.exit(0);
}

process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());

server.listen(port, host);
await once(server, 'listening');
if (fresh !== undefined) console.log(`administrator ${adminName}, password ${fresh} (shown this once)`);
const address = `http://${host}:${(server.address() as AddressInfo).port}`;
const code = app.openingCode();
if (code !== undefined) {
	console.log(`enrolment code ${code} (for the first device; valid until used or until a restart)`);
	console.log(`to enrol this browser open ${address}/enrol#${code}`);
}
console.log(`listening on ${address}`);
