import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createApp, SITE } from './app.ts';
import { adminFromStorage, adminWithPassword } from './auth/accounts.ts';
import { openFront } from './cluster/front.ts';
import { withOwnPassword } from './cluster/own-admin.ts';
import { openStorage } from './log/storage.ts';
import { announce } from './operation/announce.ts';
import { createLog } from './operation/log.ts';
import { openNetwork, type Network } from './operation/network.ts';
import { createOperation } from './operation/operation.ts';
import { logFailure } from './operation/request-log.ts';
import { createServers } from './operation/servers.ts';
import { orRefuse, refuse, settle } from './operation/start.ts';
import { createStop } from './operation/stop.ts';
import { fingerprintOf } from './tls/fingerprint.ts';
import { createSiteAddress } from './tls/site-address.ts';

const BUILD = 'build';

const TEND_EVERY = 10_000;

/** Milliseconds for what is being answered when the server stops: less than a container engine waits before it kills (10 s). */
const PATIENCE = 6_000;

const { config, warnings } = settle(process.env, process.argv.slice(2));
const { dataDirectory, adminName, adminPassword, siteAddress } = config;
const clock = { now: () => Date.now() };
const random = { bytes: (count: number) => randomBytes(count) };
const log = createLog({
	format: config.logFormat,
	level: config.logLevel,
	write: (line) => process.stderr.write(line),
	now: clock.now
});
const warn = (sentence: string): void => log.warn(sentence);
warnings.forEach(warn);

const network: Network = orRefuse(() => openNetwork({ config, now: clock.now, warn, port: () => servers.port() }));
const { source, authority, care } = network;
const servers = createServers({
	config,
	network,
	siteAddress: () => address.current(),
	handle: (request) => (front?.handle ?? app.handle)(request),
	watch: (...exchange) => operation.watch(...exchange)
});

const storage = orRefuse(() =>
	openStorage({ directory: dataDirectory, random, reserveBytes: config.reserveBytes, report: warn })
);
setInterval(() => void storage.tend(), TEND_EVERY).unref();
const { admin, fresh } =
	adminPassword === undefined
		? await adminFromStorage(adminName, storage, random)
		: { admin: adminWithPassword(adminName, adminPassword), fresh: undefined };
const address = createSiteAddress({ configured: siteAddress, served: network.origins, storage });
const operation = createOperation({
	storage,
	site: SITE,
	directory: dataDirectory,
	log,
	now: clock.now,
	address,
	certificate: care?.state,
	metricsToken: config.metricsToken,
	silentAfter: config.silentAfter,
	isCouchAway: () => front?.isAnswering() === false
});
const hosts = [...config.hosts, ...network.names().dns, ...(source?.names().dns ?? [])];
const cluster = config.couchdb && { couch: config.couchdb, ...withOwnPassword(admin) };
const app = await createApp({
	storage,
	admin: cluster?.admin ?? admin,
	clock,
	random,
	onError: (error) => logFailure(log, error),
	corsOrigins: config.corsOrigins,
	hosts,
	reach: { address, fingerprint: authority && fingerprintOf(authority), certificate: care?.state },
	operation: operation.answer,
	...(existsSync(`${BUILD}/index.html`) && { staticDirectory: BUILD })
});
const front =
	cluster && openFront({ ...cluster, own: app.handle, storage, database: SITE, hosts, now: clock.now, warn });

const unwatch = care?.watch((certificate) => {
	servers.show(certificate);
	log.info('the certificate was renewed', { names: certificate.names.join(' ') });
	address.warnings().forEach(warn);
});

const stop = createStop({
	log,
	exit: (code) => process.exit(code),
	async end() {
		unwatch?.();
		// the door is shut first: whoever's feed ends does not come back in
		const ended = servers.end(PATIENCE);
		front?.close();
		app.close();
		await ended;
		await operation.stop();
		storage.close();
	}
});
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
process.on('uncaughtException', (error) => {
	log.error('the server has a fault and ends', {}, error);
	process.exit(1);
});

operation.start();
await servers.listen().catch(refuse);

[...network.warnings(), ...address.warnings()].forEach(warn);
const own = servers.own();
const words = await announce({
	network,
	own,
	install: servers.install(),
	siteAddress: address.current(),
	drawn: fresh === undefined ? undefined : { name: adminName, password: fresh },
	code: app.openingCode(),
	isTerminal: process.stdout.isTTY
});
process.stdout.write(`${words}\n`);
log.info('listening', { address: own });
