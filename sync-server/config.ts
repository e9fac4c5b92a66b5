import { hostNames } from './http/own-host.ts';
import { isLoopbackHost } from './tls/address-ranges.ts';

/** How this server is to run, from its environment and its arguments. */
export interface Config {
	readonly host: string;
	readonly port: number;
	readonly dataDirectory: string;
	readonly adminName: string;
	/** Without it the first start draws one. */
	readonly adminPassword: string | undefined;
	/** Serve the plant's network: over TLS, by a certificate of our own making where none is given. */
	readonly lan: boolean;
	/** Of the page that gives the authority's certificate to new devices. */
	readonly installPort: number;
	/** PEM files of a certificate that somebody else issues. */
	readonly certificate: { readonly certificateFile: string; readonly keyFile: string } | undefined;
	/** Names of the public name system that are this server's, in lower case. */
	readonly hosts: readonly string[];
	/** The origin devices are to use, when it is none that this machine can find out. */
	readonly siteAddress: string | undefined;
	/** Serve everybody over plain HTTP, so that devices that were enrolled there can send what they have. */
	readonly allowsPlainHttp: boolean;
}

/** Throws, in words for the person who starts the server. */
export function readConfig(
	environment: Readonly<Record<string, string | undefined>>,
	args: readonly string[] = []
): Config {
	const { HOST, PORT, DATA_DIR, ADMIN_USER, ADMIN_PASSWORD } = environment;
	const { INSTALL_PORT, TLS_CERT, TLS_KEY, SITE_ADDRESS, HOSTS, ALLOW_PLAIN_HTTP } = environment;
	const unknown = args.find((arg) => arg !== '--lan');
	if (unknown !== undefined) throw new Error(`there is no option ${unknown}: only --lan`);
	const lan = args.includes('--lan');
	const port = readPort('PORT', PORT, 7350);
	const adminName = ADMIN_USER || 'admin';
	if (!/^[^:\p{Cc}]+$/u.test(adminName)) throw new Error('ADMIN_USER must not hold a colon');
	if (!TLS_CERT !== !TLS_KEY) throw new Error('TLS_CERT and TLS_KEY belong together: set both, or none');
	return {
		host: HOST || (lan ? '0.0.0.0' : '127.0.0.1'),
		port,
		dataDirectory: DATA_DIR || './data',
		adminName,
		adminPassword: ADMIN_PASSWORD || undefined,
		lan,
		// 0 is any free one, for both
		installPort: readPort('INSTALL_PORT', INSTALL_PORT, port === 0 ? 0 : port === 65_535 ? port - 1 : port + 1),
		certificate: TLS_CERT && TLS_KEY ? { certificateFile: TLS_CERT, keyFile: TLS_KEY } : undefined,
		hosts: hostNames(HOSTS),
		siteAddress: SITE_ADDRESS ? readSiteAddress(SITE_ADDRESS) : undefined,
		allowsPlainHttp: readSwitch('ALLOW_PLAIN_HTTP', ALLOW_PLAIN_HTTP)
	};
}

function readPort(name: string, text: string | undefined, otherwise: number): number {
	const port = Number(text || otherwise);
	if (!Number.isInteger(port) || port < 0 || port > 65_535)
		throw new Error(`${name} is ${text}: it must be 0 to 65535`);
	return port;
}

function readSwitch(name: string, text: string | undefined): boolean {
	if (!text || text === '0') return false;
	if (text === '1') return true;
	throw new Error(`${name} is ${text}: it must be 1 or 0`);
}

/** An origin, as browsers spell it. */
function readSiteAddress(text: string): string {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url === undefined || url.origin === 'null' || `${url.origin}/` !== url.href) {
		throw new Error(`SITE_ADDRESS is ${text}: it must be like https://floorbook.local:7350, and nothing after that`);
	}
	if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname))) return url.origin;
	throw new Error(`SITE_ADDRESS is ${text}: devices need https`);
}
