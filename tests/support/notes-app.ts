import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { DEFAULT_LIMITS } from '#sync-server/limits.ts';
import { basic, startTestApp, type CallOptions, type TestApp } from './sync-app.ts';

const LIMITS = { ...DEFAULT_LIMITS, attachmentBytes: 10_000_000, attachmentsPerDocument: 5, uploadBytes: 12_000_000 };

export const md5 = (bytes: Buffer | string): string => createHash('md5').update(bytes).digest('base64');
export const base64 = (text: Buffer | string): string => Buffer.from(text).toString('base64');

/** An attachment as a document brings it. */
export const inline = (data: Buffer | string, type = 'application/octet-stream') => ({
	content_type: type,
	data: base64(data)
});

/** A revision made elsewhere: each character is the hash of one, the newest first. */
export const revision = (hashes: string) => ({
	_rev: `${hashes.length}-${hashes[0]}`,
	_revisions: { start: hashes.length, ids: [...hashes] }
});

/** A server with a database `notes` for every test of the suite it is called in; attachments are bounded closely. */
export function useNotes() {
	let app: TestApp;
	beforeEach(async () => {
		app = await startTestApp({ limits: LIMITS });
		await app.call('PUT', '/couchdb/notes');
	});
	afterEach(() => app.close());

	const call = (method: string, path: string, options?: CallOptions) =>
		app.call(method, `/couchdb/notes${path}`, options);
	const bulk = (docs: readonly object[], more: object = {}) => call('POST', '/_bulk_docs', { body: { docs, ...more } });

	return {
		app: () => app,
		call,
		put: (id: string, body: object = {}) => call('PUT', `/${id}`, { body }),
		upload: (path: string, body: Buffer | string, headers: Record<string, string> = {}) =>
			call('PUT', path, { body, headers: { 'content-type': 'application/octet-stream', ...headers } }),
		bulk,
		push: (...docs: object[]) => bulk(docs, { new_edits: false }),
		/** The bytes of an answer. */
		fetch: async (path: string, headers: Record<string, string> = {}) => {
			const request = new Request(`http://site.test/couchdb/notes${path}`, {
				headers: { authorization: basic('admin', 'secret'), ...headers }
			});
			const response = await app.app.handle(request);
			return { response, bytes: Buffer.from(await response.arrayBuffer()) };
		},
		/** Resolves once it is done. */
		compact: async () => {
			expect((await call('POST', '/_compact', { body: {} })).status).toBe(202);
			await vi.waitUntil(async () => !(await call('GET', '')).body.compact_running);
		},
		/** Bytes of all attachments. */
		held: () => app.storage.database('notes')?.info().attachmentBytes
	};
}
