import { isSecure } from '../auth/authenticate.ts';
import { refuse } from '../http/answer.ts';
import type { Handle } from '../http/node-server.ts';
import { peerAddress } from '../http/peer-address.ts';
import { problem } from '../http/problem.ts';
import { COMMON_HEADERS } from '../http/security-headers.ts';
import { isLoopback, isLoopbackHost } from './address-ranges.ts';
import { createPage, escapeHtml, pageLanguage, type PageLanguage } from '../http/page.ts';

/** Where a person is sent who came over plain HTTP: the site's origin, and the page that helps a device trust it. */
export interface Elsewhere {
	readonly secure: string;
	readonly install?: string;
}

export interface PlainHttpOptions {
	readonly handle: Handle;
	/** Undefined while there is no such place; `host` as it was asked for. */
	readonly elsewhere: (host: string) => Elsewhere | undefined;
}

/** What watches a server may ask without TLS: the answer holds nothing of the site. */
const HEALTH = '/couchdb/_up';

/**
 * Lets plain HTTP through where nobody can listen in and browsers treat it as secure: from this machine, under its own names
 * (another name is somebody else's page that points here), and from a proxy that says it took TLS off. Anything else would
 * hand out passwords to whoever listens, in a browser that keeps camera and storage from the page.
 */
export function refusePlainHttp({ handle, elsewhere }: PlainHttpOptions): Handle {
	return async (request) => {
		const { pathname, hostname } = new URL(request.url);
		const isOwn = isLoopback(peerAddress(request)) && isLoopbackHost(hostname);
		if (isSecure(request) || isOwn || pathname === HEALTH) return handle(request);
		const wantsPage = request.headers.get('accept')?.includes('text/html') ?? false;
		if (!wantsPage) return refuse({ ...problem(403, 'https_required', TEXTS.en.lead), headers: COMMON_HEADERS });
		const language = pageLanguage(request);
		const { title, lead } = TEXTS[language];
		const body = `<p>${lead}</p>${directions(elsewhere(hostname), language)}`;
		return createPage({ status: 403, language, title, body });
	};
}

function directions(place: Elsewhere | undefined, language: PageLanguage): string {
	const { install, ask } = TEXTS[language];
	const link = (href: string): string => `<a href="${escapeHtml(href)}">${escapeHtml(href)}</a>`;
	if (place === undefined) return `<p>${ask}</p>`;
	const help = place.install === undefined ? '' : `<p>${install} ${link(place.install)}</p>`;
	return `<p>${link(place.secure)}</p>${help}`;
}

const TEXTS: Readonly<Record<PageLanguage, Record<'title' | 'lead' | 'install' | 'ask', string>>> = {
	en: {
		title: 'This address needs HTTPS',
		lead: 'Over plain HTTP a browser gives no camera and no safe storage, and anybody on the network can read along: nothing is served here.',
		install: 'If the browser does not trust that address yet:',
		ask: 'Whoever looks after the server turns HTTPS on with <code>npm start -- --lan</code>.'
	},
	de: {
		title: 'Diese Adresse braucht HTTPS',
		lead: 'Ohne HTTPS gibt ein Browser weder Kamera noch sicheren Speicher frei, und im Netz kann jeder mitlesen: Hier wird nichts ausgeliefert.',
		install: 'Falls der Browser dieser Adresse noch nicht vertraut:',
		ask: 'Wer den Server betreut, schaltet HTTPS mit <code>npm start -- --lan</code> ein.'
	}
};
