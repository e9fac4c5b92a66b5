import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { mintCode, type DeviceNumber } from '#domain/kernel/code.ts';
import { sealPersonal } from '#domain/kernel/personal.ts';
import { ok } from '#domain/kernel/result.ts';
import { createEventWriter } from '../../tests/support/device-events.ts';
import { startTestApp, type TestApp } from '../../tests/support/sync-app.ts';
import { createCouchServer, type CouchServer } from './couch-server.ts';
import { follow } from './follow.ts';

const SOON = { timeout: 10_000, interval: 20 };

type Documents = readonly { readonly _id: string; readonly _rev: string; readonly _deleted?: true }[];

describe('the copy of what is on a CouchDB', () => {
	let test: TestApp;
	let stopping: AbortController;
	let warnings: string[];
	let running: Promise<void>;
	beforeEach(async () => {
		[test, stopping, warnings] = [await startTestApp(), new AbortController(), []];
	});
	afterEach(async () => {
		stopping.abort();
		await running;
		test.close();
	});

	/** Follows a CouchDB that tells these changes at once, in this order, as the shards of a cluster may, and then no more. */
	function followChanges(documents: Documents, bulkGet: () => object): void {
		const own = createCouchServer(
			{ url: 'http://site.test/couchdb', user: 'admin', password: 'secret' },
			async (url, init) => test.app.handle(new Request(url, init))
		);
		const changes = documents.map((doc) => ({
			...{ id: doc._id, changes: [{ rev: doc._rev }], doc },
			...(doc._deleted && { deleted: true })
		}));
		const couch: CouchServer = {
			url: 'http://couch.test',
			async ask(_method, path, _body, signal) {
				if (path.includes('/_bulk_get')) return ok(bulkGet());
				const asked = new URLSearchParams(path.slice(path.indexOf('?')));
				const since = Number.parseInt(asked.get('since') ?? '');
				const results = changes.slice(since, since + Number(asked.get('limit')));
				const isWaiting = results.length === 0 && asked.get('feed') === 'longpoll';
				if (isWaiting) await new Promise((resolve) => signal?.addEventListener('abort', resolve));
				return ok({ results, last_seq: `${since + results.length}-a` });
			}
		};
		const warn = (sentence: string): void => void warnings.push(sentence);
		running = follow({ couch, own, storage: test.storage, database: 'floorbook', warn, signal: stopping.signal });
	}

	const documents = () => test.storage.database('floorbook')?.info().documents;

	it('has what a device sent before it was put out, whichever of the two is told first', async () => {
		const [office, phone] = [await test.enrol(), await test.enrol()];
		const code = mintCode('d', phone.device as DeviceNumber, 0);
		const reason = { code: null, text: { personal: '0123456789abcdefghjkmnpqrs' } };
		const data = { device: code, number: phone.device, accepted: [], reason };
		const revocation = createEventWriter(office.device).next(data, { type: 'DeviceRevoked', touches: [code] });
		followChanges([revocation, createEventWriter(phone.device).next()], () => ({}));
		await vi.waitFor(() => expect(test.storage.setting('copied from CouchDB')).toContain('2-a'), SOON);
		expect([documents(), warnings]).toEqual([2, []]);
	});

	it('has it, too, when that is told pages later', async () => {
		const [office, phone] = [await test.enrol(), await test.enrol()];
		const code = mintCode('d', phone.device as DeviceNumber, 0);
		const reason = { code: null, text: { personal: '0123456789abcdefghjkmnpqrs' } };
		const data = { device: code, number: phone.device, accepted: [], reason };
		const writer = createEventWriter(office.device);
		const revocation = writer.next(data, { type: 'DeviceRevoked', touches: [code] });
		const notes = Array.from({ length: 600 }, () => writer.next());
		followChanges([revocation, ...notes, createEventWriter(phone.device).next()], () => ({}));
		await vi.waitFor(() => expect(test.storage.setting('copied from CouchDB')).toContain('602-a'), SOON);
		expect([documents(), warnings]).toEqual([602, []]);
	});

	it('does not go on past a deletion that cannot be read', async () => {
		const sealed = sealPersonal('Ada', '0123456789abcdefghjkmnpqrs');
		if (!sealed.ok) throw new Error(sealed.error.reason);
		const { _id } = sealed.value;
		await test.call('POST', '/couchdb/floorbook/_bulk_docs', { body: { docs: [sealed.value], new_edits: false } });
		const error = { id: _id, rev: '2-b', error: 'timeout', reason: 'a node is away' };
		followChanges([{ _id, _rev: '2-b', _deleted: true }], () => ({ results: [{ id: _id, docs: [{ error }] }] }));
		await vi.waitFor(() => expect(warnings.join()).toContain('stands still'), SOON);
		expect([documents(), test.storage.setting('copied from CouchDB')]).toEqual([1, undefined]);
	});
});
