import { createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
	Certificate,
	GeneralName,
	GeneralSubtree,
	GeneralSubtrees,
	id_ce_nameConstraints,
	id_ce_subjectAltName,
	NameConstraints,
	SubjectAlternativeName
} from '@peculiar/asn1-x509';
import { isWithin, PRIVATE_RANGES, single, type Range } from './address-ranges.ts';
import type { MachineNames } from './machine-names.ts';
import { createKeyPair, extension, nameOf, signCertificate } from './sign-certificate.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const AUTHORITY_LIFE = 3_650 * DAY;
const CERTIFICATE_LIFE = 90 * DAY;

/** A phone whose clock is behind must not meet a certificate of tomorrow. */
const BACKDATED = DAY;

/** A certificate authority for one machine and nothing else: whoever steals its key can stand for its names only. */
export interface Authority {
	readonly certificate: X509Certificate;
	readonly key: KeyObject;
}

export interface Pem {
	readonly certificate: string;
	readonly key: string;
}

/** `now` in milliseconds since 1970. */
export function createAuthority({ dns, ip }: MachineNames, now: number): Pem {
	const keys = createKeyPair();
	// The ranges and not today's address: it changes, and what phones were told to trust cannot.
	const ranges = [...PRIVATE_RANGES, ...ip.filter((address) => !isWithin(address, PRIVATE_RANGES)).map(single)];
	const permitted = [
		...dns.map((dNSName) => new GeneralName({ dNSName })),
		...ranges.map((iPAddress) => new GeneralName({ iPAddress }))
	];
	const name = nameOf(`Floorbook authority of ${dns[0] ?? ip[0]} ${new Date(now).toISOString().slice(0, 10)}`);
	const constraints = new NameConstraints({
		permittedSubtrees: new GeneralSubtrees(permitted.map((base) => new GeneralSubtree({ base })))
	});
	const certificate = signCertificate({
		subject: name,
		publicKey: keys.publicKey,
		issuer: name,
		issuerKey: keys,
		from: now - BACKDATED,
		until: now - BACKDATED + AUTHORITY_LIFE - 1_000,
		isAuthority: true,
		extensions: [extension(id_ce_nameConstraints, constraints, true)]
	});
	return { certificate, key: keyPem(keys.privateKey) };
}

/** A certificate for a machine's names, on a key of its own. Names that the authority does not permit would void it whole. */
export function issueCertificate(authority: Authority, { dns, ip }: MachineNames, now: number): Pem {
	const keys = createKeyPair();
	const names = [
		...dns.map((dNSName) => new GeneralName({ dNSName })),
		...ip.map((iPAddress) => new GeneralName({ iPAddress }))
	];
	const { tbsCertificate } = AsnConvert.parse(authority.certificate.raw, Certificate);
	const certificate = signCertificate({
		subject: nameOf(`Floorbook on ${dns[0] ?? ip[0]}`),
		publicKey: keys.publicKey,
		issuer: tbsCertificate.subject,
		issuerKey: { privateKey: authority.key, publicKey: createPublicKey(authority.key) },
		from: now - BACKDATED,
		until: Math.min(now - BACKDATED + CERTIFICATE_LIFE - 1_000, authority.certificate.validToDate.getTime()),
		isAuthority: false,
		extensions: [extension(id_ce_subjectAltName, new SubjectAlternativeName(names))]
	});
	return { certificate, key: keyPem(keys.privateKey) };
}

/** Of these names, those that the authority may speak for, and those that it may not. */
export function permittedNames(
	authority: X509Certificate,
	names: MachineNames
): { readonly permitted: MachineNames; readonly others: readonly string[] } {
	const { dns, ranges } = readConstraints(authority);
	const isNamed = (name: string): boolean => dns.some((parent) => name === parent || name.endsWith(`.${parent}`));
	const isInRange = (address: string): boolean => isWithin(address, ranges);
	return {
		permitted: { dns: names.dns.filter(isNamed), ip: names.ip.filter(isInRange) },
		others: [...names.dns.filter((name) => !isNamed(name)), ...names.ip.filter((address) => !isInRange(address))]
	};
}

function readConstraints(authority: X509Certificate): { readonly dns: string[]; readonly ranges: Range[] } {
	const { tbsCertificate } = AsnConvert.parse(authority.raw, Certificate);
	const found = tbsCertificate.extensions?.find(({ extnID }) => extnID === id_ce_nameConstraints);
	if (found === undefined) return { dns: [], ranges: [] };
	const { permittedSubtrees } = AsnConvert.parse(found.extnValue, NameConstraints);
	const bases = (permittedSubtrees ?? new GeneralSubtrees()).map(({ base }) => base);
	return {
		dns: bases.flatMap(({ dNSName }) => dNSName ?? []),
		ranges: bases.flatMap(({ iPAddress }) => (iPAddress as Range | undefined) ?? [])
	};
}

const keyPem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }) as string;
