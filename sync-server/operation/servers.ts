import type { SecureContextOptions } from 'node:tls';
import type { Config } from '../config.ts';
import {
	createNodeServer,
	createSecureNodeServer,
	NODE_SERVER_DEFAULTS,
	type Handle,
	type NodeServerOptions
} from '../http/node-server.ts';
import { withStrictTransport } from '../http/strict-transport.ts';
import { peersWithin } from '../tls/address-ranges.ts';
import { createInstallPage } from '../tls/install-page.ts';
import { refusePlainHttp } from '../tls/plain-http.ts';
import { plainOrigin } from '../tls/served-origins.ts';
import type { ServerCertificate } from '../tls/server-certificate.ts';
import { endServer, listen, portOf, type AnyServer } from './listening.ts';
import type { Network } from './network.ts';

/** What listens: the server itself, and the page that lets new devices trust it where that is needed. */
export interface Servers {
	/** Of the server itself, once it listens. */
	port(): number;
	/** Where this machine's own browser opens it. */
	own(): string;
	/** Where the install page is; undefined where there is none. */
	install(): string | undefined;
	/** Has new connections be shown this certificate. */
	show(certificate: ServerCertificate): void;
	listen(): Promise<void>;
	/** Takes nobody in from now on; resolves when all answers are out, `patience` milliseconds later at most. */
	end(patience: number): Promise<void>;
}

export interface ServersOptions {
	readonly config: Config;
	readonly network: Network;
	/** The origin that devices use. */
	readonly siteAddress: () => string;
	readonly handle: Handle;
	readonly watch: NonNullable<NodeServerOptions['watch']>;
}

export function createServers({ config, network, siteAddress, handle, watch }: ServersOptions): Servers {
	const { source, authority, care, origins } = network;
	const strict = config.certificate === undefined ? handle : withStrictTransport(handle);
	const carrier: NodeServerOptions = {
		...NODE_SERVER_DEFAULTS,
		handle: guarded(strict),
		watch,
		trustsProxy: peersWithin(config.trustedProxies)
	};
	const secure = care && createSecureNodeServer(carrier, contextOf(care.current()));
	const server: AnyServer = secure ?? createNodeServer(carrier);
	const install =
		authority === null
			? undefined
			: createNodeServer({
					...NODE_SERVER_DEFAULTS,
					handle: createInstallPage({ authority, address: siteAddress })
				});
	const installAt = (host: string) => install && plainOrigin(host, portOf(install));

	function guarded(open: Handle): Handle {
		if (config.allowsPlainHttp) return open;
		return refusePlainHttp({
			handle: open,
			elsewhere(asked) {
				if (source === undefined) return config.siteAddress === undefined ? undefined : { secure: config.siteAddress };
				const same = `https://${asked}:${portOf(server)}`;
				const place = { secure: origins().includes(same) ? same : siteAddress() };
				const page = installAt(asked);
				return page === undefined ? place : { ...place, install: page };
			}
		});
	}

	const own = (): string =>
		source === undefined ? plainOrigin(config.host, portOf(server)) : (origins()[0] ?? siteAddress());

	return {
		port: () => portOf(server),
		own,
		install: () => installAt(new URL(own()).hostname),
		show: (certificate) => secure?.setSecureContext(contextOf(certificate)),
		async listen() {
			await listen(server, config.host, config.port, 'PORT');
			if (install !== undefined) await listen(install, config.host, config.installPort, 'INSTALL_PORT');
		},
		async end(patience) {
			await Promise.all([server, ...(install === undefined ? [] : [install])].map((each) => endServer(each, patience)));
		}
	};
}

const contextOf = ({ certificate, key }: ServerCertificate): SecureContextOptions => ({ cert: certificate, key });
