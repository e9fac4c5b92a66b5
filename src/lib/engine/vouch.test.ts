import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryDeviceKey } from '#adapters/memory/device-key.ts';
import { definitions } from '#domain/catalog.ts';
import { deviceKeys, DeviceKeyAnnounced } from '#domain/device/key.ts';
import { keyId } from '#domain/kernel/signature.ts';
import { isSamePlace } from '#domain/kernel/statement.ts';
import type { DeviceKey } from '#ports/device-key.ts';
import { joinSite, restoreDevice, type SiteDevice } from '../../../tests/support/site-device.ts';
import { startTestApp, type TestApp } from '../../../tests/support/sync-app.ts';
import { announceKey } from './announce-key.ts';
import { deviceCode } from './enrol.ts';
import { createStop } from './stop.ts';
import { outbox } from './tables.ts';
import { createVouchLoop } from './vouch.ts';

let test: TestApp;

beforeEach(async () => {
	test = await startTestApp();
});
afterEach(() => test.close());

const noKey: DeviceKey = {
	publicKey: () => Promise.resolve(null),
	renew: () => Promise.resolve(null),
	sign: () => Promise.resolve(null),
	verify: () => Promise.resolve(false)
};

const item = (name: string) => definitions.item.define(null, { name });

describe('what a device signs with', () => {
	it('is recorded once, as its own word', async () => {
		const device = await joinSite(test);
		expect(await announceKey(device.deps, device.key)).toBeNull();
		const row = await device.store.read((reader) => reader.get(deviceKeys, deviceCode(device.number)));
		expect(row?.announced).toMatchObject([{ seq: 2, key: await device.key.publicKey() }]);
	});

	it('is recorded anew when the key was lost', async () => {
		const device = await joinSite(test);
		const recorded = await announceKey(device.deps, createMemoryDeviceKey());
		expect(recorded?.events).toMatchObject([{ type: DeviceKeyAnnounced.type, seq: 3 }]);
	});

	it('counts for nothing from another device', async () => {
		const [device, other] = [await joinSite(test), await joinSite(test, { seed: 2 })];
		const key = await other.key.publicKey();
		if (key === null) throw new Error('no crypto');
		const claim = { type: 'AnnounceKey', device: deviceCode(device.number), number: device.number, key } as const;
		await other.record(claim);
		await other.send();
		await device.receive();
		const row = await device.store.read((reader) => reader.get(deviceKeys, deviceCode(device.number)));
		expect(row?.announced.map((said) => said.key && keyId(said.key))).toEqual([keyId((await device.key.publicKey())!)]);
	});

	it('is nothing where there is no crypto, and nothing stops', async () => {
		const device = await joinSite(test, { key: noKey });
		await device.send();
		expect(await device.vouch()).toBe('never');
		expect(await device.confirmed()).toBeUndefined();
	});
});

describe('after sending', () => {
	it('a device keeps the receipt for the last event of its chain', async () => {
		const device = await joinSite(test);
		await device.send();
		expect(await device.vouch()).toBe('done');
		const { epoch, seq, prev } = await device.identity();
		const confirmed = await device.confirmed();
		expect(confirmed?.kept).toMatchObject([{ receipt: { device: device.number, epoch, seq, hash: prev } }]);
		expect(confirmed?.trouble).toBeNull();
	});

	it('what waits is not signed for: the head is the last event that was answered for', async () => {
		const device = await joinSite(test);
		await device.send();
		await device.record(item('Sock'));
		expect(await device.vouch()).toBe('done');
		expect((await device.confirmed())?.kept).toMatchObject([{ receipt: { seq: 2 } }]);
	});

	it('nothing is said twice', async () => {
		let asked = 0;
		const count = (path: string, answer: unknown): unknown => {
			if (path === '/heads') asked++;
			return answer;
		};
		const device = await joinSite(test, { tamper: count });
		await device.send();
		await device.vouch();
		const before = asked;
		await device.vouch();
		expect(asked).toBe(before);
	});

	it('a chain that does not say yet what it is signed with is signed for when it does', async () => {
		const device = await joinSite(test, { isSilent: true });
		await device.send();
		expect(await device.vouch()).toBe('done');
		expect(await device.confirmed()).toBeUndefined();
		await announceKey(device.deps, device.key);
		expect(await device.vouch()).toBe('done');
		expect(await device.confirmed()).toBeUndefined();
		await device.send();
		await device.vouch();
		expect((await device.confirmed())?.kept).toHaveLength(1);
	});

	it('of each epoch the newest receipt is kept', async () => {
		const device = await joinSite(test);
		const once = await device.store.snapshot();
		await device.record(item('Sock'));
		await device.send();
		await device.vouch();
		const restored = await restoreDevice(test, device, once, 7);
		await restored.receive();
		expect((await restored.identity()).epoch).not.toBe((await device.identity()).epoch);
		for (const name of ['Glove', 'Cap']) {
			await restored.record(item(name));
			await restored.send();
			await restored.vouch();
		}
		const places = (await restored.confirmed())?.kept.map(({ receipt }) => receipt);
		const { device: number, epoch, prev } = await restored.identity();
		expect(places).toHaveLength(1);
		expect(places?.every((place) => isSamePlace(place, { device: number, epoch, seq: 2, hash: prev ?? '' }))).toBe(
			true
		);
	});
});

describe('nothing stops when', () => {
	it.each([
		['a CouchDB', () => Response.json({ error: 'not_found', reason: 'missing' }, { status: 404 })],
		['an older one', () => Response.json({ error: 'method_not_allowed', reason: 'Only GET' }, { status: 405 })],
		['a page', () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } })]
	])('the server knows no heads: %s', async (_what, answer) => {
		const device = await joinSite(test, { tamper: (path, given) => (path.startsWith('/heads') ? answer() : given) });
		await device.send();
		expect(await device.vouch()).toBe('never');
		expect(await device.confirmed()).toBeUndefined();
		expect(await waiting(device)).toBe(0);
	});

	it('the server has no time now', async () => {
		const busy = () => Response.json({ error: 'service_unavailable', reason: 'later' }, { status: 503 });
		const device = await joinSite(test, { tamper: (path, given) => (path === '/heads' ? busy() : given) });
		await device.send();
		expect(await device.vouch()).toBe('later');
	});

	it('a receipt is not what that server signs: it is not kept, and told since when', async () => {
		const forge = (path: string, answer: unknown): unknown => {
			const { receipt, signature } = answer as { receipt?: object; signature?: string };
			return path === '/heads' && receipt
				? { receipt: { ...receipt, received: '2026-11-20T10:42:00.000+00:00' }, signature }
				: answer;
		};
		const device = await joinSite(test, { tamper: forge });
		await device.send();
		expect(await device.vouch()).toBe('later');
		expect(await device.confirmed()).toMatchObject({
			kept: [],
			trouble: { type: 'ReceiptWrong', since: device.clock.now() }
		});
		const since = device.clock.now();
		device.clock.advance(60_000);
		await device.vouch();
		expect((await device.confirmed())?.trouble).toEqual({ type: 'ReceiptWrong', since });
	});

	it('a receipt is signed with another key than the server told: it is not taken in silence', async () => {
		const serverKey = (await createMemoryDeviceKey().publicKey())!;
		const device = await joinSite(test, { serverKey });
		await device.send();
		expect(await device.vouch()).toBe('later');
		expect(await device.confirmed()).toMatchObject({ serverKey, kept: [], trouble: { type: 'ServerKeyOther' } });
	});

	it('the server has another key of this device', async () => {
		const device = await joinSite(test);
		await test.call('POST', '/heads/key', {
			authorization: device.authorization,
			body: { key: await createMemoryDeviceKey().publicKey() }
		});
		await device.send();
		expect(await device.vouch()).toBe('never');
		expect(await device.confirmed()).toMatchObject({ kept: [], trouble: { type: 'KeyOther' } });
	});
});

const waiting = (device: SiteDevice): Promise<number> => device.store.read((reader) => reader.count(outbox));

describe('beside a session', () => {
	it('one head speaks for all that was sent meanwhile, and it ends with the session', async () => {
		const signed: number[] = [];
		const note = (path: string, answer: unknown): unknown => {
			const { receipt } = answer as { receipt?: { seq: number } };
			if (path === '/heads' && receipt) signed.push(receipt.seq);
			return answer;
		};
		const device = await joinSite(test, { tamper: note });
		await device.send();
		const stop = createStop();
		const loop = createVouchLoop(device.vouching(), stop.signal);
		const running = loop.run();
		await expect.poll(() => signed).toEqual([2]);
		for (const name of ['Sock', 'Glove', 'Cap']) await device.record(item(name));
		await device.send();
		loop.wake();
		loop.wake();
		await expect.poll(() => signed).toEqual([2, 5]);
		stop.stop();
		await running;
		loop.wake();
		expect(signed).toEqual([2, 5]);
	});

	it('it ends by itself where nobody signs', async () => {
		const device = await joinSite(test, { key: noKey });
		await device.send();
		await createVouchLoop(device.vouching(), createStop().signal).run();
		expect(await device.confirmed()).toBeUndefined();
	});
});
