import { isSecure } from '../auth/authenticate.ts';
import type { Handle } from '../http/node-server.ts';
import { peerAddress } from '../http/peer-address.ts';
import { isLoopback, isLoopbackHost } from './address-ranges.ts';
import { createPage, type PageLanguage, pageLanguage } from './page.ts';

export interface PlainHttpOptions {
	readonly handle: Handle;
	/** Where a person is sent who came over plain HTTP, as far as there is such a place; `host` as it was asked for. */
	readonly elsewhere: (host: string) => { readonly secure: string; readonly install?: string } | undefined;
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
		const text = TEXTS[pageLanguage(request)];
		if (!wantsPage) {
			const body = JSON.stringify({ error: 'https_required', reason: TEXTS.en.lead });
			return new Response(`${body}\n`, { status: 403, headers: { 'content-type': 'application/json' } });
		}
		const place = elsewhere(hostname);
		const links =
			place === undefined
				? `<p>${text.ask}</p>`
				: `<p><a href="${place.secure}">${place.secure}</a></p>` +
					(place.install === undefined ? '' : `<p>${text.install} <a href="${place.install}">${place.install}</a></p>`);
		return createPage({
			status: 403,
			language: pageLanguage(request),
			title: text.title,
			body: `<p>${text.lead}</p>${links}`
		});
	};
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
