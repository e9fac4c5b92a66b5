import { decodeNumber, encodeNumber } from '#domain/kernel/base32.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { basic, startTestApp, type TestApp } from '../../tests/support/sync-app.ts';

/** The device number that is given out next; after the last one that a site may have comes 001. */
const after = (device: string | undefined): string => encodeNumber((decodeNumber(device ?? '') % 32_735) + 1, 3);

describe('enrolment', () => {
	let test: TestApp;
	beforeEach(async () => {
		test = await startTestApp();
	});
	afterEach(() => test.close());

	const enrol = (code: unknown, more: object = {}) =>
		test.call('POST', '/enrol', { authorization: null, body: { code, name: 'Tablet', profile: 'floor', ...more } });
	const newCode = async () => (await test.call('POST', '/enrol/codes')).body.code as string;

	it('makes the first device an administrator of the site, and the next ones not', async () => {
		const first = await enrol(test.app.openingCode());
		expect(first.status).toBe(201);
		expect(first.body).toMatchObject({
			device: expect.stringMatching(/^[0-9a-hjkmnp-tv-z]{3}$/) as unknown,
			user: `device-${first.body.device}`,
			database: 'floorbook',
			uuid: test.storage.uuid,
			roles: ['device', 'admin']
		});
		expect(test.app.openingCode()).toBeUndefined();
		const authorization = basic(first.body.user, first.body.password);
		const { body } = await test.call('POST', '/enrol/codes', { authorization });
		expect(Date.parse(body.expires) - test.now).toBe(600_000);
		const second = await enrol(body.code);
		expect(second.body).toMatchObject({ device: after(first.body.device), roles: ['device'] });
	});

	it('starts the numbers elsewhere at every new site, and never at 000', async () => {
		const firsts = new Set<string>();
		for (let site = 0; site < 8; site++) {
			const other = await startTestApp();
			firsts.add((await other.enrol()).device);
			other.close();
		}
		expect(firsts.size).toBeGreaterThan(4);
		expect(firsts).not.toContain('000');
	});

	it('logs the device in, which may then read and write the site', async () => {
		const answer = await enrol(await newCode());
		const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
		const site = (headers: Record<string, string>, authorization: string | null = null) =>
			test.call('GET', '/couchdb/floorbook', { authorization, headers });
		expect((await site({ cookie })).status).toBe(200);
		expect((await site({}, basic(answer.body.user, answer.body.password))).status).toBe(200);
		expect((await site({})).status).toBe(401);
	});

	it('takes a code once, from one of many', async () => {
		const code = await newCode();
		const answers = await Promise.all(Array.from({ length: 5 }, () => enrol(code)));
		expect(answers.map(({ status }) => status).sort()).toEqual([201, 403, 403, 403, 403]);
		expect(answers.find(({ status }) => status === 403)?.body.error).toBe('forbidden');
	});

	it('makes exactly one of many devices that come at once the first', async () => {
		const codes = [await newCode(), await newCode(), await newCode()];
		const answers = await Promise.all(codes.map((code) => enrol(code)));
		const [first, second, third] = answers.map(({ body }) => body.device as string);
		expect([second, third]).toEqual([after(first), after(second)]);
		expect(answers.filter(({ body }) => body.roles.includes('admin'))).toHaveLength(1);
	});

	it('reads a code as people type it', async () => {
		const code = (await newCode()).toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
		expect((await enrol(code)).status).toBe(201);
	});

	it('takes no code that is old, replaced, or of nobody', async () => {
		const old = await newCode();
		test.now += 600_000;
		expect((await enrol(old)).status).toBe(403);
		const replaced = test.app.openingCode();
		test.app.openingCode();
		expect((await enrol(replaced)).status).toBe(403);
		expect((await enrol('0000-0000-0000-0000')).status).toBe(403);
	});

	it('gives codes to administrators alone', async () => {
		await test.enrol();
		const { authorization } = await test.enrol();
		expect((await test.call('POST', '/enrol/codes', { authorization })).status).toBe(403);
		expect((await test.call('POST', '/enrol/codes', { authorization: null })).status).toBe(401);
	});

	it('makes a device that replaces a lost one its courier, and keeps the code when there was none', async () => {
		const { device } = await test.enrol();
		const code = await newCode();
		expect((await enrol(code, { replaces: '000' })).status).toBe(400);
		expect((await enrol(code, { replaces: device })).body.roles).toEqual(['device', `courier:${device}`]);
	});

	it.each([
		[{ name: '' }],
		[{ name: 'a\nb' }],
		[{ name: 'x'.repeat(61) }],
		[{ profile: 7 }],
		[{ code: 7 }],
		[{ code: 'x'.repeat(101) }],
		[{ replaces: 1 }]
	])('refuses %o, and keeps the code', async (wrong) => {
		const code = await newCode();
		expect((await enrol(code, wrong)).status).toBe(400);
		expect((await enrol(code)).status).toBe(201);
	});

	describe('with a code that says what its device is', () => {
		const codeFor = async (rights: object) => (await test.call('POST', '/enrol/codes', { body: rights })).body;
		const kept = (user: string) =>
			JSON.parse(test.storage.database('_users')?.read(`org.couchdb.user:${user}`)?.body ?? '');
		beforeEach(() => test.enrol());

		it.each([
			[{ profile: 'phone' }, ['device']],
			[{ profile: 'kiosk', admin: false }, ['device']],
			[{ profile: 'wall' }, ['device', 'reader']],
			[{ profile: 'office', admin: true }, ['device', 'admin']]
		])('gives it the roles of %o, whatever it says itself', async (rights, roles) => {
			const { code } = await codeFor(rights);
			const claims = { profile: 'office', admin: true, roles: ['admin', '_admin'], device: '001', user: 'admin' };
			const { body } = await enrol(code, claims);
			expect(body).toMatchObject({ roles, profile: rights.profile });
			expect(kept(body.user)).toMatchObject({ roles, device: { profile: rights.profile } });
		});

		it('makes no display on a wall an administrator, and knows no other profiles', async () => {
			for (const body of [
				{ profile: 'wall', admin: true },
				{ profile: 'server' },
				{ admin: true },
				{ profile: 'phone', admin: 'yes' },
				{ profile: 'phone', replaces: 'nobody' }
			]) {
				expect((await test.call('POST', '/enrol/codes', { body })).status).toBe(400);
			}
		});

		it('lets it bring the records of the device that the code names, and of no other', async () => {
			const [lost, other] = [await test.enrol(), await test.enrol()];
			const { code } = await codeFor({ profile: 'phone', replaces: lost.device });
			expect((await enrol(code, { replaces: other.device })).status).toBe(403);
			expect((await enrol(code, { replaces: lost.device })).body.roles).toEqual(['device', `courier:${lost.device}`]);
			const { code: silent } = await codeFor({ profile: 'phone', replaces: lost.device });
			expect((await enrol(silent)).body.roles).toEqual(['device', `courier:${lost.device}`]);
			const { code: plain } = await codeFor({ profile: 'phone' });
			expect((await enrol(plain, { replaces: lost.device })).status).toBe(403);
			expect((await enrol(plain)).body.roles).toEqual(['device']);
		});

		it('tells whoever gave it what became of it', async () => {
			const { code, ticket } = await codeFor({ profile: 'kiosk' });
			const use = async () => (await test.call('GET', `/enrol/codes/${ticket}`)).body;
			expect(await use()).toMatchObject({ state: 'waiting', device: null });
			const { device } = (await enrol(code, { name: 'Kiosk 3' })).body;
			expect(await use()).toMatchObject({ state: 'used', device: { number: device, name: 'Kiosk 3' } });
			expect((await enrol(code)).status).toBe(403);
			expect(ticket).not.toContain(code.toLowerCase());
			const late = await codeFor({ profile: 'kiosk' });
			test.now += 600_000;
			expect((await test.call('GET', `/enrol/codes/${late.ticket}`)).body).toMatchObject({ state: 'expired' });
			expect((await test.call('GET', '/enrol/codes/0000')).status).toBe(404);
		});

		it('keeps the key that it gives, and lets one without in', async () => {
			const key = { alg: 'ES256', key: `B${'A'.repeat(86)}` };
			const { body } = await enrol((await codeFor({ profile: 'phone' })).code, { key });
			expect(kept(body.user).device.key).toEqual(key);
			expect(body.serverKey).toMatchObject({ alg: 'ES256' });
			const without = await enrol((await codeFor({ profile: 'phone' })).code, { key: null });
			expect(kept(without.body.user).device.key).toBeNull();
		});

		it.each([[{ alg: 'none', key: 'B' }], ['B'], [[]], [{ alg: 'ES256', key: 'short' }]])(
			'refuses the key %j, and keeps the code',
			async (key) => {
				const { code } = await codeFor({ profile: 'phone' });
				expect((await enrol(code, { key })).status).toBe(400);
				expect((await enrol(code)).status).toBe(201);
			}
		);
	});
});
