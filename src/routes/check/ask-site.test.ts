import { describe, expect, it } from 'vitest';
import { askSite } from './ask-site.ts';

const NOON = Date.UTC(2026, 10, 20, 12);
const SITE = { address: 'https://10.0.0.5:7350', fingerprint: null, uuid: 'a', certificate: null };

const ask = (body: unknown, init: ResponseInit = {}, now = NOON) =>
	askSite(
		() => Promise.resolve(new Response(typeof body === 'string' ? body : JSON.stringify(body), init)),
		() => now
	);

describe('what the server says of itself', () => {
	it('shows how far this clock is ahead of its own', async () => {
		const date = { headers: { date: new Date(NOON).toUTCString() } };
		expect((await ask(SITE, date, NOON + 90_500))?.clockAhead).toBe(90_000);
		expect((await ask(SITE, date, NOON - 59_500))?.clockAhead).toBe(-60_000);
		expect((await ask(SITE))?.clockAhead).toBeNull();
	});

	it('tells of its certificate', async () => {
		const certificate = { until: '2027-02-17T00:00:00.000Z', trouble: 'renew it' };
		expect((await ask({ ...SITE, certificate }))?.certificate).toEqual(certificate);
		expect((await ask({ ...SITE, certificate: { until: 'soon' } }))?.certificate).toBeNull();
		expect((await ask(SITE))?.certificate).toBeNull();
	});

	it.each([
		['a login page', '<!doctype html>', {}],
		['another server', { ok: true }, {}],
		['a refusal', SITE, { status: 403 }]
	])('is not what %s says', async (_, body, init) => {
		expect(await ask(body, init)).toBeNull();
	});

	it('is nothing without a network', async () => {
		expect(
			await askSite(
				() => Promise.reject(new TypeError('no network')),
				() => NOON
			)
		).toBeNull();
	});
});
