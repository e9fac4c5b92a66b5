import type { CertificateSource } from './certificate-source.ts';
import type { ServerCertificate } from './server-certificate.ts';

export interface CertificateCareOptions {
	readonly source: CertificateSource;
	readonly now: () => number;
	/** Told what a person has to do, in plain words: when it begins, and once a day after that. */
	readonly warn: (trouble: string) => void;
}

/** Keeps the certificate in use the newest one, and says so when it cannot. */
export interface CertificateCare {
	current(): ServerCertificate;
	/** Looks now whether there is a newer one. */
	check(): void;
	/** Checks again and again, and tells of each new certificate. Returns the end of it. */
	watch(use: (certificate: ServerCertificate) => void): () => void;
	/** For whatever watches the server. */
	state(): CertificateState;
}

export interface CertificateState {
	/** ISO 8601. */
	readonly until: string;
	readonly trouble: string | null;
}

/** A minute: an address that changed keeps every device out until it is in the certificate. */
const CHECK_EVERY = 60_000;
const WARN_EVERY = 86_400_000;

/** Throws, in words, when there is no certificate to begin with. */
export function createCertificateCare({ source, now, warn }: CertificateCareOptions): CertificateCare {
	const first = source.look(now());
	if (first.certificate === undefined) throw new Error(first.trouble ?? 'there is no certificate');
	let current = first.certificate;
	let trouble: string | null = null;
	let warned = 0;
	let use: (certificate: ServerCertificate) => void = () => {};
	note(first.trouble);

	function note(found: string | null): void {
		const isNews = found !== trouble || now() >= warned + WARN_EVERY;
		trouble = found;
		if (found === null || !isNews) return;
		warned = now();
		warn(found);
	}

	function check(): void {
		const look = source.look(now());
		if (look.certificate !== undefined && look.certificate.certificate !== current.certificate) {
			current = look.certificate;
			use(current);
		}
		note(look.trouble);
	}

	return {
		current: () => current,
		check,
		watch(listener) {
			use = listener;
			const timer = setInterval(check, CHECK_EVERY).unref();
			return () => clearInterval(timer);
		},
		state: () => ({ until: new Date(current.until).toISOString(), trouble })
	};
}
