import { describe, expect, test } from 'vitest';
import {
	batchRow,
	casesOf,
	commonTables,
	createTestFloor,
	deliver,
	exceptionsOf,
	initialise,
	meet,
	moveTo,
	planOne,
	undo,
	voidBatch,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import { startedMill } from '../../../../tests/support/mill-batches.ts';
import { expectAlike, secondDevice } from '../../../../tests/support/replicas.ts';
import type { Recorded } from '#engine/submit.ts';
import { events } from '#engine/tables.ts';
import { definitions } from '../catalog.ts';
import { codeDevice, deviceNumber, type Code } from '../kernel/code.ts';
import { eventHash } from '../kernel/event.ts';
import { person } from '../person/person.ts';
import { withdrawnPeople } from './withdrawal.ts';

const by = (...people: readonly Code[]) => ({ by: people, source: null });
const leaves = (who: Code) => person.define(who, { archived: true });

/** A knitted batch, Ada who works here, a lead, and a second device that has not met the first one since. */
async function twoDevices() {
	const site = await startedMill();
	const ada = await site.define.person('Ada');
	const lead = await site.define.person('Lea', ['lead']);
	const { batch: unstarted } = await planOne(site.floor, site.items.knitted);
	return { ...site, ada, lead, unstarted, other: await secondDevice(site.floor) };
}

/** What stands to be decided about the batches that a record touches. */
async function casesOn(floor: TestFloor, { events: [event] }: Recorded) {
	return (await Promise.all((event?.touches ?? []).map((code) => casesOf(floor, code)))).flat();
}

const keep = (exception: string, lead: Code) =>
	({ type: 'ResolveException', exception, changes: [], lead, reason: 'seen' }) as const;

describe('[case 19] somebody left meanwhile', () => {
	test('what they recorded elsewhere stands, and a lead countersigns it', async () => {
		const { floor, other, batch, dyeing, ada, lead } = await twoDevices();
		const moved = await other.record(moveTo(dyeing, batch), by(ada));
		await floor.record(leaves(ada));
		await meet(floor, other);
		const made = moved.events[0]?.touches.find((code) => code !== batch) as Code;
		const move = moved.events[0]?._id;
		expect((await batchRow(floor, made)).state).toBe('open');
		expect(await casesOf(floor, made)).toEqual([['countersign', [move]]]);
		await expectAlike(floor, other);

		const [raised] = await exceptionsOf(other, made);
		await other.record(keep(raised?.id ?? '', lead), by(lead));
		expect(await exceptionsOf(other, made)).toEqual([]);
		await meet(floor, other);
		expect(await exceptionsOf(floor, made)).toEqual([]);
		await expectAlike(floor, other);
	});

	test('what whoever let them go had seen is beyond question, whatever the clocks say', async () => {
		const { floor, other, batch, dyeing, ada } = await twoDevices();
		other.clock.advance(3_600_000);
		const moved = await other.record(moveTo(dyeing, batch), by(ada));
		await deliver(other, floor);
		await floor.record(leaves(ada));
		await meet(floor, other);
		expect(await casesOn(floor, moved)).toEqual([]);
		await expectAlike(floor, other);
	});

	test('who comes back may record again', async () => {
		const { floor, other, batch, dyeing, ada } = await twoDevices();
		await floor.record(leaves(ada));
		await floor.record(person.define(ada, { archived: false }));
		await meet(floor, other);
		const moved = await other.record(moveTo(dyeing, batch), by(ada));
		await meet(floor, other);
		expect(await casesOn(floor, moved)).toEqual([]);
	});

	test('whoever knows that somebody left and records in their name needs a countersign too', async () => {
		const { floor, batch, dyeing, ada } = await twoDevices();
		await floor.record(leaves(ada));
		const moved = await floor.record(moveTo(dyeing, batch), by(ada));
		expect(await casesOn(floor, moved)).toEqual([['countersign', [moved.events[0]?._id]]]);
	});

	test('a leave by who was no lead any more is for a lead; their own work is not', async () => {
		const { floor, other, batch, unstarted, dyeing, lead } = await twoDevices();
		const own = await other.record(moveTo(dyeing, batch), by(lead));
		const allowed = await other.record({ ...moveTo(dyeing, unstarted), leave: { lead, reason: 'rush' } }, by(lead));
		await floor.record(person.define(lead, { roles: ['operator'] }));
		await meet(floor, other);
		expect(await casesOn(floor, own)).toEqual([]);
		expect(await casesOn(floor, allowed)).toEqual([['countersign', [allowed.events[0]?._id]]]);
	});

	test('what they took back is in question like what they made', async () => {
		const { floor, other, unstarted, starts, ada } = await twoDevices();
		const voided = await other.record(voidBatch(unstarted), by(ada));
		const undone = await other.record(undo(starts[0] as Recorded), by(ada));
		await floor.record(leaves(ada));
		await meet(floor, other);
		expect(await casesOn(floor, voided)).toEqual([['countersign', [voided.events[0]?._id]]]);
		expect(await casesOn(floor, undone)).toEqual([['countersign', [undone.events[0]?._id]]]);
		await expectAlike(floor, other);
	});

	test('in whatever order the events come', async () => {
		const { floor, other, batch, dyeing, ada } = await twoDevices();
		await other.record(moveTo(dyeing, batch), by(ada));
		await floor.record(leaves(ada));
		await meet(floor, other);
		const documents = await floor.documents();
		const backwards = await createTestFloor({ device: 9 });
		for (const document of documents.toReversed()) await backwards.receive([document]);
		expect(await commonTables(backwards)).toBe(await commonTables(floor));
		expect((await backwards.rows(withdrawnPeople)).map(({ id }) => id)).toEqual([ada]);
	});
});

describe('[case 19] a device was revoked meanwhile', () => {
	/** By somebody who has seen of it what `floor` holds. */
	async function revoke(floor: TestFloor, device: Code) {
		const chain = (await floor.rows(events)).filter((event) => event.device === codeDevice(device));
		const last = chain.reduce((latest, event) => (event.seq > latest.seq ? event : latest));
		const accepted = [{ epoch: last.epoch, seq: last.seq, hash: eventHash(last) }];
		await floor.record({ type: 'RevokeDevice', device, accepted, reason: 'lost' });
	}

	test('what it recorded past what was accepted needs a countersign, and nothing before', async () => {
		const { floor, other, batch, unstarted, dyeing, knitting } = await twoDevices();
		const phone = definitions.device.define(null, { number: deviceNumber(2), profile: 'phone' });
		const named = await other.record({ ...phone, personal: { name: 'Phone 2' } });
		const known = await other.record(initialise(unstarted, knitting));
		await deliver(other, floor);
		await revoke(floor, named.events[0]?.touches[0] as Code);
		const late = await other.record(moveTo(dyeing, batch));
		await meet(floor, other);
		expect(await casesOn(floor, known)).toEqual([]);
		expect(await casesOn(floor, late)).toEqual([['countersign', [late.events[0]?._id]]]);
		await expectAlike(floor, other);
	});
});
