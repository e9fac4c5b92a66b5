import { createHash } from 'node:crypto';
import { COMMON_HEADERS } from './security-headers.ts';

/** The languages of the few pages that are there before the app is. */
export type PageLanguage = 'en' | 'de';

export interface PageOptions {
	readonly status?: number;
	readonly language: PageLanguage;
	readonly title: string;
	/** HTML. What came from outside is escaped in it. */
	readonly body: string;
	/** Rules of this page alone. A constant: it is named in the policy. */
	readonly style?: string;
	/** Seconds after which the browser asks for the page again. */
	readonly refresh?: number;
}

const STYLE = `
:root { color-scheme: light dark; font: 1.0625rem/1.5 system-ui, sans-serif; }
body { margin: 0 auto; padding: 1rem; max-inline-size: 44rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.2; }
h2 { font-size: 1.1875rem; margin-block: 2rem 0.25rem; }
li { margin-block: 0.375rem; }
a { display: inline-block; min-block-size: 2.75rem; align-content: center; }
.button { padding-inline: 1rem; border: 2px solid; border-radius: 0.5rem; font-weight: 600; text-decoration: none; }
code { font: 1em ui-monospace, monospace; }
.fingerprint { font: 600 1.0625rem/1.7 ui-monospace, monospace; word-spacing: 0.35em; }
svg { inline-size: 14rem; max-inline-size: 100%; block-size: auto; }
`;

const policyOf = (style: string): string =>
	[
		"default-src 'none'",
		`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors 'none'"
	].join('; ');

/** A page of one file that runs nothing and loads nothing. */
export function createPage({ status = 200, language, title, body, style = '', refresh }: PageOptions): Response {
	const styles = STYLE + style;
	const html = `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${refresh === undefined ? '' : `<meta http-equiv="refresh" content="${refresh}">`}
<title>${escapeHtml(title)} · Floorbook</title>
<style>${styles}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`;
	return new Response(html, {
		status,
		headers: {
			...COMMON_HEADERS,
			'content-type': 'text/html; charset=utf-8',
			'content-security-policy': policyOf(styles),
			'cache-control': 'no-store',
			vary: 'accept-language'
		}
	});
}

/** The one that the address or the browser asks for, German or else English. */
export function pageLanguage(request: Request): PageLanguage {
	const chosen = new URL(request.url).searchParams.get('lang') ?? request.headers.get('accept-language') ?? '';
	return /^\s*de\b/i.test(chosen) ? 'de' : 'en';
}

export const escapeHtml = (text: string): string =>
	text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
