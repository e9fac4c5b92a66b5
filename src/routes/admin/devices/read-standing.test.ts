import { expect, test } from 'vitest';
import { createTestFloor, defining, deliver } from '../../../../tests/support/floor.ts';
import { definitions } from '#domain/catalog.ts';
import { deviceNumber, mintCode } from '#domain/kernel/code.ts';
import { eventHash } from '#domain/kernel/event.ts';
import { readStanding } from './read-standing.ts';

const phone = mintCode('d', deviceNumber(2), 0);

test('a device is known by the last event of each of its chains, and when it recorded that', async () => {
	const floor = await createTestFloor();
	const other = await createTestFloor({ device: 2 });
	const read = () => floor.store.read((reader) => readStanding(reader, phone));
	expect(await read()).toEqual({ heard: null, accepted: [], revocation: undefined });
	await other.record({
		...definitions.device.define(null, { number: deviceNumber(2), profile: 'phone' }),
		personal: { name: 'Phone' }
	});
	await defining(other).machine('Press 1');
	const { events } = await other.record(definitions.device.define(phone, { profile: 'kiosk' }));
	await deliver(other, floor);
	const last = events[0]!;
	expect(await read()).toMatchObject({
		heard: last.at,
		accepted: [{ epoch: last.epoch, seq: 3, hash: eventHash(last) }],
		revocation: { revoked: null }
	});
});
