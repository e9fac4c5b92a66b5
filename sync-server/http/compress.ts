import { pipeline, Readable } from 'node:stream';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import { promisify } from 'node:util';
import { constants, createGzip, gzip } from 'node:zlib';

/** Bytes below which an answer fits a packet or two as it is. */
const WORTHWHILE = 1_024;

/** Half the work of zlib's own choice, for a tenth more bytes. */
const LEVEL = 3;

const compress = promisify(gzip);

/**
 * The same answer, gzipped where it is JSON of some size, or of a size that nobody knows yet, and the client takes it. The work is
 * done off this thread. Live feeds say `no-transform` and are left alone. An entity tag names the revision of a document,
 * which is the same either way.
 */
export async function withCompression(request: Request, response: Response): Promise<Response> {
	if (!isWorthwhile(response)) return response;
	response.headers.append('vary', 'accept-encoding');
	if (response.body === null || !acceptsGzip(request.headers.get('accept-encoding') ?? '')) return response;
	const headers = new Headers(response.headers);
	headers.set('content-encoding', 'gzip');
	const { status } = response;
	if (!headers.has('content-length')) return new Response(compressStream(response.body), { status, headers });
	const bytes = await compress(await response.arrayBuffer(), { level: LEVEL });
	headers.set('content-length', String(bytes.byteLength));
	return new Response(new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength), {
		status,
		headers
	});
}

function isWorthwhile({ headers, status }: Response): boolean {
	const length = headers.get('content-length');
	return (
		/^application\/json\b/.test(headers.get('content-type') ?? '') &&
		(length === null || Number(length) >= WORTHWHILE) &&
		!headers.has('content-encoding') &&
		// an attachment, which is what it is byte for byte
		!headers.has('accept-ranges') &&
		// whoever chose an encoding says so
		!/\baccept-encoding\b/i.test(headers.get('vary') ?? '') &&
		status !== 304 &&
		!/\bno-transform\b/.test(headers.get('cache-control') ?? '')
	);
}

function compressStream(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
	// each piece goes out when it is there: it may be a sign of life
	const compressor = createGzip({ level: LEVEL, flush: constants.Z_SYNC_FLUSH });
	pipeline(Readable.fromWeb(body as NodeStream), compressor, () => {
		// whoever reads the compressor learns what went wrong
	});
	return Readable.toWeb(compressor) as ReadableStream<Uint8Array>;
}

export const acceptsGzip = (header: string): boolean => accepts(header.replace(/\bx-gzip\b/gi, 'gzip'), 'gzip');

/** Whether `Accept-Encoding` names a coding, or anything, and does not rule it out by a weight of 0. */
export function accepts(header: string, coding: string): boolean {
	const weights = new Map<string, number>();
	for (const part of header.toLowerCase().split(',')) {
		const [name = '', ...parameters] = part.split(';').map((text) => text.trim());
		const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
		weights.set(name, weight === undefined ? 1 : Number(weight));
	}
	return (weights.get(coding) ?? weights.get('*') ?? 0) > 0;
}
