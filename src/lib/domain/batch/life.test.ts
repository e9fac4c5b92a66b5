import { describe, expect, test } from 'vitest';
import { swapLabels } from '../../../../tests/support/batch-commands.ts';
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
import { threeOf } from '../../../../tests/support/mill-batches.ts';
import { idOf, madeBy } from '../../../../tests/support/recorded.ts';
import { secondDevice } from '../../../../tests/support/replicas.ts';
import type { Recorded } from '#engine/submit.ts';
import type { Code } from '../kernel/code.ts';
import { ExceptionResolved } from '../kernel/decision.ts';

/** Three batches in process on one device, and another device that knows the site and nothing of them yet. */
async function twoDevices() {
	const one = await createTestFloor({ device: 1 });
	const other = await createTestFloor({ device: 2 });
	const site = await mill(one);
	await deliver(one, other);
	const { batches } = await plan(one, line(site.items.knitted, 3));
	for (const batch of batches) await one.record(initialise(batch, site.knitting));
	other.clock.set(one.clock.now() + 60_000);
	return { ...threeOf({ ...site, batches }), one, other };
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
		const third = await secondDevice(other, 3);
		await other.record(noteAt(dyeing, first));
		await third.record(noteAt(dyeing, first));
		for (const floor of [other, third]) await deliver(floor, one);
		const answered = idOf(await recordNoted(one, first));
		// It knows the batch and its own note, and nothing of the other one.
		const known = (await one.documents()).filter(({ _id }) => _id !== answered);
		await third.receive(known.filter((document) => !('device' in document) || document.device !== '002'));
		const again = await recordNoted(third, first);
		await meet(one, third);
		await meet(one, other);
		for (const floor of [one, other, third]) {
			const repeated = await batchRow(floor, madeBy(again));
			expect(repeated).toMatchObject({ voided: { event: answered, reason: null }, share: '0' });
			expect((await batchRow(floor, first)).children).not.toContain(repeated.id);
			expect(await exceptionsOf(floor, first)).toEqual([]);
		}
	});

	test('a move of which a lead found that nothing was taken for it leaves no batch', async () => {
		const { one, other, define, dyeing, first } = await twoDevices();
		await deliver(one, other);
		await one.record({ type: 'PlaceHold', on: first, reason: 'stains' });
		const moved = await other.record(moveTo(dyeing, first));
		await meet(one, other);
		const lead = await define.person('Lee', ['lead']);
		const [raised] = await exceptionsOf(one, first);
		const settled = await one.record({
			type: 'ResolveException',
			exception: raised?.id ?? '',
			changes: [{ change: 'void', fact: idOf(moved), batch: first }],
			lead,
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
	const counting = idOf(await one.record(swapLabels(first, second)));
	const losing = idOf(await other.record(swapLabels(first, third)));
	await meet(one, other);
	const began = (await batchRow(one, first)).began?.event;
	const about = (await exceptionsOf(one, first)).filter(({ events }) => events[0] === losing);
	expect(about).toMatchObject([{ rule: 'swap', events: [losing, began, counting] }]);
});
