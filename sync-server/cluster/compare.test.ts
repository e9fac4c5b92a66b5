import { describe, expect, it } from 'vitest';
import { countDocuments, missingEnds } from './compare.ts';
import { createCouchServer } from './couch-server.ts';
import { setDeviceUsers } from './site-users.ts';

/** Answers with the first entry whose name is in the address. */
const answering = (answers: Readonly<Record<string, unknown>>) =>
	createCouchServer({ url: 'http://couch.test', user: 'root', password: 'x' }, (url) => {
		const name = Object.keys(answers).find((part) => url.includes(part)) ?? '';
		return Promise.resolve(Response.json(answers[name]));
	});

const user = { _id: 'org.couchdb.user:device-abc', name: 'device-abc', roles: [], derived_key: 'x' };

describe('JSON that is not what a CouchDB answers', () => {
	const away = { ok: false, error: { status: 0, reason: expect.stringContaining('of another shape') } };

	it.each([[null], [[]], [{}], ['well'], [{ rows: 1 }], [{ rows: [null] }]])(
		'is taken for its absence: %j',
		async (answer) => {
			const every = answering({ '': answer });
			expect(await countDocuments(every, 'floorbook')).toMatchObject(away);
			expect(await setDeviceUsers(every, [user])).toMatchObject(away);
			expect(await missingEnds(every, 'floorbook', 'abc', [{ epoch: '00000', seq: 1 }])).toMatchObject(away);
			const later = answering({ _design_docs: answer, '': { doc_count: 1 } });
			expect(await countDocuments(later, 'floorbook')).toMatchObject(away);
		}
	);

	it.each<{ found: unknown; written?: unknown }>([
		{ found: { rows: [] } },
		{ found: { rows: [{}] }, written: { ok: true } }
	])('is no account written: $found', async ({ found, written }) => {
		expect(await setDeviceUsers(answering({ _all_docs: found, _bulk_docs: written }), [user])).toMatchObject(away);
	});
});
