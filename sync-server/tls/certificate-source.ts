import type { X509Certificate } from 'node:crypto';
import type { MachineNames } from './machine-names.ts';
import type { ServerCertificate } from './server-certificate.ts';

/** Where the server's certificate comes from: made here, or given by the plant. */
export interface CertificateSource {
	/** The certificate of now, renewed first where that is ours to do. `now` in milliseconds since 1970. Never throws. */
	look(now: number): Look;
	/** What devices may call this server now. */
	names(): MachineNames;
	/** What devices have to be told to trust; null where they do anyway. */
	readonly authority: X509Certificate | null;
}

export interface Look {
	/** Undefined when none can be used; what was shown before stays in use. */
	readonly certificate: ServerCertificate | undefined;
	/** What a person has to do, in plain words. */
	readonly trouble: string | null;
}
