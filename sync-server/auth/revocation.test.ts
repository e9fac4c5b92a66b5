import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { mintCode, type Code, type DeviceNumber } from '#domain/kernel/code.ts';
import type { FloorEvent } from '#domain/kernel/event.ts';
import { createEventWriter, type EventWriter } from '../../tests/support/device-events.ts';
import { StorageFailure } from '../log/write-queue.ts';
import { ADMIN, basic, startTestApp, type TestApp } from '../../tests/support/sync-app.ts';

interface Enrolled {
	readonly device: string;
	readonly user: string;
	readonly password: string;
	readonly authorization: string;
	readonly writer: EventWriter;
}

describe('a device that was reported lost', () => {
	let test: TestApp;
	let office: Enrolled;
	let phone: Enrolled;
	beforeEach(async () => {
		test = await startTestApp({
			onError(error) {
				// of a disk that is made to fail
				if (!(error instanceof StorageFailure)) throw error;
			}
		});
		office = await enrolled('office', { admin: true });
		phone = await enrolled('phone');
	});
	afterEach(() => test.close());

	async function enrolled(profile: string, more: object = {}): Promise<Enrolled> {
		const { code } = (await test.call('POST', '/enrol/codes', { body: { profile, ...more } })).body;
		const name = { name: profile, profile, ...('replaces' in more ? { replaces: more.replaces } : {}) };
		const { body } = await test.call('POST', '/enrol', { authorization: null, body: { code, ...name } });
		const { device, user, password } = body;
		return { device, user, password, authorization: basic(user, password), writer: createEventWriter(device) };
	}

	const push = (docs: readonly object[], { authorization }: Pick<Enrolled, 'authorization'>) =>
		test.call('POST', '/couchdb/floorbook/_bulk_docs', { authorization, body: { docs, new_edits: false } });
	const read = ({ authorization }: Enrolled) => test.call('GET', '/couchdb/floorbook', { authorization });
	const logIn = ({ user, password }: Enrolled, wrong = '') =>
		test.call('POST', '/couchdb/_session', { authorization: null, body: { name: user, password: password + wrong } });
	const codeOf = ({ device }: Enrolled): Code => mintCode('d', device as DeviceNumber, 0);

	/** What `by` says about the phone. */
	const revoking = (
		by: Enrolled,
		of = phone,
		accepted: readonly { epoch: string; seq: number; hash: string }[] = []
	): FloorEvent => {
		const reason = { code: null, text: { personal: '0123456789abcdefghjkmnpqrs' } };
		const data = { device: codeOf(of), number: of.device, accepted, reason };
		return by.writer.next(data, { type: 'DeviceRevoked', touches: [codeOf(of)] });
	};

	it('is out with the next request, whichever way it comes', async () => {
		const cookie = (await logIn(phone)).headers.getSetCookie()[0]?.split(';')[0] ?? '';
		const withCookie = () => test.call('GET', '/couchdb/floorbook', { authorization: null, headers: { cookie } });
		expect([(await withCookie()).status, (await read(phone)).status]).toEqual([200, 200]);
		expect((await push([revoking(office)], office)).body).toEqual([]);
		expect((await withCookie()).status).toBe(401);
		expect((await read(phone)).body).toMatchObject({ error: 'revoked' });
		expect(await logIn(phone)).toMatchObject({ status: 403, body: { error: 'revoked' } });
		expect((await logIn(phone)).headers.getSetCookie()).toEqual([]);
	});

	const failOnce = (database: 'floorbook' | '_users') =>
		vi
			.spyOn(test.storage.database(database)!, 'write')
			.mockRejectedValueOnce(new StorageFailure('the write was not stored', undefined));

	it('is the site’s while the event that says otherwise is not stored', async () => {
		const lost = revoking(office);
		failOnce('floorbook');
		expect((await push([lost], office)).status).toBe(503);
		expect((await read(phone)).status).toBe(200);
		expect((await push([lost], office)).body).toEqual([]);
		expect((await read(phone)).body.error).toBe('revoked');
	});

	it('is out after the next start of a server that stopped between the event and what it says', async () => {
		failOnce('_users');
		expect((await push([revoking(office)], office)).status).toBe(503);
		expect((await read(phone)).status).toBe(200);
		const { app } = await startTestApp({ storage: test.storage });
		expect((await read(phone)).body.error).toBe('revoked');
		expect((await read(office)).status).toBe(200);
		app.close();
	});

	it('is out for what stands after that event in the same request', async () => {
		const [before, late] = [phone.writer.next(), phone.writer.next()];
		const docs = [before, revoking(office), late, office.writer.next()];
		expect((await push(docs, { authorization: ADMIN })).body).toMatchObject([{ id: late._id, error: 'forbidden' }]);
		expect((await test.call('GET', '/couchdb/floorbook')).body.doc_count).toBe(3);
	});

	it('is told so only when it knows its password', async () => {
		await push([revoking(office)], office);
		expect(await logIn(phone, 'x')).toMatchObject({ status: 401, body: { error: 'unauthorized' } });
		const wrong = { ...phone, authorization: basic(phone.user, 'x') };
		expect((await read(wrong)).status).toBe(401);
	});

	it.each(['longpoll', 'continuous', 'eventsource'])('hears no more on a feed that was open: %s', async (feed) => {
		const url = `http://site.test/couchdb/floorbook/_changes?since=now&include_docs=true&heartbeat=10000&feed=${feed}`;
		const open = (authorization: string) => test.app.handle(new Request(url, { headers: { authorization } }));
		const [cut, kept] = [await open(phone.authorization), await open(office.authorization)];
		const others = kept.body?.pipeThrough(new TextDecoderStream()).getReader();
		// Ends because the server ends it, though a heartbeat is due before anything else would.
		const heard = cut.text();
		const lost = revoking(office);
		await push([lost], office);
		await push([office.writer.next()], office);
		// at most that it is out itself
		expect((await heard).replace(lost._id, '')).not.toMatch(/"id":"site:/);
		let told = '';
		for (let more = true; more && !told.includes('DeviceRevoked');) {
			const chunk = await others?.read();
			told += chunk?.value ?? '';
			more = chunk?.done === false;
		}
		expect(told).toContain('DeviceRevoked');
		await others?.cancel();
	});

	it('counts as far as was known when it was lost, or as the server had it', async () => {
		const courier = await enrolled('phone', { replaces: phone.device });
		const made = [1, 2, 3, 4, 5].map(() => phone.writer.next());
		await push(made.slice(0, 2), phone);
		await push([revoking(office, phone, [{ epoch: '00000', seq: 4, hash: 'a'.repeat(64) }])], office);
		expect((await push(made, courier)).body).toEqual([
			{
				id: made[4]?._id,
				rev: made[4]?._rev,
				error: 'forbidden',
				reason: `device ${phone.device} was revoked after 4`
			}
		]);
		const other = await enrolled('phone');
		const sent = [1, 2, 3].map(() => other.writer.next());
		await push(sent, other);
		await push([revoking(office, other, [{ epoch: '00000', seq: 1, hash: 'a'.repeat(64) }])], office);
		const bringer = await enrolled('phone', { replaces: other.device });
		expect((await push([...sent, other.writer.next()], bringer)).body).toMatchObject([
			{ reason: `device ${other.device} was revoked after 3` }
		]);
	});

	it('is put out by admin devices alone', async () => {
		const other = await enrolled('phone');
		expect((await push([revoking(other)], other)).body).toMatchObject([{ error: 'forbidden' }]);
		expect((await push([revoking(phone, office)], phone)).body).toMatchObject([{ error: 'forbidden' }]);
		expect((await read(phone)).status).toBe(200);
		expect((await read(office)).status).toBe(200);
	});

	it('is put out by what an admin device recorded without a network, whoever brings it', async () => {
		const courier = await enrolled('phone', { replaces: office.device });
		expect((await push([revoking(office)], courier)).body).toEqual([]);
		expect((await read(phone)).status).toBe(403);
	});

	it('puts nobody out any more, though it was an admin device', async () => {
		const second = await enrolled('office', { admin: true });
		await push([revoking(office, second)], office);
		const late = revoking(second, phone);
		const courier = await enrolled('phone', { replaces: second.device });
		expect((await push([late], courier)).body).toMatchObject([
			{ reason: `device ${second.device} was revoked after 0` }
		]);
		expect((await read(phone)).status).toBe(200);
	});

	it('stays out when it is said again, and after that of a device nobody knows', async () => {
		const said = revoking(office);
		await push([said, said], office);
		await push([revoking(office), revoking(office, { ...phone, device: '0zz' })], office);
		const document = test.storage.database('_users')?.read(`org.couchdb.user:${phone.user}`);
		expect(JSON.parse(document?.body ?? '')).toMatchObject({ roles: [], revoked: { event: said._id, accepted: [] } });
	});
});
