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
});
