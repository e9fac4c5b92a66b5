import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createAuthority, issueCertificate, type Pem } from '#sync-server/tls/authority.ts';
import type { MachineNames } from '#sync-server/tls/machine-names.ts';

/** An authority for tests, with the certificates that it signs. */
export interface TestAuthority {
	/** PEM, for the clients that are to trust it. */
	readonly certificate: string;
	issue(names?: MachineNames, now?: number): Pem;
}

const LOCAL: MachineNames = { dns: ['localhost'], ip: ['127.0.0.1'] };

export function createTestAuthority(permitted: MachineNames = LOCAL, now = Date.now()): TestAuthority {
	const { certificate, key } = createAuthority(permitted, now);
	const authority = { certificate: new X509Certificate(certificate), key: createPrivateKey(key) };
	return { certificate, issue: (names = permitted, at = now) => issueCertificate(authority, names, at) };
}
