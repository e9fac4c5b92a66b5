import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { eventHash, sealEvent, type FloorEvent } from '#domain/kernel/event.ts';
import { createEventWriter } from '../../tests/support/device-events.ts';
import { startTestApp } from '../../tests/support/sync-app.ts';
import { SITE } from '../app.ts';

/** What somebody did to one event of a device's chain, and to whatever follows it, before the server got to see them. */
const TAMPERINGS = ['edited', 'forged', 'deleted', 'exchanged', 'cloned'] as const;
type Tampering = (typeof TAMPERINGS)[number];

const chains = fc.record({
	length: fc.integer({ min: 3, max: 9 }),
	at: fc.nat(),
	order: fc.array(fc.nat(), { minLength: 10, maxLength: 10 }),
	page: fc.integer({ min: 1, max: 4 })
});
type Chain = typeof chains extends fc.Arbitrary<infer Drawn> ? Drawn : never;

/** Sound in itself again: only its place in the chain can tell. */
function sealed({ _id, _rev, ...body }: FloorEvent, changes: Partial<FloorEvent>): FloorEvent {
	const anew = sealEvent({ ...body, ...changes });
	if (!anew.ok) throw new Error(`${_id} ${_rev}: ${anew.error.reason}`);
	return anew.value.event;
}

/** `at`: never one of the last two, so that something follows whatever was done. */
function tamper(events: readonly FloorEvent[], at: number, tampering: Tampering): FloorEvent[] {
	const [event, next] = [events[at], events[at + 1]] as [FloorEvent, FloorEvent];
	const data = { text: 'something else' };
	switch (tampering) {
		case 'edited':
			return events.with(at, { ...event, data });
		case 'forged':
			return events.with(at, sealed(event, { data }));
		case 'deleted':
			return events.toSpliced(at, 1);
		case 'exchanged': {
			const first = sealed(next, { seq: event.seq, prev: event.prev });
			return events.with(at, first).with(at + 1, sealed(event, { seq: next.seq, prev: eventHash(first) }));
		}
		case 'cloned':
			return [...events, sealed(event, { data })];
	}
}

/** What the server says about a chain that came in any order and in pages of any size, some of it again. */
async function flagsOf({ length, at, order, page }: Chain, tampering: Tampering | null): Promise<number[]> {
	const app = await startTestApp();
	try {
		const { device, authorization } = await app.enrol();
		const writer = createEventWriter(device);
		const made = Array.from({ length }, () => writer.next());
		const sent = tampering === null ? made : tamper(made, at % (length - 2), tampering);
		const mixed = sent
			.map((event, index) => ({ event, place: order[index % order.length] ?? 0 }))
			.sort((a, b) => a.place - b.place)
			.map(({ event }) => event);
		for (let from = 0; from < mixed.length; from += page) {
			const docs = mixed.slice(from, from + page + 1);
			const answer = await app.call('POST', `/couchdb/${SITE}/_bulk_docs`, {
				authorization,
				body: { docs, new_edits: false }
			});
			expect(answer.status).toBe(201);
		}
		const flags = made[0] && app.storage.database(SITE)?.chain.flagsOf(device, made[0].epoch);
		return (flags ?? []).map(({ seq }) => seq);
	} finally {
		app.close();
	}
}

// Many chains, on a machine that may be busy: what ends a test that hangs must not end a slow one.
vi.setConfig({ testTimeout: 60_000 });

test('a chain that nobody touched is sound, in whatever order it comes in', () =>
	fc.assert(
		fc.asyncProperty(chains, async (chain) => {
			expect(await flagsOf(chain, null)).toEqual([]);
		}),
		{ numRuns: 40 }
	));

test.each(TAMPERINGS)('an event that was %s in the middle of a chain is found', (tampering) =>
	fc.assert(
		fc.asyncProperty(chains, async (chain) => {
			const found = await flagsOf(chain, tampering);
			const at = (chain.at % (chain.length - 2)) + 1;
			expect(found.some((seq) => seq >= at && seq <= at + 2)).toBe(true);
		}),
		{ numRuns: 25 }
	)
);
