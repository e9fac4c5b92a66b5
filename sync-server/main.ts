import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import type { SecureContextOptions } from 'node:tls';
import { createApp } from './app.ts';
import { adminFromStorage, adminWithPassword } from './auth/accounts.ts';
import { readConfig } from './config.ts';
import { createNodeServer, createSecureNodeServer, NODE_SERVER_DEFAULTS, type Handle } from './http/node-server.ts';
import { withStrictTransport } from './http/strict-transport.ts';
import { openStorage } from './log/storage.ts';
import { isLoopbackHost } from './tls/address-ranges.ts';
import { createCertificateCare } from './tls/certificate-care.ts';
import { fingerprintOf } from './tls/fingerprint.ts';
import { createInstallPage } from './tls/install-page.ts';
import { namesOfMachine } from './tls/machine-names.ts';
import { openCertificate } from './tls/open-certificate.ts';
import { refusePlainHttp } from './tls/plain-http.ts';
import { localOrigins, plainOrigin, secureOrigins } from './tls/served-origins.ts';
import type { ServerCertificate } from './tls/server-certificate.ts';
import { createSiteAddress } from './tls/site-address.ts';
import { describeNetwork } from './tls/terminal.ts';

const BUILD = 'build';

const config = orRefuse(() => readConfig(process.env, process.argv.slice(2)));
const { host, dataDirectory, adminName, adminPassword, siteAddress } = config;
const clock = { now: () => Date.now() };
const random = { bytes: (count: number) => randomBytes(count) };

const siteHost = siteAddress === undefined ? undefined : new URL(siteAddress).hostname;
const names = () => namesOfMachine({ hostname: hostname(), interfaces: networkInterfaces(), host, siteHost });
const source = orRefuse(() => openCertificate(config, names, clock.now()));
const authority = source?.authority ?? null;
const care = source && orRefuse(() => createCertificateCare({ source, now: clock.now, warn }));

const carrier = { ...NODE_SERVER_DEFAULTS, handle: (request: Request) => handle(request) };
const secureServer = care && createSecureNodeServer(carrier, contextOf(care.current()));
const server = secureServer ?? createNodeServer(carrier);
const origins = (): string[] => {
	const port = portOf(server);
	return [
		...(source === undefined ? [] : secureOrigins(source.names(), port)),
		...localOrigins(port),
		...(config.allowsPlainHttp ? names().ip.map((ip) => plainOrigin(ip, port)) : [])
	];
};

const storage = openStorage({ directory: dataDirectory, random });
const { admin, fresh } =
	adminPassword === undefined
		? await adminFromStorage(adminName, storage, random)
		: { admin: adminWithPassword(adminName, adminPassword), fresh: undefined };
const address = createSiteAddress({ configured: siteAddress, served: origins, storage });
const app = await createApp({
	storage,
	admin,
	clock,
	random,
	onError: (error) => console.error(error),
	hosts: [...config.hosts, ...names().dns, ...(source?.names().dns ?? [])],
	network: { address, fingerprint: authority && fingerprintOf(authority), certificate: care?.state },
	...(existsSync(`${BUILD}/index.html`) && { staticDirectory: BUILD })
});
const install =
	authority === null
		? undefined
		: createNodeServer({
				...NODE_SERVER_DEFAULTS,
				handle: createInstallPage({ authority, address: address.current })
			});
const handle = guarded(config.certificate === undefined ? app.handle : withStrictTransport(app.handle));

/** Ends the process: whoever starts it can put right what is wrong, and needs no stack for that. */
function orRefuse<Value>(open: () => Value): Value {
	try {
		return open();
	} catch (error) {
		console.error(error instanceof Error ? error.message : error);
		process.exit(1);
	}
}

function warn(line: string): void {
	console.error(`WARNING  ${line}`);
}

function contextOf({ certificate, key }: ServerCertificate): SecureContextOptions {
	return { cert: certificate, key };
}

function guarded(handle: Handle): Handle {
	if (config.allowsPlainHttp) return handle;
	return refusePlainHttp({
		handle,
		elsewhere(asked) {
			if (source === undefined) return siteAddress === undefined ? undefined : { secure: siteAddress };
			const same = `https://${asked}:${portOf(server)}`;
			const secure = origins().includes(same) ? same : address.current();
			return install === undefined ? { secure } : { secure, install: plainOrigin(asked, portOf(install)) };
		}
	});
}

function portOf(listening: Server | TlsServer): number {
	return (listening.address() as AddressInfo).port;
}

async function listen(server: Server | TlsServer, port: number): Promise<void> {
	server.listen(port, host);
	await once(server, 'listening');
}

async function end(server: Server | TlsServer | undefined): Promise<void> {
	if (server === undefined) return;
	server.close();
	server.closeIdleConnections();
	await Promise.race([once(server, 'close'), new Promise((resolve) => setTimeout(resolve, 5_000))]);
}

const unwatch = care?.watch((certificate) => {
	secureServer?.setSecureContext(contextOf(certificate));
	console.log(`the certificate was renewed, for ${certificate.names.join(', ')}`);
	address.warnings().forEach(warn);
});

async function stop(): Promise<void> {
	unwatch?.();
	app.close();
	await Promise.all([end(server), end(install)]);
	storage.close();
	process.exit(0);
}

process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());

await listen(server, config.port);
if (install !== undefined) await listen(install, config.installPort);

if (config.allowsPlainHttp) {
	warn('ALLOW_PLAIN_HTTP=1: everything is served without encryption. Only to let devices send what they have.');
} else if (source === undefined && !isLoopbackHost(host)) {
	warn(
		`HOST is ${host}, without HTTPS: other machines get an explanation and nothing else. Start with: npm start -- --lan`
	);
}
address.warnings().forEach(warn);
if (fresh !== undefined) console.log(`administrator ${adminName}, password ${fresh} (shown this once)`);
const own = source === undefined ? plainOrigin(host, portOf(server)) : (origins()[0] ?? address.current());
if (source !== undefined) {
	const network = {
		address: address.current(),
		origins: origins(),
		install: install && plainOrigin(new URL(own).hostname, portOf(install)),
		fingerprint: authority && fingerprintOf(authority)
	};
	console.log(await describeNetwork(network, process.stdout.isTTY));
}
const code = app.openingCode();
if (code !== undefined) {
	console.log(`enrolment code ${code} (for the first device; valid until used or until a restart)`);
	console.log(`to enrol this browser open ${source === undefined ? own : address.current()}/enrol#${code}`);
	if (source !== undefined) console.log('the address is fixed with that: choose it before (SITE_ADDRESS)');
}
console.log(`listening on ${own}`);
