import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { definitions } from '#domain/catalog.ts';
import { mintCode, type DeviceNumber } from '#domain/kernel/code.ts';
import { events } from '#engine/tables.ts';
import { buildCouchRules } from '../../scripts/couch-rules.mjs';
import { startCouchStandIn, type CouchStandIn } from '../../tests/support/couch-stand-in.ts';
import { createEventWriter } from '../../tests/support/device-events.ts';
import { startReplicatingDevice, type ReplicatingDevice } from '../../tests/support/replicating-device.ts';
import { ADMIN, random, startTestApp, type TestApp } from '../../tests/support/sync-app.ts';
import { adminWithPassword } from '../auth/accounts.ts';
import { createNodeServer, NODE_SERVER_DEFAULTS } from '../http/node-server.ts';
import { openStorage, type Storage } from '../log/storage.ts';
import { createLog } from '../operation/log.ts';
import { createOperation } from '../operation/operation.ts';
import { createSiteAddress } from '../tls/site-address.ts';
import { createCouchServer } from './couch-server.ts';
import { designDocument } from './design-document.ts';
import { openFront, type Front } from './front.ts';
import { moveSite } from './move-site.ts';
import { withOwnPassword } from './own-admin.ts';

const design = designDocument(await buildCouchRules());
const SOON = { timeout: 20_000, interval: 50 };

describe('a small server before a CouchDB', () => {
	let couch: CouchStandIn;
	let storage: Storage;
	let test: TestApp;
	let front: Front | undefined;
	let server: Server;
	let url: string;
	let warnings: string[];
	let devices: ReplicatingDevice[];

	beforeEach(async () => {
		couch = await startCouchStandIn();
		storage = openStorage({ directory: ':memory:', random });
		const { admin, password } = withOwnPassword(adminWithPassword('admin', 'secret'));
		const operation = createOperation({
			...{ storage, site: 'floorbook', directory: undefined, now: Date.now, certificate: undefined },
			...{ metricsToken: undefined, silentAfter: 0, isCouchAway: () => front?.isAnswering() === false },
			log: createLog({ format: 'text', level: 'error', write: (line) => warnings.push(line), now: Date.now }),
			address: createSiteAddress({ configured: undefined, served: () => [], storage })
		});
		test = await startTestApp({ storage, admin, clock: { now: () => Date.now() }, operation: operation.answer });
		[warnings, devices, front] = [[], [], undefined];
		const handle = (request: Request) => (front?.handle ?? test.app.handle)(request);
		server = createNodeServer({ ...NODE_SERVER_DEFAULTS, handle });
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		turnTo = () => {
			// As a restart does.
			server.closeAllConnections();
			front = openFront({
				...{ own: test.app.handle, admin, password, storage, couch: couch.address, database: 'floorbook' },
				...{ hosts: [], now: Date.now, warn: (sentence) => warnings.push(sentence) }
			});
		};
	});
	let turnTo: () => void;
	afterEach(async () => {
		for (const device of devices) await device.stop();
		front?.close();
		server.closeAllConnections();
		server.close();
		await once(server, 'close');
		test.close();
		await couch.close();
	});

	async function enrol(name: string, rights: object): Promise<ReplicatingDevice> {
		const answer = await fetch(`${url}/enrol/codes`, {
			method: 'POST',
			headers: { authorization: ADMIN, 'content-type': 'application/json' },
			body: JSON.stringify(rights)
		});
		const { code } = (await answer.json()) as { code: string };
		const device = await startReplicatingDevice(() => url, { code, name, profile: 'phone' });
		devices.push(device);
		return device;
	}
	const office = () => enrol('Office', { profile: 'office', admin: true });
	const phone = () => enrol('Phone', { profile: 'phone' });

	/** What the command does, from the server that runs here. */
	async function move(): Promise<void> {
		const own = createCouchServer({ url: `${url}/couchdb`, user: 'admin', password: 'secret' });
		const place = { url: `${url}/couchdb`, user: 'admin', password: 'secret', database: 'floorbook' };
		const source = { couch: own, place, close: () => undefined };
		const moved = await moveSite({
			...{ source, target: couch.address, database: 'floorbook', design },
			say: () => undefined
		});
		expect(moved).toEqual({ ok: true, value: null });
	}

	const define = (device: ReplicatingDevice, name: string) => device.record(definitions.item.define(null, { name }));
	const sent = (device: ReplicatingDevice) => vi.waitFor(async () => expect(await device.unsent()).toBe(0), SOON);
	const held = async (device: ReplicatingDevice) =>
		(await device.store.read((reader) => reader.range(events))).map(({ _id }) => _id).sort();
	const alike = (one: ReplicatingDevice, other: ReplicatingDevice) =>
		vi.waitFor(async () => expect(await held(one)).toEqual(await held(other)), SOON);
	const there = async () => {
		const root = createCouchServer(couch.address);
		const answer = await root.ask('GET', '/floorbook/_all_docs');
		if (!answer.ok) throw new Error(answer.error.reason);
		const { rows } = answer.value as { rows: { id: string }[] };
		return rows.map(({ id }) => id).filter((id) => !id.startsWith('_design/'));
	};
	const here = () => storage.database('floorbook')?.info().documents;

	it('lets the devices go on as if nothing had happened, and new ones in', async () => {
		const [first, second] = [await office(), await phone()];
		await define(first, 'Sock');
		await Promise.all([sent(first), sent(second)]);
		await alike(first, second);
		await move();
		turnTo();
		for (const device of [first, second]) device.nudge();
		await define(second, 'Glove');
		await sent(second);
		await alike(first, second);
		expect(await there()).toEqual(expect.arrayContaining(await held(second)));

		const third = await phone();
		await define(third, 'Cap');
		await sent(third);
		await Promise.all([alike(first, third), alike(second, third)]);
		expect(await there()).toEqual(expect.arrayContaining(await held(third)));
		await vi.waitFor(async () => expect(here()).toBe((await there()).length), SOON);
		// Countersigned up to the last record, by the server that they know.
		for (const device of [second, third]) {
			await vi.waitFor(async () => {
				const [confirmed, all] = [await device.confirmed(), await held(device)];
				const own = all.filter((id) => id.includes(`:${device.number}`)).length;
				expect(Math.max(...(confirmed?.kept ?? []).map(({ receipt }) => receipt.seq))).toBe(own);
			}, SOON);
		}
		expect(await (await third.ask('/couchdb/')).json()).toMatchObject({ uuid: storage.uuid });
		expect(warnings).toEqual([]);
	});

	/** An office and a phone that recorded before the move and go on at the front after it. */
	async function twoThatMoved(): Promise<readonly [ReplicatingDevice, ReplicatingDevice]> {
		const [first, second] = [await office(), await phone()];
		await Promise.all([sent(first), sent(second)]);
		await move();
		turnTo();
		for (const device of [first, second]) device.nudge();
		await define(first, 'Sock');
		await alike(first, second);
		return [first, second];
	}

	it('lets an admin device give out codes by its session at the CouchDB, and nobody else', async () => {
		const [first, second] = await twoThatMoved();
		expect((await first.ask('/enrol/codes', { profile: 'phone', admin: false })).status).toBe(201);
		expect((await second.ask('/enrol/codes', { profile: 'phone', admin: false })).status).toBe(403);
		const anybody = await fetch(`${url}/enrol/codes`, { method: 'POST' });
		expect(anybody.status).toBe(401);
	});

	it('tells an admin device by that session how the server is, and of the CouchDB being away without waiting for it', async () => {
		const [first, second] = await twoThatMoved();
		const health = async (device: ReplicatingDevice) => (await device.ask('/health.json')).json();
		expect(await health(first)).toMatchObject({ light: 'well', devices: [{ name: 'Office' }, { name: 'Phone' }] });
		expect((await first.ask('/health/details')).status).toBe(200);
		expect((await second.ask('/health/details')).status).toBe(401);
		await couch.close();
		couch = await startCouchStandIn();
		expect((await first.ask('/couchdb/floorbook')).status).toBe(503);
		expect(await health(first)).toEqual({ light: 'ill' });
	});

	it('puts a device out there, too, and tells it so', async () => {
		const [first, second] = await twoThatMoved();
		const number = second.number as DeviceNumber;
		await first.record({ type: 'RevokeDevice', device: mintCode('d', number, 0), accepted: [], reason: 'lost' });
		await vi.waitFor(async () => {
			second.nudge();
			expect((await second.status())?.trouble?.type).toBe('Revoked');
		}, SOON);
		const root = createCouchServer(couch.address);
		expect(await root.ask('GET', `/_users/org.couchdb.user:device-${number}`)).toMatchObject({ ok: false });
		expect((await second.ask('/couchdb/floorbook')).status).toBe(401);
	});

	/** An office that recorded once more after the move. */
	async function aheadOfTheMove(): Promise<ReplicatingDevice> {
		const device = await office();
		await sent(device);
		await move();
		await define(device, 'Sock');
		await sent(device);
		return device;
	}

	async function expectNobodyServed(device: ReplicatingDevice): Promise<void> {
		turnTo();
		await vi.waitFor(() => expect(warnings.join()).toContain('to-couchdb'), SOON);
		expect((await device.ask('/couchdb/floorbook')).status).toBe(503);
	}

	it('serves nobody while the CouchDB lacks something', async () => {
		await expectNobodyServed(await aheadOfTheMove());
	});

	it('serves nobody while it lacks something, however much else it has', async () => {
		const other = createEventWriter((await test.enrol()).device);
		const first = await aheadOfTheMove();
		const docs = Array.from({ length: 20 }, () => other.next());
		const pushed = await createCouchServer(couch.address).ask('POST', '/floorbook/_bulk_docs', {
			docs,
			new_edits: false
		});
		expect(pushed).toEqual({ ok: true, value: [] });
		await expectNobodyServed(first);
	});

	it('says once that accounts wait for the CouchDB, however many, and brings them all', async () => {
		const first = await office();
		await sent(first);
		await move();
		turnTo();
		await vi.waitFor(() => expect(front?.isAnswering()).toBe(true), SOON);
		couch.down = true;
		const enrolled: string[] = [];
		for (let count = 0; count < 3; count++) enrolled.push((await test.enrol()).device);
		const waiting = () => warnings.filter((sentence) => sentence.includes('not up to date')).length;
		await vi.waitFor(() => expect(waiting()).toBe(1), SOON);
		couch.down = false;
		const root = createCouchServer(couch.address);
		for (const device of enrolled) {
			const account = () => root.ask('GET', `/_users/org.couchdb.user:device-${device}`);
			await vi.waitFor(async () => expect(await account()).toMatchObject({ ok: true }), SOON);
		}
		expect(waiting()).toBe(1);
	});

	it('says that the CouchDB is away, and goes on when it is back', async () => {
		const first = await office();
		await sent(first);
		await move();
		turnTo();
		first.nudge();
		await define(first, 'Sock');
		await sent(first);
		couch.down = true;
		expect((await first.ask('/couchdb/floorbook')).status).toBe(503);
		await define(first, 'Glove');
		couch.down = false;
		first.nudge();
		await sent(first);
		await vi.waitFor(async () => expect(here()).toBe((await there()).length), { timeout: 30_000, interval: 100 });
	});

	it('hands on neither writes of foreign pages nor what it does not stand behind', async () => {
		const first = await office();
		await sent(first);
		await move();
		turnTo();
		first.nudge();
		await define(first, 'Sock');
		await sent(first);
		const headers = { 'sec-fetch-site': 'cross-site', 'content-type': 'application/json' };
		const foreign = await fetch(`${url}/couchdb/floorbook/_bulk_docs`, {
			method: 'POST',
			headers,
			body: '{"docs":[]}'
		});
		expect(foreign.status).toBe(403);
		const read = await first.ask('/couchdb/floorbook');
		expect([read.status, read.headers.get('content-security-policy')]).toEqual([
			200,
			expect.stringContaining('sandbox')
		]);
		expect(foreign.headers.get('x-content-type-options')).toBe('nosniff');
		const named = await fetch(`${url}/couchdb/_all_dbs`, { headers: { authorization: ADMIN } });
		expect(await named.json()).toEqual(['_users', 'floorbook']);
	});
});
