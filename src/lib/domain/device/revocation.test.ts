import { describe, expect, it } from 'vitest';
import {
	commonTables,
	createTestClock,
	createTestFloor,
	deliver,
	differences,
	meet,
	MONDAY,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import { definitions, eventSpecOf } from '../catalog.ts';
import { codeDevice, deviceNumber, mintCode, type Code } from '../kernel/code.ts';
import type { Epoch } from '../kernel/event.ts';
import { readData } from '../kernel/view.ts';
import { MAX_ACCEPTED, revocations, type Accepted } from './revocation.ts';

const MINUTE = 60_000;
const PHONE = deviceNumber(7);

const chain = (epoch: string, seq: number, digit = 'a'): Accepted => ({
	epoch: epoch as Epoch,
	seq,
	hash: digit.repeat(64)
});
const place = ({ epoch, seq }: Accepted) => ({ epoch, seq });
const revoke = (device: Code, accepted: readonly Accepted[] = [], reason = 'Lost') =>
	({ type: 'RevokeDevice', device, accepted, reason }) as const;

/** A site with one more device, which this floor knows of. */
async function withPhone(): Promise<{ readonly floor: TestFloor; readonly phone: Code }> {
	const floor = await createTestFloor();
	const { events } = await floor.record({
		...definitions.device.define(null, { number: PHONE, profile: 'phone' }),
		personal: { name: "Anna's phone" }
	});
	return { floor, phone: events[0]?.touches[0] as Code };
}

/** Two devices that know of the phone. */
async function twoAndPhone() {
	const { floor: one, phone } = await withPhone();
	const other = await createTestFloor({ device: 2, clock: createTestClock(MONDAY + 10 * MINUTE) });
	await deliver(one, other);
	return { one, other, phone };
}

const rowOf = async ({ row }: TestFloor, phone: Code) => (await row(revocations, phone))!;

describe('a device', () => {
	it('is one of the site until somebody revokes it', async () => {
		const { floor, phone } = await withPhone();
		expect(await rowOf(floor, phone)).toEqual({ id: phone, revoked: null, accepted: [], unread: 0, exceptions: [] });
	});

	it('is revoked with a reason that stands apart from the event, and how far its chains were known', async () => {
		const { floor, phone } = await withPhone();
		const { events, texts } = await floor.record(
			revoke(phone, [chain('zzzzz', 3), chain('00000', 41)], ' Left in a taxi ')
		);
		expect(events).toMatchObject([
			{
				stream: 'site',
				type: 'DeviceRevoked',
				v: 1,
				touches: [phone],
				data: {
					device: phone,
					number: codeDevice(phone),
					accepted: [chain('00000', 41), chain('zzzzz', 3)],
					reason: { code: null }
				}
			}
		]);
		expect(JSON.stringify(events)).not.toContain('taxi');
		expect(texts.map(({ text }) => text)).toEqual(['Left in a taxi']);
		expect(await rowOf(floor, phone)).toMatchObject({
			revoked: { event: events[0]?._id, at: events[0]?.at },
			accepted: [chain('00000', 41), chain('zzzzz', 3)].map(place)
		});
	});

	it('keeps its definition, and a change of that does not bring it back', async () => {
		const { floor, phone } = await withPhone();
		const defined = await floor.row(definitions.device.table, phone);
		await floor.record(revoke(phone));
		expect(await floor.row(definitions.device.table, phone)).toEqual(defined);
		await floor.record(definitions.device.define(phone, { profile: 'kiosk' }));
		expect((await rowOf(floor, phone)).revoked).not.toBeNull();
	});

	it('is not revoked twice, without a reason, or when nobody knows it', async () => {
		const { floor, phone } = await withPhone();
		const stranger = mintCode('d', deviceNumber(9), 0);
		expect(await floor.refusal(revoke(stranger))).toMatchObject({ type: 'DeviceUnknown', device: stranger });
		expect(await floor.refusal(revoke(phone, [], '  '))).toMatchObject({ type: 'ReasonMissing' });
		const { events } = await floor.record(revoke(phone));
		expect(await floor.refusal(revoke(phone))).toMatchObject({ type: 'AlreadyRevoked', at: events[0]?.at });
	});

	it('is named with the chains that began first when it has more than one event takes', async () => {
		const { floor, phone } = await withPhone();
		const many = Array.from({ length: MAX_ACCEPTED + 1 }, (_, index) =>
			chain(String(index).padStart(5, '0'), index + 1)
		);
		await floor.record(revoke(phone, many));
		expect((await rowOf(floor, phone)).accepted).toEqual(many.slice(0, MAX_ACCEPTED).map(place));
	});

	it('counts as far as a later revocation says whose author knew the first', async () => {
		const { floor, phone } = await withPhone();
		const { events } = await floor.record(revoke(phone, [chain('00000', 41)]));
		await floor.record(revoke(phone, [chain('00000', 12)], 'Stolen a day before'));
		expect(await rowOf(floor, phone)).toMatchObject({
			revoked: { event: events[0]?._id },
			accepted: [place(chain('00000', 12))]
		});
	});
});

describe('a device that two revoked', () => {
	it('is revoked by the first, and what either of them had seen was there', async () => {
		const { one, other, phone } = await twoAndPhone();
		const { events: first } = await one.record(revoke(phone, [chain('00000', 41)]));
		await other.record(revoke(phone, [chain('00000', 44), chain('0000z', 2)], 'Stolen'));
		await meet(one, other);
		expect(differences(await commonTables(one), await commonTables(other))).toEqual([]);
		expect(await rowOf(one, phone)).toMatchObject({
			revoked: { event: first[0]?._id },
			accepted: [chain('00000', 44), chain('0000z', 2)].map(place),
			exceptions: []
		});
	});

	it('is known to be revoked before it is known', async () => {
		const { one, phone } = await twoAndPhone();
		const { events, texts } = await one.record(revoke(phone, [chain('00000', 1)]));
		const third = await createTestFloor({ device: 3 });
		await third.receive([...events, ...texts]);
		expect((await rowOf(third, phone)).revoked?.event).toBe(events[0]?._id);
		await deliver(one, third);
		expect(differences(await commonTables(one), await commonTables(third))).toEqual([]);
	});
});

describe('the record of a revocation', () => {
	const text = { personal: '0123456789abcdefghjkmnpqrs' };
	const read = (accepted: unknown, reason: unknown = { code: 'c001000001', text: null }) =>
		readData(eventSpecOf('DeviceRevoked'), { v: 1, data: { device: 'd00700000x', number: '007', accepted, reason } });

	it('names each place once, in order, and says why', () => {
		expect(read([])).toBeDefined();
		expect(read([chain('00000', 1), chain('0000z', 2)])).toBeDefined();
		expect(read([chain('00000', 9), chain('00000', 10)])).toBeDefined();
		expect(read([chain('00000', 1, 'a'), chain('00000', 1, 'b')])).toBeDefined();
		expect(read([chain('0000z', 2), chain('00000', 1)])).toBeUndefined();
		expect(read([chain('00000', 1), chain('00000', 1)])).toBeUndefined();
		expect(read([chain('00000', 0)])).toBeUndefined();
		expect(read([chain('not an epoch', 1)])).toBeUndefined();
		expect(read([{ ...chain('00000', 1), hash: 'a'.repeat(32) }])).toBeUndefined();
		expect(
			read(Array.from({ length: MAX_ACCEPTED + 1 }, (_, index) => chain(String(index).padStart(5, '0'), 1)))
		).toBeUndefined();
		expect(read([], { code: null, text: null })).toBeUndefined();
		expect(read([], { code: null, text })).toBeDefined();
	});
});
