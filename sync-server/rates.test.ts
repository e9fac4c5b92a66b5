import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { notePeerAddress } from './http/peer-address.ts';
import { startTestApp, type TestApp } from '../tests/support/sync-app.ts';

describe('one device or address', () => {
	let test: TestApp;
	beforeEach(async () => {
		test = await startTestApp();
	});
	afterEach(() => test.close());

	function enrol(code: string, address: string): Promise<Response> {
		const request = new Request('http://site.test/enrol', {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ code, name: 'Tablet', profile: 'phone' })
		});
		notePeerAddress(request, address);
		return test.app.handle(request);
	}

	it('tries ten wrong enrolment codes, then none for a while, not even the right one', async () => {
		const { code } = (await test.call('POST', '/enrol/codes')).body as { code: string };
		for (let guess = 0; guess < 10; guess++) expect((await enrol(`WRONG-${guess}`, '10.0.0.7')).status).toBe(403);
		const refused = await enrol(code, '10.0.0.7');
		expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '300']);
		expect((await enrol(code, '10.0.0.8')).status).toBe(201);
		test.now += 5 * 60_000;
		const { code: next } = (await test.call('POST', '/enrol/codes')).body as { code: string };
		expect((await enrol(next, '10.0.0.7')).status).toBe(201);
	});

	it('asks as often as it likes for a moment, and then at a bounded rate, without holding up others', async () => {
		const [hasty, other] = [await test.enrol(), await test.enrol()];
		const ask = async ({ authorization }: typeof hasty) =>
			(await test.call('GET', '/couchdb/floorbook', { authorization })).status;
		const statuses = [];
		for (let count = 0; count < 130; count++) statuses.push(await ask(hasty));
		expect(statuses.filter((status) => status === 200)).toHaveLength(100);
		expect(statuses.at(-1)).toBe(429);
		expect(await ask(other)).toBe(200);
		test.now += 1_000;
		expect(await ask(hasty)).toBe(200);
	});

	it('is not held up when it is the administrator of the server', async () => {
		for (let count = 0; count < 130; count++) expect((await test.call('GET', '/couchdb/floorbook')).status).toBe(200);
	});
});
