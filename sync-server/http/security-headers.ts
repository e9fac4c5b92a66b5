import { createHash } from 'node:crypto';

/** On every answer. */
export const COMMON_HEADERS: Readonly<Record<string, string>> = {
	'x-content-type-options': 'nosniff',
	'referrer-policy': 'no-referrer',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'x-frame-options': 'DENY',
	'permissions-policy': 'camera=(self), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()'
};

/** What is no page of ours may load nothing and be framed by nobody. */
export const NO_PAGE_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** The policy of the app's page, whose inline scripts are let through by their hashes and no others. */
export function pagePolicy(html: string): string {
	const hashes = inlineScripts(html).map(
		(script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`
	);
	return [
		"default-src 'none'",
		`script-src 'self' 'wasm-unsafe-eval' ${hashes.join(' ')}`.trim(),
		"style-src 'self' 'unsafe-inline'",
		"img-src 'self' data: blob:",
		"media-src 'self' blob:",
		"font-src 'self'",
		"connect-src 'self'",
		"worker-src 'self'",
		"manifest-src 'self'",
		"object-src 'none'",
		"base-uri 'none'",
		"form-action 'self'",
		"frame-ancestors 'none'"
	].join('; ');
}

function inlineScripts(html: string): string[] {
	const scripts: string[] = [];
	for (const [, attributes = '', text = ''] of html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/gi)) {
		if (!/\bsrc\s*=/i.test(attributes)) scripts.push(text);
	}
	return scripts;
}
