import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryDeviceKey } from '#adapters/memory/device-key.ts';
import { definitions } from '#domain/catalog.ts';
import { eventHash, sealEvent, type FloorEvent } from '#domain/kernel/event.ts';
import { keyId, type PublicKey } from '#domain/kernel/signature.ts';
import { statementBytes, statementHash, type ChainPlace, type Receipt } from '#domain/kernel/statement.ts';
import { events } from '#engine/tables.ts';
import { signHead } from '../tests/support/signed-heads.ts';
import { joinSite, type SiteDevice } from '../tests/support/site-device.ts';
import { startTestApp, type Answer, type TestApp } from '../tests/support/sync-app.ts';
import { isSignedBy } from './auth/signatures.ts';

let test: TestApp;
let device: SiteDevice;
let serverKey: PublicKey;

beforeEach(async () => {
	test = await startTestApp();
	device = await joinSite(test);
	const answer = await test.call('GET', '/heads/key', { authorization: null });
	serverKey = answer.body.keys[0];
	await device.send();
	const key = await device.key.publicKey();
	await test.call('POST', '/heads/key', { authorization: device.authorization, body: { key } });
});
afterEach(() => test.close());

const post = (body: unknown, authorization: string | null = device.authorization): Promise<Answer> =>
	test.call('POST', '/heads', { authorization, body });

/** The place of a device's event; of its last one when no number is given. */
async function placeAt({ store, identity }: SiteDevice, seq?: number): Promise<ChainPlace> {
	const { device: number, epoch, seq: last } = await identity();
	const at = seq ?? last;
	const [event] = await store.read((reader) =>
		reader.range(events, { index: '[device+epoch+seq]', from: [number, epoch, at], to: [number, epoch, at + 1] })
	);
	return { device: number, epoch, seq: at, hash: eventHash(event as FloorEvent) };
}

const sign = async (changes?: Readonly<Record<string, unknown>>) =>
	signHead(device.key, test.storage.uuid, await placeAt(device), changes);

const stored = async () => {
	const { device: number, epoch } = await device.identity();
	return test.storage.heads.of(number, epoch);
};

describe('a head is not taken', () => {
	it.each(['GET', 'PUT', 'DELETE'])('by %s', async (method) => {
		expect((await test.call(method, '/heads', { authorization: device.authorization })).status).toBe(405);
	});

	it('from nobody', async () => {
		expect((await post(await sign(), null)).status).toBe(401);
	});

	it('from somebody who is no device, the administrator as well', async () => {
		const answer = await test.call('POST', '/heads', { body: await sign() });
		expect(answer.status).toBe(403);
	});

	it('of another content type, which a form of a foreign page could send', async () => {
		const headers = { 'content-type': 'text/plain' };
		const body = JSON.stringify(await sign());
		const answer = await test.call('POST', '/heads', { authorization: device.authorization, body, headers });
		expect(answer.status).toBe(415);
	});

	it('larger than any head', async () => {
		expect((await post({ ...(await sign()), more: 'x'.repeat(16_384) })).status).toBe(413);
		expect(await post(await sign({ more: 'x'.repeat(4_096) }))).toMatchObject({ status: 400 });
	});

	it.each([
		['nothing', undefined],
		['another version', { f: 2 }],
		['another saying', { says: 'login' }],
		['no sequence', { seq: 0 }],
		['a part of a sequence', { seq: 1.5 }],
		['a short hash', { hash: 'abc' }],
		['no time', { at: '10:42' }],
		['a long algorithm', { alg: 'x'.repeat(33) }]
	])('that says %s', async (_what, changes) => {
		const head = await sign();
		const statement = changes && { ...head.statement, ...changes };
		expect((await post({ ...head, statement })).status).toBe(400);
		expect(await stored()).toEqual([]);
	});

	it('without a signature', async () => {
		expect((await post({ ...(await sign()), signature: 7 })).status).toBe(400);
	});

	it("of another device's chain, its signature notwithstanding", async () => {
		const other = await joinSite(test, { seed: 2 });
		await other.send();
		const head = await signHead(other.key, test.storage.uuid, await placeAt(other));
		expect(await post(head)).toMatchObject({ status: 403, body: { error: 'forbidden' } });
	});

	it('that is said to another server', async () => {
		expect(await post(await sign({ server: '0'.repeat(32) }))).toMatchObject({ status: 403 });
	});

	it.each([
		['another key', () => signWithAnother()],
		['a key that it does not name', () => sign({ key: '0'.repeat(64) })],
		['an algorithm that the key is not for', () => sign({ alg: 'ES384' })]
	])('that is signed with %s', async (_what, signed) => {
		expect(await post(await signed())).toMatchObject({ status: 403, body: { error: 'key_other' } });
		expect(await stored()).toEqual([]);
	});

	it('whose statement is not the one that was signed', async () => {
		const head = await sign();
		const statement = { ...head.statement, at: '2026-11-20T10:43:00.000+01:00' };
		expect(await post({ ...head, statement })).toMatchObject({ status: 403, body: { error: 'key_other' } });
	});

	it('with the signature of another head', async () => {
		const [head, earlier] = [await sign(), await signHead(device.key, test.storage.uuid, await placeAt(device, 1))];
		expect(await post({ ...head, signature: earlier.signature })).toMatchObject({ status: 403 });
	});

	it('of an event that is not here', async () => {
		const place = await placeAt(device);
		const unknown = await signHead(device.key, test.storage.uuid, { ...place, hash: 'a'.repeat(64) });
		expect(await post(unknown)).toMatchObject({ status: 409, body: { error: 'unknown_head' } });
		await device.record(definitions.item.define(null, { name: 'Sock' }));
		const unsent = await signHead(device.key, test.storage.uuid, await placeAt(device));
		expect(await post(unsent)).toMatchObject({ status: 409, body: { error: 'unknown_head' } });
		expect(await stored()).toEqual([]);
	});

	it('whose hash only begins like that of the event, as its revision does', async () => {
		const place = await placeAt(device);
		const hash = place.hash.slice(0, 32) + 'a'.repeat(32);
		expect(await post(await signHead(device.key, test.storage.uuid, { ...place, hash }))).toMatchObject({
			status: 409
		});
	});

	it('while something before it is missing', async () => {
		for (const name of ['Sock', 'Glove']) await device.record(definitions.item.define(null, { name }));
		const place = await placeAt(device);
		const [last] = await device.store.read((reader) =>
			reader.range(events, { index: '[device+epoch+seq]', reverse: true, limit: 1 })
		);
		await test.call('POST', '/couchdb/floorbook/_bulk_docs', {
			authorization: device.authorization,
			body: { docs: [last], new_edits: false }
		});
		const head = await signHead(device.key, test.storage.uuid, place);
		expect(await post(head)).toMatchObject({ status: 409, body: { error: 'unknown_head' } });
		await device.send();
		expect((await post(head)).status).toBe(201);
	});

	it('of a device without a key', async () => {
		const silent = await joinSite(test, { seed: 3, isSilent: true });
		await silent.send();
		const head = await signHead(silent.key, test.storage.uuid, await placeAt(silent));
		expect(await post(head, silent.authorization)).toMatchObject({ status: 403, body: { error: 'key_unknown' } });
	});

	async function signWithAnother() {
		return signHead(createMemoryDeviceKey(), test.storage.uuid, await placeAt(device));
	}
});

describe("a device's key", () => {
	it.each([
		['nothing', undefined],
		['no key', { alg: 'ES256' }],
		['another algorithm', { alg: 'none', key: 'A'.repeat(87) }],
		['a point of another form', { alg: 'ES256', key: 'A'.repeat(87) }],
		['a short point', { alg: 'ES256', key: 'BAAA' }]
	])('is not %s', async (_what, key) => {
		const other = await joinSite(test, { seed: 2 });
		const answer = await test.call('POST', '/heads/key', { authorization: other.authorization, body: { key } });
		expect(answer.status).toBe(400);
	});

	it('is given once: the same again is no other, another one is refused', async () => {
		const { authorization } = device;
		const own = await device.key.publicKey();
		expect((await test.call('POST', '/heads/key', { authorization, body: { key: own } })).status).toBe(201);
		const another = await createMemoryDeviceKey().publicKey();
		const refused = await test.call('POST', '/heads/key', { authorization, body: { key: another } });
		expect(refused).toMatchObject({ status: 409, body: { error: 'key_other' } });
		expect((await post(await sign())).status).toBe(201);
	});

	it('is not given by nobody, nor by the administrator', async () => {
		const key = await device.key.publicKey();
		expect((await test.call('POST', '/heads/key', { authorization: null, body: { key } })).status).toBe(401);
		expect((await test.call('POST', '/heads/key', { body: { key } })).status).toBe(403);
	});
});

describe('a receipt', () => {
	it('names the head that it answers, and is signed with the key that the server tells', async () => {
		const head = await sign();
		const { status, body } = await post(head);
		expect(status).toBe(201);
		const { receipt, signature } = body as { receipt: Receipt; signature: string };
		expect(receipt).toMatchObject({
			...(await placeAt(device)),
			says: 'receipt',
			key: keyId(serverKey),
			server: test.storage.uuid,
			statement: statementHash(head.statement)
		});
		expect(await isSignedBy(serverKey, statementBytes(receipt), signature)).toBe(true);
		const changed = { ...receipt, seq: receipt.seq + 1 };
		expect(await isSignedBy(serverKey, statementBytes(changed), signature)).toBe(false);
		expect(await stored()).toEqual([{ ...head, receipt, receiptSignature: signature }]);
	});

	it('of a head that was said again is the same one', async () => {
		const head = await sign();
		const first = await post(head);
		test.now += 60_000;
		expect((await post(head)).body).toEqual(first.body);
	});

	it('is there for what a later version adds to a head', async () => {
		const head = await sign({ battery: 12 });
		expect((await post(head)).status).toBe(201);
		expect(await stored()).toMatchObject([{ statement: { battery: 12 } }]);
	});

	it('is signed with the same key after a restart', async () => {
		const again = await startTestApp({ storage: test.storage });
		expect((await again.call('GET', '/heads/key')).body.keys).toEqual([serverKey]);
	});
});

describe('brought by a courier', () => {
	it('a head is taken for the device that it may bring events of, until that one is revoked', async () => {
		const courier = await joinSite(test, { seed: 5 });
		const head = await sign();
		expect((await post(head, courier.authorization)).status).toBe(403);
		await changeUser(courier.number, ({ roles }) => ({ roles: [...roles, `courier:${device.number}`] }));
		expect((await post(head, courier.authorization)).status).toBe(201);
		const revoked = { event: 'site:x', accepted: [] };
		await changeUser(device.number, () => ({ roles: [], revoked }));
		const refused = await post(head, courier.authorization);
		expect(refused).toMatchObject({ status: 403, body: { reason: 'this device was revoked' } });
		expect((await post(head)).status).toBe(403);
	});

	async function changeUser(number: string, change: (user: { roles: string[] }) => object): Promise<void> {
		const path = `/couchdb/_users/org.couchdb.user:device-${number}`;
		const { body: user } = await test.call('GET', path);
		const answer = await test.call('PUT', path, { body: { ...user, ...change(user) } });
		if (answer.status !== 201) throw new Error(answer.text);
	}
});

describe('of each chain', () => {
	it('the newest head is kept, in place of the one before it', async () => {
		await post(await sign());
		await device.record(definitions.item.define(null, { name: 'Sock' }));
		await device.send();
		await post(await sign());
		expect(await stored()).toMatchObject([{ statement: { seq: 3 }, receipt: { seq: 3 } }]);
	});

	it('an older head that is replayed gets its receipt and replaces nothing', async () => {
		const older = await signHead(device.key, test.storage.uuid, await placeAt(device, 1));
		await post(await sign());
		const replayed = await post(older);
		expect(replayed).toMatchObject({ status: 201, body: { receipt: { seq: 1 } } });
		expect(await stored()).toMatchObject([{ statement: { seq: 2 } }]);
	});

	it('two heads of one place are both kept: proof of a copied device', async () => {
		const [first, second] = [await twin('left'), await twin('right')];
		for (const event of [first, second]) {
			await test.call('POST', '/couchdb/floorbook/_bulk_docs', {
				authorization: device.authorization,
				body: { docs: [event], new_edits: false }
			});
			const { device: number, epoch, seq } = event;
			const place = { device: number, epoch, seq, hash: eventHash(event) };
			expect((await post(await signHead(device.key, test.storage.uuid, place))).status).toBe(201);
		}
		expect((await stored()).map(({ statement }) => statement.hash).sort()).toEqual(
			[first, second].map((event) => eventHash(event)).sort()
		);
	});

	/** The next event of the device's chain, as one of two devices makes it that do not know of each other. */
	async function twin(text: string): Promise<FloorEvent> {
		const [last] = await device.store.read((reader) =>
			reader.range(events, { index: '[device+epoch+seq]', reverse: true, limit: 1 })
		);
		const { _id, _rev, ...before } = last as FloorEvent;
		const sealed = sealEvent({
			...before,
			type: 'NoteWritten',
			data: { text },
			seq: before.seq + 1,
			prev: eventHash(last as FloorEvent),
			heads: {}
		});
		if (!sealed.ok) throw new Error(sealed.error.reason);
		return sealed.value.event;
	}
});
