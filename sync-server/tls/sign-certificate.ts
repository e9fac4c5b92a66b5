import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
	AlgorithmIdentifier,
	AttributeTypeAndValue,
	AttributeValue,
	AuthorityKeyIdentifier,
	BasicConstraints,
	Certificate,
	ExtendedKeyUsage,
	Extension,
	Extensions,
	id_ce_authorityKeyIdentifier,
	id_ce_basicConstraints,
	id_ce_extKeyUsage,
	id_ce_keyUsage,
	id_ce_subjectKeyIdentifier,
	id_kp_serverAuth,
	KeyIdentifier,
	KeyUsage,
	KeyUsageFlags,
	Name,
	RelativeDistinguishedName,
	SubjectKeyIdentifier,
	SubjectPublicKeyInfo,
	TBSCertificate,
	Validity,
	Version
} from '@peculiar/asn1-x509';

/** Object identifiers of RFC 5758 and X.520. */
const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
const COMMON_NAME = '2.5.4.3';
const ORGANIZATION = '2.5.4.10';

export interface KeyPair {
	readonly publicKey: KeyObject;
	readonly privateKey: KeyObject;
}

export interface CertificateRequest {
	readonly subject: Name;
	readonly publicKey: KeyObject;
	readonly issuer: Name;
	readonly issuerKey: KeyPair;
	/** Milliseconds since 1970, both ends included. */
	readonly from: number;
	readonly until: number;
	readonly isAuthority: boolean;
	/** Beside those that every certificate of ours carries. */
	readonly extensions: readonly Extension[];
}

export const createKeyPair = (): KeyPair => generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** An X.509 version 3 certificate for TLS servers (RFC 5280), ECDSA on P-256, as PEM. */
export function signCertificate(request: CertificateRequest): string {
	const { subject, publicKey, issuer, issuerKey, from, until, isAuthority } = request;
	const algorithm = new AlgorithmIdentifier({ algorithm: ECDSA_WITH_SHA256 });
	const usage = isAuthority ? KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign : KeyUsageFlags.digitalSignature;
	const tbsCertificate = new TBSCertificate({
		version: Version.v3,
		serialNumber: serialNumber(),
		signature: algorithm,
		issuer,
		validity: new Validity({ notBefore: new Date(from), notAfter: new Date(until) }),
		subject,
		subjectPublicKeyInfo: AsnConvert.parse(spki(publicKey), SubjectPublicKeyInfo),
		extensions: new Extensions([
			extension(
				id_ce_basicConstraints,
				new BasicConstraints(isAuthority ? { cA: true, pathLenConstraint: 0 } : { cA: false }),
				true
			),
			extension(id_ce_keyUsage, new KeyUsage(usage), true),
			// on the authority too: nothing it signs may stand for mail, code or people
			extension(id_ce_extKeyUsage, new ExtendedKeyUsage([id_kp_serverAuth])),
			extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(keyId(publicKey))),
			extension(
				id_ce_authorityKeyIdentifier,
				new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(keyId(issuerKey.publicKey)) })
			),
			...request.extensions
		])
	});
	const signed = Buffer.from(AsnConvert.serialize(tbsCertificate));
	const certificate = new Certificate({
		tbsCertificate,
		signatureAlgorithm: algorithm,
		signatureValue: copy(sign('sha256', signed, issuerKey.privateKey))
	});
	return toPem(Buffer.from(AsnConvert.serialize(certificate)));
}

export const extension = (extnID: string, value: unknown, critical = false): Extension =>
	new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });

export function nameOf(commonName: string): Name {
	const part = (type: string, utf8String: string): RelativeDistinguishedName =>
		new RelativeDistinguishedName([new AttributeTypeAndValue({ type, value: new AttributeValue({ utf8String }) })]);
	return new Name([part(ORGANIZATION, 'Floorbook'), part(COMMON_NAME, commonName)]);
}

/** Positive, and 119 bits of chance: two authorities of one name never give out the same. */
function serialNumber(): ArrayBuffer {
	const bytes = randomBytes(16);
	bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
	return copy(bytes);
}

const spki = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });

/** RFC 5280, 4.2.1.2, method 1: SHA-1 of the public key's bits. It names a key and protects nothing. */
function keyId(key: KeyObject): ArrayBuffer {
	const { subjectPublicKey } = AsnConvert.parse(spki(key), SubjectPublicKeyInfo);
	return copy(createHash('sha1').update(Buffer.from(subjectPublicKey)).digest());
}

const copy = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;

const toPem = (der: Buffer): string =>
	`-----BEGIN CERTIFICATE-----\n${(der.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`;
