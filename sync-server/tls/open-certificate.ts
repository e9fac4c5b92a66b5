import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { CertificateSource } from './certificate-source.ts';
import type { MachineNames } from './machine-names.ts';
import { openMadeCertificate } from './made-certificate.ts';
import { createOwnCertificate } from './own-certificate.ts';

type TlsConfig = Pick<Config, 'lan' | 'certificate' | 'dataDirectory' | 'siteAddress'>;

/** The certificate that the configuration asks for; undefined without TLS. Throws, in words, when its files cannot be used. */
export function openCertificate(
	{ lan, certificate, dataDirectory, siteAddress }: TlsConfig,
	names: () => MachineNames,
	now: number
): CertificateSource | undefined {
	if (certificate !== undefined) {
		const host = siteAddress === undefined ? undefined : new URL(siteAddress).hostname;
		return createOwnCertificate({ ...certificate, host });
	}
	return lan ? openMadeCertificate({ directory: join(dataDirectory, 'tls'), names, now }) : undefined;
}
