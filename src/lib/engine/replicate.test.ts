import { expect, test } from 'vitest';
import { createTestFloor } from '../../../tests/support/floor.ts';
import { person } from '#domain/person/person.ts';
import { err, ok } from '#domain/kernel/result.ts';
import type { Peer } from '#ports/peer.ts';
import { createPace } from './pace.ts';
import { pushChunk, retryRefused } from './push.ts';
import { createReplication } from './replicate.ts';
import { outbox, quarantine } from './tables.ts';

/** More documents at once do not come through before the line counts as dead. */
const CARRIED = 8;

const nowhere = { keep: async () => {}, drop: async () => {}, all: async () => [], close: () => undefined };

/** A server behind a line that carries little; the feed is followed until the session ends. */
function behindAWeakLine(taken: Set<string>): Peer {
	return {
		open: () => Promise.resolve(ok(null)),
		head: () => Promise.resolve(ok(taken.size)),
		position: () => Promise.resolve(ok('0')),
		range: () => Promise.resolve(ok({ documents: [], more: false })),
		erased: () => Promise.resolve(ok([])),
		async changes({ live }, signal) {
			if (live) await new Promise<void>((resolve) => void signal.addEventListener('abort', () => resolve()));
			return ok({ documents: [], last: '0', pending: 0 });
		},
		push(documents) {
			if (documents.length > CARRIED) return Promise.resolve(err({ type: 'Unreachable', detail: 'silent' }));
			for (const { _id } of documents as readonly { readonly _id: string }[]) taken.add(_id);
			return Promise.resolve(ok([]));
		}
	};
}

test('what a weak line does not carry at once is sent in smaller chunks, from session to session', async () => {
	const floor = await createTestFloor();
	for (let count = 0; count < 60; count++) {
		await floor.record({ ...person.define(null, {}), personal: { name: `Kim ${count}` } });
	}
	const taken = new Set<string>();
	const replication = createReplication({
		...floor,
		copy: nowhere,
		pace: createPace(() => false),
		peer: behindAWeakLine(taken)
	});
	const stop = new AbortController();
	const running = replication.run(stop.signal);
	await expect.poll(async () => (await floor.rows(outbox)).length).toBe(0);
	stop.abort();
	await running;
	expect([...taken].filter((id) => !id.startsWith('personal:'))).toHaveLength(60);
});

test('a text that was refused stays where people see it until it goes with the event that names it', async () => {
	const floor = await createTestFloor();
	await floor.record({ ...person.define(null, {}), personal: { name: 'Kim' } });
	let isRefused = (_id: string): boolean => true;
	const peer: Peer = {
		...behindAWeakLine(new Set()),
		push: (documents) => {
			const ids = (documents as readonly { readonly _id: string }[]).map(({ _id }) => _id);
			return Promise.resolve(ok(ids.filter(isRefused).map((id) => ({ id, reason: 'no' }))));
		}
	};
	const push = () => pushChunk({ ...floor, copy: nowhere, peer }, 100, new AbortController().signal);
	const refused = async () => (await floor.rows(quarantine)).map(({ id }) => id);

	await push();
	const [event = '', text = ''] = (await refused()).toSorted(
		(a, b) => Number(/personal/.test(a)) - Number(/personal/.test(b))
	);
	expect(text).toMatch(/personal:/);
	await retryRefused(floor, [text]);
	expect(await refused()).toHaveLength(2);

	isRefused = () => false;
	await retryRefused(floor, [event, text]);
	await push();
	expect(await refused()).toEqual([]);
	expect(await floor.rows(outbox)).toEqual([]);
});
