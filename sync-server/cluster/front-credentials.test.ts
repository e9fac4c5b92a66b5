import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sealPersonal } from '#domain/kernel/personal.ts';
import { buildCouchRules } from '../../scripts/couch-rules.mjs';
import { startCouchStandIn, type CouchStandIn } from '../../tests/support/couch-stand-in.ts';
import { createEventWriter } from '../../tests/support/device-events.ts';
import { ADMIN, basic, random, startTestApp, type TestApp } from '../../tests/support/sync-app.ts';
import { adminWithPassword } from '../auth/accounts.ts';
import { createDevices } from '../auth/devices.ts';
import { openStorage, type Storage } from '../log/storage.ts';
import { createCouchServer } from './couch-server.ts';
import { designDocument } from './design-document.ts';
import { openFront, type Front } from './front.ts';
import { moveSite } from './move-site.ts';
import { withOwnPassword } from './own-admin.ts';

const design = designDocument(await buildCouchRules());
const SOON = { timeout: 20_000, interval: 50 };
const HERE = 'http://floor.internal';

interface Device {
	readonly device: string;
	readonly user: string;
	readonly password: string;
}

describe('who speaks to a CouchDB through the front', () => {
	let couch: CouchStandIn;
	let storage: Storage;
	let test: TestApp;
	let front: Front;
	let phone: Device;
	let warnings: string[];
	let office: Device;
	const { admin, password } = withOwnPassword(adminWithPassword('admin', 'secret'));

	beforeEach(async () => {
		[couch, warnings] = [await startCouchStandIn(), []];
		storage = openStorage({ directory: ':memory:', random });
		test = await startTestApp({ storage, admin, clock: { now: () => Date.now() } });
		[office, phone] = [await enrol({ profile: 'office', admin: true }), await enrol({ profile: 'phone' })];
	});
	afterEach(async () => {
		front.close();
		test.close();
		await couch.close();
	});

	async function enrol(rights: { readonly profile: string; readonly admin?: boolean }): Promise<Device> {
		const { code } = (await test.call('POST', '/enrol/codes', { body: rights })).body;
		const body = { code, name: 'One', profile: rights.profile };
		return (await test.call('POST', '/enrol', { authorization: null, body })).body as Device;
	}

	async function move(): Promise<void> {
		const fetch = (url: string, init: RequestInit) => test.app.handle(new Request(url, init));
		const place = { url: `${HERE}/couchdb`, user: 'admin', password, database: 'floorbook', fetch };
		const source = { couch: createCouchServer(place, fetch), place, close: () => undefined };
		const wanted = { source, target: couch.address, database: 'floorbook', design };
		expect(await moveSite({ ...wanted, say: () => undefined })).toEqual({ ok: true, value: null });
	}

	async function open(isReady = true): Promise<void> {
		const warn = (sentence: string): void => void warnings.push(sentence);
		front = openFront({
			...{ own: test.app.handle, admin, password, storage, couch: couch.address, database: 'floorbook' },
			...{ hosts: [], now: Date.now, warn }
		});
		if (isReady) await vi.waitFor(() => expect(front.isAnswering()).toBe(true), SOON);
	}

	const ask = (method: string, path: string, headers: Record<string, string>, body?: object): Promise<Response> =>
		front.handle(
			new Request(HERE + path, {
				...{ method, headers: { 'content-type': 'application/json', ...headers } },
				...(body && { body: JSON.stringify(body) })
			})
		);

	const by = ({ user, password }: Device) => ({ authorization: basic(user, password) });

	async function session({ user: name, password }: Device): Promise<{ cookie: string }> {
		const answer = await ask('POST', '/couchdb/_session', {}, { name, password });
		expect(answer.status).toBe(200);
		return { cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
	}

	it('reaches the records however the path is written, and never the copy', async () => {
		await move();
		await open();
		const docs = [createEventWriter(phone.device).next()];
		const answer = await ask('POST', '/couchdb/%66loorbook/_bulk_docs', by(phone), { docs, new_edits: false });
		expect([answer.status, await answer.json()]).toEqual([201, []]);
		const there = await createCouchServer(couch.address).ask('GET', `/floorbook/${docs[0]?._id ?? ''}`);
		expect(there.ok).toBe(true);
	});

	it('is no administrator: that one is another person there', async () => {
		await move();
		await open();
		const refused = await ask('GET', '/couchdb/floorbook', { authorization: ADMIN });
		expect(refused.status).toBe(403);
		const own = await ask('POST', '/couchdb/_session', {}, { name: 'admin', password: 'secret' });
		expect(own.status).toBe(200);
		const root = { authorization: basic(couch.address.user, couch.address.password) };
		expect((await ask('GET', '/couchdb/floorbook', root)).status).toBe(401);
	});

	it('guesses at this server, which says when it is enough, and not at the CouchDB', async () => {
		await move();
		await open();
		couch.down = true;
		const guess = { authorization: basic(phone.user, 'guessed') };
		const statuses: number[] = [];
		for (let tries = 0; tries < 30; tries++) statuses.push((await ask('GET', '/couchdb/floorbook', guess)).status);
		expect([statuses[0], statuses.at(-1)]).toEqual([401, 429]);
	});

	it('is cut off from a feed as who they are, whatever else they say', async () => {
		await move();
		await open();
		const forged = Buffer.from(`${office.user}:1:2`).toString('base64url');
		const headers = { ...by(phone), cookie: `AuthSession=${forged}` };
		const feed = await ask('GET', '/couchdb/floorbook/_change%73/?feed=continuous&heartbeat=1000', headers);
		expect(feed.status).toBe(200);
		await createDevices(storage, 'floorbook').revoke(phone.device, { event: 'e', accepted: [] });
		await expect(feed.text()).rejects.toThrow();
	});

	it('hears nothing after it was put out, though the CouchDB has not heard of it', async () => {
		await move();
		await open();
		const { cookie } = await session(phone);
		expect((await ask('GET', '/couchdb/floorbook', { cookie })).status).toBe(200);
		couch.down = true;
		await createDevices(storage, 'floorbook').revoke(phone.device, { event: 'e', accepted: [] });
		expect((await ask('GET', '/couchdb/floorbook/_change%73?feed=longpoll', { cookie })).status).toBe(401);
		expect((await ask('GET', '/couchdb/floorbook', by(phone))).status).toBe(403);
	});

	it('is served by no CouchDB that lacks the rules', async () => {
		expect((await createCouchServer(couch.address).ask('PUT', '/floorbook')).ok).toBe(true);
		await open(false);
		await vi.waitFor(() => expect(warnings.join()).toContain('the rules are not on the CouchDB'), SOON);
		expect((await ask('GET', '/couchdb/floorbook', by(phone))).status).toBe(503);
	});

	it('is let in again when a text was erased while this server was away', async () => {
		const sealed = sealPersonal('Ada', '0123456789abcdefghjkmnpqrs');
		if (!sealed.ok) throw new Error(sealed.error.reason);
		const { _id, _rev } = sealed.value;
		const docs = [sealed.value];
		const pushed = await test.call('POST', '/couchdb/floorbook/_bulk_docs', {
			authorization: basic(office.user, office.password),
			body: { docs, new_edits: false }
		});
		expect(pushed.body).toEqual([]);
		await move();
		const root = createCouchServer(couch.address);
		expect((await root.ask('DELETE', `/floorbook/${_id}?rev=${_rev}`)).ok).toBe(true);
		await open();
		expect(storage.database('floorbook')?.info().documents).toBe(0);
	});
});
