import { createGunzip } from 'node:zlib';
import { err, ok, type Result } from '#domain/kernel/result.ts';
import { gatherBytes } from '../gathered-bytes.ts';
import { takeRoom } from './body-budget.ts';
import { parseJson } from './json-text.ts';
import { badRequest, problem, tooBusy, tooLarge, type Problem } from './problem.ts';

export interface BodyLimits {
	/** Bytes as they come over the wire. */
	readonly requestBytes: number;
	/** Bytes after inflating. */
	readonly inflatedBytes: number;
	/** Objects and lists in one another in JSON; as much as can be walked through if not given. */
	readonly deepest?: number;
}

/** The request's JSON value. Demands the content type, which no form on a foreign page can send. */
export async function readJson(request: Request, limits: BodyLimits): Promise<Result<unknown, Problem>> {
	if (!isJson(request)) return err(problem(415, 'bad_content_type', 'Content-Type must be application/json'));
	return readJsonOfAnyType(request, limits);
}

/** As readJson, for the few requests that CouchDB takes with any content type. */
export async function readJsonOfAnyType(request: Request, limits: BodyLimits): Promise<Result<unknown, Problem>> {
	const bytes = await readBytes(request, limits);
	if (!bytes.ok) return bytes;
	const value = parseJson(bytes.value, limits.deepest);
	return value.ok ? value : err(badRequest(value.error));
}

/** As readJson, and it is an object. */
export async function readObject(
	request: Request,
	limits: BodyLimits
): Promise<Result<Record<string, unknown>, Problem>> {
	const value = await readJson(request, limits);
	if (!value.ok) return value;
	return isObject(value.value) ? ok(value.value) : err(badRequest('Request body must be a JSON object'));
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

export const isJson = (request: Request): boolean =>
	/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '');

/** The request's bytes, inflated; never more of them in memory than the limits say. */
export async function readBytes(request: Request, limits: BodyLimits): Promise<Result<Buffer, Problem>> {
	const announced = Number(request.headers.get('content-length') ?? 0);
	if (announced > limits.requestBytes) return err(exceeds(limits.requestBytes));
	const encoding = (request.headers.get('content-encoding') ?? 'identity').trim().toLowerCase();
	const isGzip = encoding === 'gzip' || encoding === 'x-gzip';
	if (!isGzip && encoding !== 'identity') {
		return err(problem(415, 'bad_content_encoding', `${encoding} is not a known content encoding`));
	}
	if (request.body === null) return ok(Buffer.alloc(0));
	let sent: Result<Buffer, Problem>;
	try {
		sent = await collect(request, request.body, limits.requestBytes);
	} catch {
		return err(badRequest('the request was cut off'));
	}
	return sent.ok && isGzip ? inflate(request, sent.value, limits.inflatedBytes) : sent;
}

/** Inflated piece by piece: what is small and becomes large is not made larger than it may be. */
async function inflate(request: Request, sent: Buffer, limit: number): Promise<Result<Buffer, Problem>> {
	const gunzip = createGunzip({ chunkSize: 65_536 });
	gunzip.end(sent);
	try {
		return await collect(request, gunzip, limit);
	} catch {
		return err(badRequest('the body is not gzip'));
	}
}

async function collect(
	request: Request,
	pieces: AsyncIterable<Uint8Array>,
	limit: number
): Promise<Result<Buffer, Problem>> {
	const gathered = gatherBytes();
	let size = 0;
	for await (const chunk of pieces) {
		size += chunk.byteLength;
		if (size > limit) return err(exceeds(limit));
		if (!takeRoom(request, chunk.byteLength)) return err(tooBusy);
		gathered.add(chunk);
	}
	return ok(gathered.whole());
}

const exceeds = (limit: number): Problem => tooLarge(`the request body exceeds ${limit} bytes`);
