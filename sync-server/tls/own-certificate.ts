import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { err, type Result } from '#domain/kernel/result.ts';
import type { CertificateSource, Look } from './certificate-source.ts';
import { covers, readServerCertificate, type ServerCertificate } from './server-certificate.ts';

export interface OwnCertificateOptions {
	/** PEM files. */
	readonly certificateFile: string;
	readonly keyFile: string;
	/** Host of the address that devices use, where it is configured. */
	readonly host: string | undefined;
}

/** Renewing services do it with a third of the life left: whoever still has not at a quarter needs to hear of it. */
const ALARM_SHARE = 1 / 4;

/** A certificate that somebody else issues and renews, read anew at every look. */
export function createOwnCertificate(options: OwnCertificateOptions): CertificateSource {
	let known: readonly string[] = [];
	return {
		authority: null,
		// of `*.plant.example` nobody can tell which name this is
		names: () => ({
			dns: known.filter((name) => isIP(name) === 0 && !name.startsWith('*.')),
			ip: known.filter((name) => isIP(name) !== 0)
		}),
		look(now): Look {
			const read = readFiles(options);
			if (!read.ok) return { certificate: undefined, trouble: `TLS_CERT and TLS_KEY cannot be used: ${read.error}.` };
			const { from, until, names } = read.value;
			const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
			const refuse = (trouble: string): Look => ({ certificate: undefined, trouble });
			if (now >= until) return refuse(`The certificate of TLS_CERT expired on ${day(until)}.`);
			if (now < from) return refuse(`The certificate of TLS_CERT begins on ${day(from)}, or this clock is wrong.`);
			const { host } = options;
			if (host !== undefined && !covers(read.value, host)) {
				return refuse(`The certificate of TLS_CERT is for ${names.join(', ') || 'no name'}, not for ${host}.`);
			}
			known = names;
			if (host === undefined && names.every((name) => name.startsWith('*.'))) {
				return refuse(`The certificate of TLS_CERT is for ${names.join(', ') || 'no name'}: set SITE_ADDRESS.`);
			}
			const isLate = now > until - (until - from) * ALARM_SHARE;
			return {
				certificate: read.value,
				trouble: isLate ? `The certificate of TLS_CERT ends on ${day(until)}: renew it.` : null
			};
		}
	};
}

function readFiles({ certificateFile, keyFile }: OwnCertificateOptions): Result<ServerCertificate, string> {
	try {
		return readServerCertificate(readFileSync(certificateFile, 'utf8'), readFileSync(keyFile, 'utf8'));
	} catch (error) {
		return err(error instanceof Error ? error.message : String(error));
	}
}
