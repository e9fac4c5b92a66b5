import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { refuse } from './answer.ts';
import { accepts } from './compress.ts';
import { isKnown } from './entity-tag.ts';
import { namesFile } from './file-path.ts';
import { methodNotAllowed, missing } from './problem.ts';
import { pagePolicy } from './security-headers.ts';

/** Serves the built app. */
export type StaticFiles = (request: Request, path: string) => Promise<Response>;

type Encoding = 'br' | 'gzip';

interface StaticFile {
	readonly path: string;
	readonly type: string;
	readonly etag: string;
	readonly cacheControl: string;
	/** Compressed copies that lie beside it. */
	readonly encoded: Readonly<Partial<Record<Encoding, string>>>;
}

const TYPES: Readonly<Record<string, string>> = {
	'.css': 'text/css; charset=utf-8',
	'.html': 'text/html; charset=utf-8',
	'.ico': 'image/x-icon',
	'.jpg': 'image/jpeg',
	'.js': 'text/javascript; charset=utf-8',
	'.json': 'application/json',
	'.map': 'application/json',
	'.mp3': 'audio/mpeg',
	'.png': 'image/png',
	'.svg': 'image/svg+xml',
	'.txt': 'text/plain; charset=utf-8',
	'.wasm': 'application/wasm',
	'.wav': 'audio/wav',
	'.webmanifest': 'application/manifest+json',
	'.webp': 'image/webp',
	'.woff2': 'font/woff2'
};

const SUFFIXES: Readonly<Record<Encoding, string>> = { br: '.br', gzip: '.gz' };

const FALLBACK = '/index.html';

/** Names of hashed files change with their content; everything else is asked for anew, by its ETag. */
const IMMUTABLE = /^\/_app\/immutable\//;

/** Reads the folder's list of files once: what is not in it is not served, wherever a path may point. */
export function createStaticFiles(directory: string): StaticFiles {
	const files = listFiles(directory);
	const fallback = files.get(FALLBACK);
	const policy = fallback === undefined ? '' : pagePolicy(readFileSync(fallback.path, 'utf8'));

	return async (request, path) => {
		if (request.method !== 'GET' && request.method !== 'HEAD') {
			return refuse(methodNotAllowed('GET', 'HEAD'));
		}
		const file = files.get(path) ?? (isPage(path) ? fallback : undefined);
		if (file === undefined) return refuse(missing('There is nothing at this address.'));
		const headers: Record<string, string> = {
			'content-type': file.type,
			'cache-control': file.cacheControl,
			etag: file.etag,
			vary: 'accept-encoding'
		};
		// A worker, the service worker too, is held to the policy that comes with its own script.
		if (file === fallback || file.type === TYPES['.js']) headers['content-security-policy'] = policy;
		if (isKnown(request, file.etag)) return new Response(null, { status: 304, headers });
		const encoding = chooseEncoding(request, file);
		if (encoding) headers['content-encoding'] = encoding;
		const bytes = await readFile((encoding && file.encoded[encoding]) ?? file.path);
		return new Response(bytes, { headers: { ...headers, 'content-length': String(bytes.length) } });
	};
}

function listFiles(directory: string): Map<string, StaticFile> {
	const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
	const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
	const present = new Set(paths);
	const files = new Map<string, StaticFile>();
	for (const path of paths) {
		if (Object.values(SUFFIXES).includes(extname(path)) && present.has(path.slice(0, -extname(path).length))) continue;
		const url = path.slice(directory.length).replaceAll('\\', '/');
		const encoded: Partial<Record<Encoding, string>> = {};
		for (const encoding of ['br', 'gzip'] as const) {
			if (present.has(path + SUFFIXES[encoding])) encoded[encoding] = path + SUFFIXES[encoding];
		}
		files.set(url, {
			path,
			encoded,
			type: TYPES[extname(path)] ?? 'application/octet-stream',
			etag: `"${createHash('sha256').update(readFileSync(path)).digest('base64url').slice(0, 22)}"`,
			cacheControl: IMMUTABLE.test(url) ? 'public, max-age=31536000, immutable' : 'no-cache'
		});
	}
	return files;
}

/** Routes of the app have no file extension: they are all one page. A missing file must stay missing. */
const isPage = (path: string): boolean => !namesFile(path) && !path.startsWith('/_app/');

function chooseEncoding(request: Request, file: StaticFile): Encoding | undefined {
	const header = request.headers.get('accept-encoding') ?? '';
	return (['br', 'gzip'] as const).find((encoding) => file.encoded[encoding] && accepts(header, encoding));
}
