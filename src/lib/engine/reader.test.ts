import { expect, test } from 'vitest';
import { definitions } from '#domain/catalog.ts';
import { deviceNumber } from '#domain/kernel/code.ts';
import { createTestFloor } from '../../../tests/support/floor.ts';
import { events, meta, outbox, type Account } from './tables.ts';

test('a display on a wall records what it is itself, and nothing that the server would refuse', async () => {
	const floor = await createTestFloor();
	const account = { name: 'account', user: 'device-001', password: '', uuid: '', database: '' } as const;
	const become = (roles: readonly string[]) =>
		floor.store.write((writer) => writer.put(meta, [{ ...account, roles } satisfies Account]));
	await become(['device', 'reader']);
	const itself = definitions.device.define(null, { number: deviceNumber(1), profile: 'wall' });
	const { events: named } = await floor.record({ ...itself, personal: { name: 'Wall 1' } });
	const press = definitions.machine.define(null, { name: 'Press 1' });
	expect(await floor.refusal(press)).toEqual({ type: 'OnlyShows' });
	expect(await floor.store.read((reader) => reader.count(events))).toBe(named.length);
	expect(await floor.store.read((reader) => reader.count(outbox))).toBe(named.length);
	await become(['device']);
	await floor.record(press);
});
