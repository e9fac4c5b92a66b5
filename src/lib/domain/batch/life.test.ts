import { describe, expect, test } from 'vitest';
import {
	batchRow,
	createTestFloor,
	deliver,
	exceptionsOf,
	initialise,
	line,
	meet,
	mill,
	moveTo,
	plan,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import type { Recorded } from '#engine/submit.ts';
import { ExceptionResolved } from '../kernel/decision.ts';
import type { Code } from '../kernel/code.ts';
import { person } from '../person/person.ts';

const eventOf = ({ events }: Recorded) => {
	const event = events.at(-1);
	if (!event) throw new Error('nothing was recorded');
	return event;
};

const madeBy = (recorded: Recorded): Code => {
	const { makes } = eventOf(recorded).data as unknown as { readonly makes: readonly { readonly batch: Code }[] };
	return makes[0]?.batch as Code;
};

/** Two batches in process on one device, and another device that knows the site and nothing of them yet. */
async function twoDevices() {
	const one = await createTestFloor({ device: 1 });
	const other = await createTestFloor({ device: 2 });
	const site = await mill(one);
	await deliver(one, other);
	const { batches } = await plan(one, line(site.items.knitted, 3));
	const [first, second, third] = batches as readonly [Code, Code, Code];
	for (const batch of batches) await one.record(initialise(batch, site.knitting));
	other.clock.set(one.clock.now() + 60_000);
	return { one, other, ...site, first, second, third };
}

const noteAt = (station: Code, batch: Code) =>
	({ type: 'NoteScan', batch, station, machine: null, usual: null }) as const;

async function recordNoted(floor: TestFloor, batch: Code): Promise<Recorded> {
	const [note = ''] = (await batchRow(floor, batch)).notes;
	return floor.record({ type: 'RecordNoted', batch, note, source: null, step: null, machine: null, usual: null });
}

describe('what never was makes no batch', () => {
	test('[case 9] what a second record of a noted scan made is void, by the record that counts', async () => {
		const { one, other, dyeing, first } = await twoDevices();
		const third = await createTestFloor({ device: 3 });
		await deliver(other, third);
		third.clock.set(other.clock.now() + 600_000);
		await other.record(noteAt(dyeing, first));
		await third.record(noteAt(dyeing, first));
		for (const floor of [other, third]) await deliver(floor, one);
		const answered = eventOf(await recordNoted(one, first));
		// It knows the batch and its own note, and nothing of the other one.
		const known = (await one.documents()).filter(({ _id }) => _id !== answered._id);
		await third.receive(known.filter((document) => !('device' in document) || document.device !== '002'));
		const again = await recordNoted(third, first);
		await meet(one, third);
		await meet(one, other);
		for (const floor of [one, other, third]) {
			const repeated = await batchRow(floor, madeBy(again));
			expect(repeated).toMatchObject({ voided: { event: answered._id, reason: null }, share: '0' });
			expect((await batchRow(floor, first)).children).not.toContain(repeated.id);
			expect(await exceptionsOf(floor, first)).toEqual([]);
		}
	});

	test('a move of which a lead found that nothing was taken for it leaves no batch', async () => {
		const { one, other, dyeing, first } = await twoDevices();
		await deliver(one, other);
		await one.record({ type: 'PlaceHold', on: first, reason: 'stains' });
		const moved = await other.record(moveTo(dyeing, first));
		await meet(one, other);
		const lead = await one.record({ ...person.define(null, { roles: ['lead'] }), personal: { name: 'Lee' } });
		const [raised] = await exceptionsOf(one, first);
		const settled = await one.record({
			type: 'ResolveException',
			exception: raised?.id ?? '',
			changes: [{ change: 'void', fact: eventOf(moved)._id, batch: first }],
			lead: eventOf(lead).touches[0] as Code,
			reason: 'another pallet'
		});
		const decision = settled.events.find(({ type }) => type === ExceptionResolved.type);
		expect(await batchRow(one, madeBy(moved))).toMatchObject({ voided: { event: decision?._id } });
		expect(await batchRow(one, first)).toMatchObject({ state: 'open', children: [] });
	});
});

test('an exchange of labels that scans and another exchange both stand against is one case, which names all of them', async () => {
	const { one, other, first, second, third } = await twoDevices();
	await deliver(one, other);
	const swap = (code: Code) => ({ type: 'SwapLabels', batches: [first, code], reason: 'wrong pallet' }) as const;
	const counting = (await one.record(swap(second))).events[0];
	const losing = (await other.record(swap(third))).events[0];
	await meet(one, other);
	const began = (await batchRow(one, first)).began?.event;
	const about = (await exceptionsOf(one, first)).filter(({ events }) => events[0] === losing?._id);
	expect(about).toMatchObject([{ rule: 'swap', events: [losing?._id, began, counting?._id] }]);
});
