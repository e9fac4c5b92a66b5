/** What the app asks a browser for, for itself alone; the rest of what pages can ask for it never may. */
const USED = ['camera', 'fullscreen', 'screen-wake-lock'];
const UNUSED = [
	'accelerometer',
	'browsing-topics',
	'clipboard-read',
	'display-capture',
	'encrypted-media',
	'geolocation',
	'gyroscope',
	'hid',
	'idle-detection',
	'local-fonts',
	'magnetometer',
	'microphone',
	'midi',
	'payment',
	'picture-in-picture',
	'publickey-credentials-get',
	'serial',
	'storage-access',
	'usb',
	'window-management',
	'xr-spatial-tracking'
];

/** On every answer. */
export const COMMON_HEADERS: Readonly<Record<string, string>> = {
	'x-content-type-options': 'nosniff',
	'referrer-policy': 'no-referrer',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'x-frame-options': 'DENY',
	'permissions-policy': [...USED.map((name) => `${name}=(self)`), ...UNUSED.map((name) => `${name}=()`)].join(', ')
};

/** What is no page of ours may load nothing and be framed by nobody. */
export const NO_PAGE_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

const META = /<meta http-equiv="content-security-policy" content="([^"]+)"/i;

/**
 * The policy that the build wrote into its page (svelte.config.js), with what browsers take from a header only. As a header it
 * holds for workers too. Throws where the page carries none: it is no page to serve.
 */
export function pagePolicy(html: string): string {
	const policy = META.exec(html)?.[1];
	if (policy === undefined) throw new Error('the page to serve carries no content security policy');
	return `${policy}; frame-ancestors 'none'`;
}
