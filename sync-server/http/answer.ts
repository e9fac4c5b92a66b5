import type { Problem } from './problem.ts';

/** Records and names of people: no browser and nothing on the way keeps a copy. */
export const NOT_KEPT = { 'cache-control': 'no-store' } as const;

const JSON_HEADERS = { 'content-type': 'application/json', ...NOT_KEPT } as const;

export type HeaderFields = Readonly<Record<string, string>>;

/** `text` is JSON already. */
export function jsonText(text: string, status = 200, headers: HeaderFields = {}): Response {
	const line = `${text}\n`;
	return new Response(line, {
		status,
		headers: { ...JSON_HEADERS, 'content-length': String(Buffer.byteLength(line)), ...headers }
	});
}

export const json = (value: unknown, status = 200, headers: HeaderFields = {}): Response =>
	jsonText(JSON.stringify(value), status, headers);

export const refuse = ({ status, error, reason, headers }: Problem): Response =>
	json({ error, reason }, status, headers);

/** A body that is written while it is made: it has no length, and nothing on the way may hold it back. */
export const jsonStream = (body: ReadableStream<Uint8Array>, contentType = 'application/json'): Response =>
	new Response(body, { headers: { ...JSON_HEADERS, 'content-type': contentType, 'x-accel-buffering': 'no' } });
