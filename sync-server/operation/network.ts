import type { X509Certificate } from 'node:crypto';
import { hostname, networkInterfaces } from 'node:os';
import type { Config } from '../config.ts';
import { isLoopbackHost } from '../tls/address-ranges.ts';
import { createCertificateCare, type CertificateCare } from '../tls/certificate-care.ts';
import type { CertificateSource } from '../tls/certificate-source.ts';
import { namesOfMachine, type MachineNames } from '../tls/machine-names.ts';
import { openCertificate } from '../tls/open-certificate.ts';
import { localOrigins, plainOrigin, secureOrigins } from '../tls/served-origins.ts';

/** How this machine is reached, and the certificate it shows; without TLS there is no source and no care. */
export interface Network {
	names(): MachineNames;
	readonly source: CertificateSource | undefined;
	readonly authority: X509Certificate | null;
	readonly care: CertificateCare | undefined;
	/** Every origin that is answered at; the likeliest to be typed by a device first. */
	origins(): string[];
	/** What is odd about how it is to be reached, a sentence each. */
	warnings(): string[];
}

export interface NetworkOptions {
	readonly config: Config;
	readonly now: () => number;
	readonly warn: (trouble: string) => void;
	/** Of the server; asked once it listens. */
	readonly port: () => number;
}

/** Throws, in words, when there is no certificate where one is needed. */
export function openNetwork({ config, now, warn, port }: NetworkOptions): Network {
	const { host, siteAddress, allowsPlainHttp } = config;
	const siteHost = siteAddress === undefined ? undefined : new URL(siteAddress).hostname;
	const names = () => namesOfMachine({ hostname: hostname(), interfaces: networkInterfaces(), host, siteHost });
	const source = openCertificate(config, names, now());
	return {
		names,
		source,
		authority: source?.authority ?? null,
		care: source && createCertificateCare({ source, now, warn }),
		origins: () => [
			...(source === undefined ? [] : secureOrigins(source.names(), port())),
			...localOrigins(port()),
			...(allowsPlainHttp ? names().ip.map((ip) => plainOrigin(ip, port())) : [])
		],
		warnings() {
			if (allowsPlainHttp) {
				return [
					'ALLOW_PLAIN_HTTP=1: everything is served without encryption. Only to let devices send what they have.'
				];
			}
			if (source !== undefined || isLoopbackHost(host)) return [];
			const others = 'other machines get an explanation and nothing else';
			return [`HOST is ${host}, without HTTPS: ${others}. Start with: npm start -- --lan`];
		}
	};
}
