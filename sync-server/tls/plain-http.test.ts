import { describe, expect, it } from 'vitest';
import { notePeerAddress } from '../http/peer-address.ts';
import { refusePlainHttp } from './plain-http.ts';

const PLACE = { secure: 'https://192.168.7.20:7350', install: 'http://192.168.7.20:7351' };

async function ask(
	url: string,
	from: string,
	headers: Record<string, string> = {},
	place: typeof PLACE | null = PLACE
) {
	const request = new Request(url, { headers });
	notePeerAddress(request, from);
	const handle = refusePlainHttp({
		handle: () => Promise.resolve(new Response('served')),
		elsewhere: () => place ?? undefined
	});
	const answer = await handle(request);
	return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

const served = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).text === 'served';

describe('plain HTTP', () => {
	it.each([
		['http://127.0.0.1:7350/', '127.0.0.1'],
		['http://localhost:7350/couchdb', '::1'],
		['http://[::1]:7350/', '::1'],
		['http://127.0.0.1:7350/', '::ffff:127.0.0.1']
	])('is served to this machine: %s from %s', async (url, from) => {
		expect(await served(url, from)).toBe(true);
	});

	it.each([
		['another machine', 'http://192.168.7.20:7350/couchdb/floorbook', '192.168.7.31'],
		['another machine that says it is this one', 'http://localhost:7350/', '192.168.7.31'],
		['a page elsewhere whose name leads here', 'http://evil.example:7350/', '127.0.0.1'],
		['nobody knows whom', 'http://localhost:7350/', ''],
		['who only says that TLS was taken off', 'http://floor.plant.example/', '192.168.7.2']
	])('is refused to %s', async (_, url, from) => {
		const { status, text } = await ask(url, from, { 'x-forwarded-proto': 'https' });
		expect([status, JSON.parse(text)]).toMatchObject([403, { error: 'https_required' }]);
	});

	it('is no matter under TLS', async () => {
		expect(await served('https://192.168.7.20:7350/', '192.168.7.31')).toBe(true);
	});

	it('tells everybody whether the server is up', async () => {
		expect(await served('http://192.168.7.20:7350/couchdb/_up', '192.168.7.31')).toBe(true);
		expect(await served('http://192.168.7.20:7350/couchdb/_up/', '192.168.7.31')).toBe(false);
	});

	it('shows a person the way, in their language, in a page that runs nothing', async () => {
		const page = { accept: 'text/html,*/*' };
		const english = await ask('http://192.168.7.20:7350/runs', '192.168.7.31', page);
		expect(english.status).toBe(403);
		expect(english.text).toContain('<a href="https://192.168.7.20:7350">');
		expect(english.text).toContain('<a href="http://192.168.7.20:7351">');
		expect(english.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
		expect(english.text).not.toContain('<script');
		const german = await ask('http://192.168.7.20:7350/', '192.168.7.31', { ...page, 'accept-language': 'de-AT,de' });
		expect(german.text).toContain('Diese Adresse braucht HTTPS');
		const nowhere = await ask('http://192.168.7.20:7350/', '192.168.7.31', page, null);
		expect(nowhere.text).toContain('npm start -- --lan');
	});
});
