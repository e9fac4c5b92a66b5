import { createPrivateKey, randomBytes, X509Certificate, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CertificateSource, Look } from './certificate-source.ts';
import { createAuthority, issueCertificate, permittedNames } from './authority.ts';
import type { MachineNames } from './machine-names.ts';
import { covers, readServerCertificate, type ServerCertificate } from './server-certificate.ts';

export const AUTHORITY_CERTIFICATE = 'authority.crt';
/** By itself, so that it can be kept elsewhere: the server needs it for renewals only. */
export const AUTHORITY_KEY = 'authority.key';
/** Certificate and key in one file: a crash leaves the old pair or the new one. */
export const SERVER_CERTIFICATE = 'server.pem';

const DAY = 86_400_000;
const FOR_OWNER_ONLY = 0o600;

export interface MadeCertificateOptions {
	readonly directory: string;
	/** Asked at every look: addresses change. */
	readonly names: () => MachineNames;
	readonly now: number;
}

/**
 * An authority of this machine's own, made once, and a certificate that is renewed when a third of its life is left or the
 * machine has an address more. Throws, in words, when the files cannot be read or written.
 */
export function openMadeCertificate({ directory, names, now }: MadeCertificateOptions): CertificateSource {
	const path = (file: string): string => join(directory, file);
	mkdirSync(directory, { recursive: true, mode: 0o700 });
	if (!existsSync(path(AUTHORITY_CERTIFICATE))) {
		// one that has signed is on every device: only a start that was cut off right here leaves a key without it
		if (existsSync(path(AUTHORITY_KEY)) && existsSync(path(SERVER_CERTIFICATE))) {
			throw new Error(`${path(AUTHORITY_CERTIFICATE)} is not there: put it back, or take the whole folder away`);
		}
		const made = createAuthority(names(), now);
		// the key first: a certificate whose key was never kept could renew nothing
		replaceFile(path(AUTHORITY_KEY), made.key, FOR_OWNER_ONLY);
		replaceFile(path(AUTHORITY_CERTIFICATE), made.certificate, 0o644);
	}
	const authority = new X509Certificate(readFileSync(path(AUTHORITY_CERTIFICATE)));
	let current = readCurrent(path(SERVER_CERTIFICATE), authority);

	function renew(wanted: MachineNames, at: number): string | null {
		try {
			const key = readAuthorityKey(path(AUTHORITY_KEY), authority);
			if (key === undefined) return `${path(AUTHORITY_KEY)} is not there: put it back`;
			const pem = issueCertificate({ certificate: authority, key }, wanted, at);
			replaceFile(path(SERVER_CERTIFICATE), pem.certificate + pem.key, FOR_OWNER_ONLY);
			current = readCurrent(path(SERVER_CERTIFICATE), authority);
			return null;
		} catch (error) {
			return error instanceof Error ? error.message : String(error);
		}
	}

	return {
		authority,
		names: () => permittedNames(authority, names()).permitted,
		look(at): Look {
			const { permitted, others } = permittedNames(authority, names());
			const failure = isDue(current, permitted, at) ? renew(permitted, at) : null;
			return { certificate: current, trouble: troubleOf(current, failure, authority, others, at) };
		}
	};
}

/** With a third of its life left, and as soon as it lacks a name; one that is gone leaves with the next renewal. */
function isDue(current: ServerCertificate | undefined, { dns, ip }: MachineNames, now: number): boolean {
	if (current === undefined) return true;
	const { from, until } = current;
	return now < from || now >= until - (until - from) / 3 || [...dns, ...ip].some((name) => !covers(current, name));
}

function troubleOf(
	current: ServerCertificate | undefined,
	failure: string | null,
	authority: X509Certificate,
	others: readonly string[],
	now: number
): string | null {
	const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
	if (failure !== null) {
		const until = current === undefined ? 'there is none' : `the one in use ends on ${day(current.until)}`;
		return `The certificate could not be renewed (${failure}); ${until}.`;
	}
	const end = authority.validToDate.getTime();
	if (now > end - 365 * DAY) {
		return `The certificate authority ends on ${day(end)}: make a new one, and install it on every device.`;
	}
	if (others.length === 0) return null;
	return `The certificate authority may not speak for ${others.join(', ')}: devices cannot use that address.`;
}

/** Undefined where its file is not there: what it signed goes on serving, and cannot be renewed. */
function readAuthorityKey(file: string, authority: X509Certificate): KeyObject | undefined {
	if (!existsSync(file)) return undefined;
	const key = createPrivateKey(readFileSync(file));
	if (!authority.checkPrivateKey(key)) throw new Error(`${file} is not the key of this authority`);
	return key;
}

/** Undefined also for one that another authority signed: the folder may be put together from two backups. */
function readCurrent(file: string, authority: X509Certificate): ServerCertificate | undefined {
	if (!existsSync(file)) return undefined;
	const text = readFileSync(file, 'utf8');
	const read = readServerCertificate(text, text);
	if (!read.ok || !new X509Certificate(text).verify(authority.publicKey)) return undefined;
	return read.value;
}

function replaceFile(path: string, text: string, mode: number): void {
	const fresh = `${path}.${randomBytes(4).toString('hex')}`;
	writeFileSync(fresh, text, { mode, flag: 'wx', flush: true });
	renameSync(fresh, path);
}
