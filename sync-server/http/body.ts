import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { err, ok, type Result } from '#domain/kernel/result.ts';
import { badRequest, problem, tooLarge, type Problem } from './problem.ts';

export interface BodyLimits {
	/** Bytes as they come over the wire. */
	readonly requestBytes: number;
	/** Bytes after inflating. */
	readonly inflatedBytes: number;
}

const inflate = promisify(gunzip);

/** The request's JSON value. Demands the content type, which no form on a foreign page can send. */
export async function readJson(request: Request, limits: BodyLimits): Promise<Result<unknown, Problem>> {
	if (!isJson(request)) return err(problem(415, 'bad_content_type', 'Content-Type must be application/json'));
	return readJsonOfAnyType(request, limits);
}

/** As readJson, for the few requests that CouchDB takes with any content type. */
export async function readJsonOfAnyType(request: Request, limits: BodyLimits): Promise<Result<unknown, Problem>> {
	const bytes = await readBytes(request, limits);
	if (!bytes.ok) return bytes;
	try {
		return ok(JSON.parse(bytes.value.toString('utf8')) as unknown);
	} catch {
		return err(badRequest('invalid UTF-8 JSON'));
	}
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
	const sent = await readUpTo(request, limits.requestBytes);
	if (!sent.ok) return sent;
	const encoding = (request.headers.get('content-encoding') ?? 'identity').trim().toLowerCase();
	if (encoding === 'identity') return sent;
	if (encoding !== 'gzip' && encoding !== 'x-gzip') {
		return err(problem(415, 'bad_content_encoding', `${encoding} is not a known content encoding`));
	}
	try {
		return ok(await inflate(sent.value, { maxOutputLength: limits.inflatedBytes }));
	} catch (error) {
		return err(error instanceof RangeError ? exceeds(limits.inflatedBytes) : badRequest('the body is not gzip'));
	}
}

async function readUpTo(request: Request, limit: number): Promise<Result<Buffer, Problem>> {
	if (request.body === null) return ok(Buffer.alloc(0));
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of request.body) {
		size += chunk.byteLength;
		if (size > limit) return err(exceeds(limit));
		chunks.push(chunk);
	}
	return ok(Buffer.concat(chunks, size));
}

const exceeds = (limit: number): Problem => tooLarge(`the request body exceeds ${limit} bytes`);
