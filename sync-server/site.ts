import { refuse, json } from './http/answer.ts';
import { methodNotAllowed } from './http/problem.ts';
import type { CertificateState } from './tls/certificate-care.ts';
import type { SiteAddress } from './tls/site-address.ts';

/** How this server is reached, as far as it knows. */
export interface Reach {
	readonly address: SiteAddress;
	/** SHA-256 of the certificate of an authority that was made here, 64 hexadecimal digits. */
	readonly fingerprint: string | null;
	/** Undefined without TLS. */
	readonly certificate: (() => CertificateState) | undefined;
}

/**
 * GET /site, by anybody: 200 {address, fingerprint, uuid, certificate}. `address` is the origin that devices are to use;
 * `fingerprint` as in Reach; `certificate` {until, trouble}, or null without TLS.
 */
export function answerSite(reach: Reach | undefined, uuid: string, request: Request): Response {
	if (request.method !== 'GET' && request.method !== 'HEAD') {
		return refuse(methodNotAllowed('GET', 'HEAD'));
	}
	const site = {
		address: reach?.address.current() ?? new URL(request.url).origin,
		fingerprint: reach?.fingerprint ?? null,
		uuid,
		certificate: reach?.certificate?.() ?? null
	};
	return json(site, 200, { 'cache-control': 'no-store' });
}
