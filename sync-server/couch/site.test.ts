import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sealPersonal } from '#domain/kernel/personal.ts';
import { createEventWriter } from '../../tests/support/device-events.ts';
import { ADMIN, startTestApp, type TestApp } from '../../tests/support/sync-app.ts';

describe("the site's database", () => {
	let test: TestApp;
	let device: { readonly device: string; readonly authorization: string };
	let authorization: string;
	beforeEach(async () => {
		test = await startTestApp();
		await test.enrol();
		device = await test.enrol();
		({ authorization } = device);
	});
	afterEach(() => test.close());

	const push = (docs: readonly object[], as = authorization) =>
		test.call('POST', '/couchdb/floorbook/_bulk_docs', { authorization: as, body: { docs, new_edits: false } });
	const total = async () => (await test.call('GET', '/couchdb/floorbook')).body.doc_count as number;
	const flags = () => test.storage.database('floorbook')?.chain.flagsOf(device.device, '00000');

	it('stores events, and sends back what was pushed, to the byte', async () => {
		const writer = createEventWriter(device.device);
		const events = [writer.next(), writer.next({ text: 'ä€😀"\\\n' })];
		expect(await push(events)).toMatchObject({ status: 201, body: [] });
		const { body } = await test.call('GET', '/couchdb/floorbook/_changes?include_docs=true', { authorization });
		const docs = body.results.map((row: { doc: object }) => JSON.stringify(row.doc));
		expect(docs).toEqual(events.map((event) => JSON.stringify(event)));
	});

	it('takes them with the history that PouchDB sends along', async () => {
		const event = createEventWriter(device.device).next();
		const history = { _revisions: { start: 1, ids: [event._rev.slice(2)] } };
		expect((await push([{ ...event, ...history }])).body).toEqual([]);
		expect((await test.call('GET', `/couchdb/floorbook/${event._id}`, { authorization })).body).toEqual(event);
	});

	it('refuses one document in its own row and stores the others', async () => {
		const mine = createEventWriter(device.device).next();
		const foreign = createEventWriter('001').next();
		const answer = await push([foreign, mine, { _id: 'note', _rev: '1-abc', text: 'hi' }]);
		expect(answer.status).toBe(201);
		expect(answer.body).toEqual([
			{ id: foreign._id, rev: foreign._rev, error: 'forbidden', reason: expect.stringContaining('device 001') },
			{ id: 'note', rev: '1-abc', error: 'forbidden', reason: expect.stringContaining('not an event') }
		]);
		expect(await total()).toBe(1);
	});

	it('makes nothing of an event that comes twice', async () => {
		const event = createEventWriter(device.device).next();
		await push([event]);
		const { body: before } = await test.call('GET', '/couchdb/floorbook');
		expect((await push([event, event])).body).toEqual([]);
		expect((await test.call('GET', '/couchdb/floorbook')).body.update_seq).toBe(before.update_seq);
	});

	it('keeps both events of a cloned device, and flags them', async () => {
		const [one, other] = [
			createEventWriter(device.device).next(),
			createEventWriter(device.device).next({ text: 'clone' })
		];
		expect((await push([one, other])).body).toEqual([]);
		expect(await total()).toBe(2);
		expect(flags()?.map(({ reason }) => reason)).toEqual(['fork', 'fork']);
	});

	it('stores an event whose predecessor is not here, and flags it until it comes', async () => {
		const writer = createEventWriter(device.device);
		const [first, second] = [writer.next(), writer.next()];
		expect((await push([second])).body).toEqual([]);
		expect(flags()).toMatchObject([{ id: second._id, reason: 'gap' }]);
		await push([first]);
		expect(flags()).toEqual([]);
	});

	it('lets nobody change or delete an event', async () => {
		const event = createEventWriter(device.device).next();
		await push([event]);
		const path = `/couchdb/floorbook/${event._id}`;
		for (const as of [authorization, ADMIN]) {
			expect((await test.call('DELETE', `${path}?rev=${event._rev}`, { authorization: as })).status).toBe(403);
			expect((await test.call('PUT', path, { authorization: as, body: event })).status).toBe(403);
		}
		const next = { _id: event._id, _rev: '2-abc', _revisions: { start: 2, ids: ['abc', event._rev.slice(2)] } };
		expect((await push([{ ...next, _deleted: true }, next], ADMIN)).body).toHaveLength(2);
		expect((await test.call('GET', path)).body).toEqual(event);
	});

	it('tells the head of a device in one request', async () => {
		const writer = createEventWriter(device.device);
		const events = Array.from({ length: 20 }, () => writer.next());
		await push(events);
		await push([createEventWriter(device.device, 'zzzzz').next()]);
		const find = (body: object) => test.call('POST', '/couchdb/floorbook/_find', { authorization, body });
		const head = {
			selector: { device: device.device, epoch: '00000', seq: { $gt: 0 } },
			sort: [{ device: 'desc' }, { epoch: 'desc' }, { seq: 'desc' }],
			fields: ['seq', '_rev'],
			limit: 1
		};
		expect((await find(head)).body.docs).toEqual([{ seq: 20, _rev: events[19]?._rev }]);
		const page = {
			...head,
			selector: { ...head.selector, seq: { $gte: 3, $lt: 6 } },
			sort: ['device', 'epoch', 'seq'],
			limit: 9
		};
		expect((await find(page)).body.docs.map(({ seq }: { seq: number }) => seq)).toEqual([3, 4, 5]);
		expect((await find({ ...head, selector: { device: '0zz' } })).body.docs).toEqual([]);
	});

	it('erases a personal text without a trace, and does not take it back', async () => {
		const sealed = sealPersonal('Ada Lovelace', '0123456789abcdefghjkmnpqrs');
		if (!sealed.ok) throw new Error(sealed.error.reason);
		const { _id, _rev } = sealed.value;
		expect((await push([sealed.value])).body).toEqual([]);
		const path = `/couchdb/floorbook/${_id}`;
		expect((await test.call('DELETE', `${path}?rev=${_rev}`, { authorization })).status).toBe(403);
		expect((await test.call('DELETE', `${path}?rev=${_rev}`)).status).toBe(200);
		expect((await push([sealed.value])).body).toEqual([]);
		for (const query of ['', `?rev=${_rev}`, '?open_revs=all', `?rev=${_rev}&revs=true`]) {
			expect((await test.call('GET', path + query)).text).not.toContain('Lovelace');
		}
		expect((await test.call('GET', '/couchdb/floorbook/_changes?include_docs=true')).body.results).toMatchObject([
			{ id: _id, deleted: true }
		]);
	});

	it('has strict limits, which say so', async () => {
		const many = Array.from({ length: 1001 }, (_, index) => ({ _id: `n${index}`, _rev: '1-a' }));
		expect((await push(many)).body.error).toBe('too_large');
		expect((await push([{ _id: 'n', _rev: '1-a', text: 'x'.repeat(9 * 2 ** 20) }])).status).toBe(413);
		const deep = `{"_id":"n","_rev":"1-a","data":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
		const answer = await test.call('POST', '/couchdb/floorbook/_bulk_docs', {
			authorization,
			body: `{"new_edits":false,"docs":[${deep}]}`
		});
		expect(answer.body).toMatchObject([{ id: 'n', reason: 'n is nested deeper than 32' }]);
		expect(await total()).toBe(0);
	});

	it('belongs to its devices, and is not deleted over the network', async () => {
		await test.call('PUT', '/couchdb/_users/org.couchdb.user:ada', {
			body: { name: 'ada', password: 'pw', roles: [], type: 'user' }
		});
		const outsider = `Basic ${Buffer.from('ada:pw').toString('base64')}`;
		expect((await test.call('GET', '/couchdb/floorbook', { authorization: outsider })).status).toBe(403);
		expect((await test.call('DELETE', '/couchdb/floorbook')).status).toBe(403);
		expect((await test.call('PUT', '/couchdb/floorbook/_security', { authorization, body: {} })).status).toBe(403);
	});
});
