/**
 * Keeps one version of the app in the browser, whole, so that it starts, deep-links and reloads with no server in reach.
 * It holds the app only: what happens on the floor is in IndexedDB, and its replication never passes through here.
 */
import { build, files, version } from '$service-worker';
import { clearedPage } from './cleared-page.ts';

const worker = self as unknown as ServiceWorkerGlobalScope;

const SHELL_PREFIX = 'shell-';
const SHELL = `${SHELL_PREFIX}${version}`;
/** The one page; every address of the app is drawn by it. */
const PAGE = '/';

const hashed = new Set(build);
/** All but the pictures that only an installation shows. */
const assets = new Set([...build, ...files.filter((path) => !path.startsWith('/screenshots/'))]);

/** A hashed file never changes, so an older shell's copy saves a download; anything else is asked past the HTTP cache. */
async function keep(shell: Cache, path: string): Promise<void> {
	const earlier = hashed.has(path) ? await caches.match(path) : undefined;
	if (earlier) return shell.put(path, earlier);
	const response = await fetch(path, { cache: hashed.has(path) ? 'default' : 'reload' });
	// the browser tries the installation again later; until then the earlier shell serves
	if (!(await isOfThisShell(path, response.clone()))) throw new Error(`what came for ${path} is not of this shell`);
	return shell.put(path, response);
}

async function install(): Promise<void> {
	const shell = await caches.open(SHELL);
	await Promise.all([PAGE, ...assets].map((path) => keep(shell, path)));
}

async function activate(): Promise<void> {
	const names = await caches.keys();
	await Promise.all(
		names.filter((name) => name.startsWith(SHELL_PREFIX) && name !== SHELL).map((name) => caches.delete(name))
	);
	await worker.clients.claim();
}

async function fromShell(path: string, request: Request): Promise<Response> {
	const shell = await caches.open(SHELL);
	return (await shell.match(path)) ?? restore(shell, path, request);
}

/** The browser may have dropped the cache under pressure; then the network is asked, and what it answers is kept again. */
async function restore(shell: Cache, path: string, request: Request): Promise<Response> {
	try {
		const response = await fetch(request);
		if (await isOfThisShell(path, response.clone())) await shell.put(path, response.clone());
		return response;
	} catch (cause) {
		if (request.mode === 'navigate') return clearedPage();
		throw cause;
	}
}

/** A stranger's network answers with its login page, and a newer server with the page of a newer shell: neither is kept. */
async function isOfThisShell(path: string, response: Response): Promise<boolean> {
	if (!response.ok || response.redirected) return false;
	const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
	if (path !== PAGE) return !isPage;
	const text = await response.text();
	return build.some((file) => file.includes('/entry/start.') && text.includes(file));
}

/** What only the server can answer: the records, enrolment, and which version is the newest. */
function belongsToServer(path: string): boolean {
	return /^\/(couchdb(\/|$)|enrol\/)/.test(path) || path.endsWith('/version.json');
}

/** A label's QR spells its address in capitals, which take less room in the code. */
function labelAddress({ pathname, search, hash }: URL): string | undefined {
	const code = /^\/B\/([^/]+)\/?$/.exec(pathname)?.[1];
	return code === undefined ? undefined : `/b/${code.toLowerCase()}${search}${hash}`;
}

function answer(request: Request): Promise<Response> | Response | undefined {
	const url = new URL(request.url);
	if (request.method !== 'GET' || url.origin !== worker.location.origin || belongsToServer(url.pathname)) {
		return undefined;
	}
	if (assets.has(url.pathname)) return fromShell(url.pathname, request);
	if (request.mode !== 'navigate') return undefined;
	// the server's own page; a kiosk would have no way back from a browser's error page
	if (/^\/health(\/|$)/.test(url.pathname)) return fetch(request).catch(() => fromShell(PAGE, request));
	const label = labelAddress(url);
	if (label !== undefined) return Response.redirect(new URL(label, url), 302);
	return fromShell(PAGE, request);
}

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(activate()));
worker.addEventListener('fetch', (event) => {
	const response = answer(event.request);
	if (response) event.respondWith(response);
});
worker.addEventListener('message', (event) => {
	// The page asks, when the person there agreed to the update.
	const { type } = (event.data ?? {}) as { type?: unknown };
	if (type === 'SKIP_WAITING') event.waitUntil(worker.skipWaiting());
});
