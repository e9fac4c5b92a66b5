import { expect, test } from 'vitest';
import { createEventWriter } from '../../../../tests/support/device-events.ts';
import { startTestApp } from '../../../../tests/support/sync-app.ts';
import { createCouchPeer } from './couch-peer.ts';

const NEVER = new AbortController().signal;

test('what the server refuses because the cookie is another device’s is not taken for refused', async () => {
	const site = await startTestApp();
	const [own, other] = [await site.enrol(), await site.enrol()];
	const credentials = new Map([own, other].map(({ device, authorization }) => [`device-${device}`, authorization]));
	let signedIn = `device-${own.device}`;
	const peer = createCouchPeer({
		base: 'http://site.test/couchdb',
		account: () =>
			Promise.resolve({
				user: `device-${own.device}`,
				password: passwordOf(own.authorization),
				uuid: site.storage.uuid,
				database: 'floorbook'
			}),
		async fetch(url, init) {
			const headers = new Headers(init.headers);
			headers.set('authorization', credentials.get(signedIn) ?? '');
			if (url.endsWith('/_session') && init.method === 'POST') signedIn = `device-${own.device}`;
			return site.app.handle(new Request(url, { ...init, headers }));
		}
	});
	const event = createEventWriter(own.device).next();

	expect(await peer.open(NEVER)).toEqual({ ok: true, value: null });
	signedIn = `device-${other.device}`;
	expect(await peer.push([event], NEVER)).toMatchObject({ ok: false, error: { type: 'Busy' } });

	expect(await peer.open(NEVER)).toEqual({ ok: true, value: null });
	expect(await peer.push([event], NEVER)).toEqual({ ok: true, value: [] });

	const foreign = createEventWriter(other.device).next();
	const refused = await peer.push([foreign], NEVER);
	expect(refused).toMatchObject({ ok: true, value: [{ id: foreign._id }] });
	site.close();
});

const passwordOf = (authorization: string): string =>
	Buffer.from(authorization.slice('Basic '.length), 'base64').toString().split(':')[1] ?? '';
