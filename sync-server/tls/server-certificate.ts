import { createPrivateKey, X509Certificate } from 'node:crypto';
import { err, ok, type Result } from '#domain/kernel/result.ts';
import { isIP } from 'node:net';

/** What a TLS server shows, with what is told of it to people. */
export interface ServerCertificate {
	/** PEM; below the server's own certificate those that lead to an authority, where there are any. */
	readonly certificate: string;
	readonly key: string;
	/** Milliseconds since 1970. */
	readonly from: number;
	readonly until: number;
	/** Host names, also with `*.`, and IP addresses. */
	readonly names: readonly string[];
}

/** Reads a pair of PEM texts. The error says in plain words what is wrong with them. */
export function readServerCertificate(certificate: string, key: string): Result<ServerCertificate, string> {
	const leaf = parse(() => new X509Certificate(certificate));
	if (leaf === undefined) return err('the certificate is not a PEM certificate (-----BEGIN CERTIFICATE-----)');
	const privateKey = parse(() => createPrivateKey(key));
	if (privateKey === undefined) return err('the key is not an unencrypted PEM key (-----BEGIN PRIVATE KEY-----)');
	if (!leaf.checkPrivateKey(privateKey)) return err('the key does not belong to the certificate');
	return ok({
		certificate,
		key,
		from: leaf.validFromDate.getTime(),
		until: leaf.validToDate.getTime(),
		names: alternativeNames(leaf)
	});
}

function parse<Value>(read: () => Value): Value | undefined {
	try {
		return read();
	} catch {
		return undefined;
	}
}

/** Browsers look nowhere else: not at the subject. */
const alternativeNames = ({ subjectAltName = '' }: X509Certificate): string[] =>
	subjectAltName.split(', ').flatMap((entry) => /^(?:DNS|IP Address):(.+)$/.exec(entry)?.[1]?.toLowerCase() ?? []);

/** Whether a browser accepts the certificate for a host of an address. */
export function covers({ names }: Pick<ServerCertificate, 'names'>, host: string): boolean {
	const wanted = canonical(host.toLowerCase());
	if (isIP(wanted) !== 0) return names.some((name) => canonical(name) === wanted);
	const [, parent] = /^[^.]+\.(.+)$/.exec(wanted) ?? [];
	return names.includes(wanted) || (parent !== undefined && names.includes(`*.${parent}`));
}

/** IPv6 in one spelling. Certificates print it in full, people do not. */
const canonical = (host: string): string =>
	isIP(host) === 6 ? new URL(`http://[${host}]`).hostname.slice(1, -1) : host;
