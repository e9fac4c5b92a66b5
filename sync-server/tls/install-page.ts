import type { X509Certificate } from 'node:crypto';
import { toString as drawQr } from 'qrcode';
import { refuse } from '../http/answer.ts';
import type { Handle } from '../http/node-server.ts';
import { missing } from '../http/problem.ts';
import { COMMON_HEADERS } from '../http/security-headers.ts';
import { fingerprintGroups, fingerprintOf } from './fingerprint.ts';
import { installTexts } from './install-texts.ts';
import { createPage, escapeHtml, pageLanguage } from '../http/page.ts';

export interface InstallPageOptions {
	readonly authority: X509Certificate;
	/** The site's origin over HTTPS. */
	readonly address: () => string;
}

/** One file for all: Android, Windows and iOS take a plain DER certificate of this name and type. */
const CERTIFICATE = '/floorbook-authority.crt';

/**
 * What a device gets before it trusts this server, over plain HTTP: the authority's certificate and how to install it. There
 * is nothing else here, and nothing secret; who changes it on the way is found by the fingerprint.
 */
export function createInstallPage(options: InstallPageOptions): Handle {
	return async (request) => {
		const { pathname } = new URL(request.url);
		const isRead = request.method === 'GET' || request.method === 'HEAD';
		if (isRead && pathname === '/') return page(options, request);
		if (isRead && pathname === CERTIFICATE) return certificate(options.authority);
		return refuse({ ...missing('There is nothing at this address.'), headers: COMMON_HEADERS });
	};
}

function certificate({ raw }: X509Certificate): Response {
	return new Response(new Uint8Array(raw), {
		headers: {
			'content-type': 'application/x-x509-ca-cert',
			'content-disposition': `attachment; filename="${CERTIFICATE.slice(1)}"`,
			'content-length': String(raw.length),
			'cache-control': 'no-store',
			...COMMON_HEADERS
		}
	});
}

async function page({ authority, address }: InstallPageOptions, request: Request): Promise<Response> {
	const language = pageLanguage(request);
	const texts = installTexts(language);
	const origin = address();
	const link = `<a href="${escapeHtml(origin)}">${escapeHtml(origin)}</a>`;
	const name = /^CN=(.*)$/m.exec(authority.subject)?.[1] ?? 'Floorbook';
	const steps = texts.devices.map(
		({ title, steps }) =>
			`<h2>${title}</h2><ol>${steps.map((step) => `<li>${step.replace('{name}', escapeHtml(name))}</li>`).join('')}</ol>`
	);
	const body = [
		`<p><a href="/?lang=${texts.other.language}" hreflang="${texts.other.language}">${texts.other.name}</a></p>`,
		`<p>${texts.lead}</p>`,
		`<p><a class="button" href="${CERTIFICATE}" download>${texts.download}</a></p>`,
		`<h2>${texts.fingerprint}</h2><p class="fingerprint">${fingerprintGroups(fingerprintOf(authority))}</p><p>${texts.compare}</p>`,
		...steps,
		`<h2>${texts.then}</h2><p>${link}</p><p>${texts.scan}</p>${await drawQr(origin, { type: 'svg', margin: 4 })}`,
		`<p><a href="${escapeHtml(origin)}/check">${texts.check}</a></p>`
	];
	return createPage({ language, title: texts.title, body: body.join('\n') });
}
