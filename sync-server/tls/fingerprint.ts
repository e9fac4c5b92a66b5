import type { X509Certificate } from 'node:crypto';

/** SHA-256 of a certificate: 64 hexadecimal digits. */
export const fingerprintOf = ({ fingerprint256 }: X509Certificate): string =>
	fingerprint256.replaceAll(':', '').toLowerCase();

/** As people compare it: `3F2A 91BC …`. */
export const fingerprintGroups = (fingerprint: string): string =>
	(fingerprint.toUpperCase().match(/.{1,4}/g) ?? []).join(' ');
