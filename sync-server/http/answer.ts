import type { Problem } from './problem.ts';
import { noteRefusal } from './refusals.ts';

/** CouchDB's word, and: records and names of people, of which no browser and nothing on the way keeps a copy. */
export const NOT_KEPT = { 'cache-control': 'must-revalidate, no-store' } as const;

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
	noteRefusal(json({ error, reason }, status, headers), error);

/** A body that is written while it is made, so that it has no length. */
export const jsonStream = (body: ReadableStream<Uint8Array>, contentType = 'application/json'): Response =>
	new Response(body, { headers: { ...JSON_HEADERS, 'content-type': contentType } });

/** As jsonStream, of something that is waited for: nothing on the way may hold any of it back, nor make it smaller. */
export const liveStream = (body: ReadableStream<Uint8Array>, contentType: string): Response =>
	new Response(body, {
		headers: {
			'content-type': contentType,
			'cache-control': `${NOT_KEPT['cache-control']}, no-transform`,
			'x-accel-buffering': 'no'
		}
	});
