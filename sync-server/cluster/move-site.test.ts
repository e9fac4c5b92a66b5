import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mintCode, type DeviceNumber } from '#domain/kernel/code.ts';
import { sealPersonal } from '#domain/kernel/personal.ts';
import { buildCouchRules } from '../../scripts/couch-rules.mjs';
import { startCouchStandIn, type CouchStandIn } from '../../tests/support/couch-stand-in.ts';
import { createEventWriter, type EventWriter } from '../../tests/support/device-events.ts';
import { basic, random, startTestApp, type TestApp } from '../../tests/support/sync-app.ts';
import { openStorage } from '../log/storage.ts';
import { createCouchServer } from './couch-server.ts';
import { designDocument } from './design-document.ts';
import { moveSite, verifySite } from './move-site.ts';
import { sourceInFiles } from './site-source.ts';

const design = designDocument(await buildCouchRules());

interface Device {
	readonly number: string;
	readonly authorization: string;
	readonly writer: EventWriter;
}

describe('a site that moves to a CouchDB', () => {
	let directory: string;
	let couch: CouchStandIn;
	let lines: string[];
	beforeEach(async () => {
		directory = mkdtempSync(join(tmpdir(), 'floorbook-move-'));
		couch = await startCouchStandIn();
		lines = [];
	});
	afterEach(async () => {
		await couch.close();
		rmSync(directory, { recursive: true });
	});

	/** Work at the small server, which is stopped after it. */
	async function atSmallServer<Value>(work: (test: TestApp) => Promise<Value>): Promise<Value> {
		const storage = openStorage({ directory, random });
		const test = await startTestApp({ storage });
		try {
			return await work(test);
		} finally {
			test.close();
		}
	}

	async function enrol(test: TestApp, body: object = {}): Promise<Device> {
		const { code } = (await test.call('POST', '/enrol/codes', { body: { profile: 'phone', ...body } })).body;
		const name = { name: 'Phone', profile: 'phone', ...body };
		const answer = await test.call('POST', '/enrol', { authorization: null, body: { ...name, code } });
		const { device, user, password } = answer.body;
		return { number: device, authorization: basic(user, password), writer: createEventWriter(device) };
	}

	async function push(test: TestApp, docs: readonly object[], { authorization }: Device): Promise<void> {
		const body = { docs, new_edits: false };
		expect((await test.call('POST', '/couchdb/floorbook/_bulk_docs', { authorization, body })).body).toEqual([]);
	}

	async function withSource<Value>(work: (move: Parameters<typeof moveSite>[0]) => Promise<Value>): Promise<Value> {
		const source = await sourceInFiles(directory, 'floorbook');
		const say = (line: string): void => void lines.push(line);
		try {
			return await work({
				source,
				target: couch.address,
				database: 'floorbook',
				design,
				say
			});
		} finally {
			source.close();
		}
	}

	const textOf = (text: string) => {
		const sealed = sealPersonal(text, '0123456789abcdefghjkmnpqrs');
		if (!sealed.ok) throw new Error(sealed.error.reason);
		return sealed.value;
	};

	const ask = async (path: string, { authorization }: Pick<Device, 'authorization'>, body?: object) => {
		const init = body && { method: 'POST', body: JSON.stringify(body) };
		const headers = { authorization, 'content-type': 'application/json' };
		const answer = await fetch(couch.url + path, { headers, ...init });
		return { status: answer.status, body: (await answer.json()) as any }; // eslint-disable-line @typescript-eslint/no-explicit-any -- whatever came
	};

	it('takes everything along, once, and goes on from there', async () => {
		const { office, phone, made } = await atSmallServer(async (test) => {
			const office = await enrol(test, { profile: 'office', admin: true });
			const phone = await enrol(test);
			const made = Array.from({ length: 600 }, () => phone.writer.next());
			await push(test, made, phone);
			await push(test, [textOf('Ada'), textOf('Grace'), office.writer.next()], office);
			const erased = `/couchdb/floorbook/${textOf('Ada')._id}?rev=${textOf('Ada')._rev}`;
			await test.call('DELETE', erased, { authorization: office.authorization });
			return { office, phone, made };
		});
		expect(await withSource(moveSite)).toEqual({ ok: true, value: null });
		expect(lines.join('\n')).toContain('603 documents copied');
		expect(lines.at(-1)).toMatch(/^the same on both sides: 602 documents, 2 chains, digest [0-9a-f]{64}$/);
		expect(couch.asked).toBe(603);

		// Each with its own password; and the rules hold there.
		const head = {
			selector: { device: phone.number, epoch: '00000', seq: { $gt: 0 } },
			sort: [{ device: 'desc' }, { epoch: 'desc' }, { seq: 'desc' }],
			fields: ['seq'],
			limit: 1
		};
		expect((await ask('/floorbook/_find', phone, head)).body.docs).toEqual([{ seq: 600 }]);
		expect((await ask('/floorbook/' + textOf('Ada')._id, phone)).body).toMatchObject({ reason: 'deleted' });
		const foreign = office.writer.next();
		const pushed = await ask('/floorbook/_bulk_docs', phone, {
			docs: [foreign, phone.writer.next()],
			new_edits: false
		});
		expect(pushed.body).toMatchObject([
			{ id: foreign._id, error: 'forbidden', reason: expect.stringContaining('pushed by') }
		]);

		await atSmallServer((test) =>
			push(test, [...made.slice(0, 5), office.writer.next()], office).catch(() => undefined)
		);
		await atSmallServer((test) => push(test, [office.writer.next()], office));
		lines = [];
		expect(await withSource(verifySite)).toMatchObject({ ok: false });
		expect(lines.join('\n')).toContain(`device ${office.number} 00000: 1 of`);
	});

	it('changes nothing the second time', async () => {
		await atSmallServer(async (test) => {
			const phone = await enrol(test);
			await push(test, [phone.writer.next(), textOf('Ada')], phone);
		});
		await withSource(moveSite);
		const [asked, before] = [
			couch.asked,
			await ask('/floorbook', { authorization: basic(couch.address.user, couch.address.password) })
		];
		lines = [];
		expect(await withSource(moveSite)).toEqual({ ok: true, value: null });
		expect(lines.join('\n')).toMatch(/0 accounts of devices written, 0 taken away\n0 documents copied/);
		const after = await ask('/floorbook', { authorization: basic(couch.address.user, couch.address.password) });
		expect([couch.asked, after.body.update_seq]).toEqual([asked, before.body.update_seq]);
	});

	it('leaves out who was put out, and holds how far they are believed', async () => {
		const { phone, courier, late } = await atSmallServer(async (test) => {
			const office = await enrol(test, { profile: 'office', admin: true });
			const phone = await enrol(test);
			await push(test, [phone.writer.next(), phone.writer.next()], phone);
			const courier = await enrol(test, { replaces: phone.number });
			const code = mintCode('d', phone.number as DeviceNumber, 0);
			const reason = { code: null, text: { personal: '0123456789abcdefghjkmnpqrs' } };
			const data = { device: code, number: phone.number, accepted: [], reason };
			await push(test, [office.writer.next(data, { type: 'DeviceRevoked', touches: [code] })], office);
			return { phone, courier, late: phone.writer.next() };
		});
		expect(await withSource(moveSite)).toEqual({ ok: true, value: null });
		expect((await ask('/floorbook', phone)).status).toBe(401);
		const pushed = await ask('/floorbook/_bulk_docs', courier, { docs: [late], new_edits: false });
		expect(pushed.body).toMatchObject([{ reason: `device ${phone.number} was revoked after 2` }]);
	});

	it('says what is wrong with the other side before it writes anything there', async () => {
		const nobody = { ...couch.address, password: 'x' };
		await atSmallServer(enrol);
		const wrong = await withSource((move) => moveSite({ ...move, target: nobody }));
		expect(wrong).toMatchObject({ ok: false, error: { reason: expect.stringContaining('unauthorized') } });
		expect(JSON.stringify([wrong, lines])).not.toContain(couch.address.password);
		const away = { ...couch.address, url: 'http://127.0.0.1:9' };
		expect(await withSource((move) => moveSite({ ...move, target: away }))).toMatchObject({
			ok: false,
			error: { reason: expect.stringContaining('does not answer') }
		});
		await expect(sourceInFiles(join(directory, 'elsewhere'), 'floorbook')).rejects.toThrow('no files of a server');
		const admin = createCouchServer(couch.address);
		expect(await admin.ask('GET', '/floorbook')).toMatchObject({ ok: false, error: { status: 404 } });
	});
});
