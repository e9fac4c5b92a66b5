import { describe, expect, it } from 'vitest';
import {
	commonTables,
	createTestFloor,
	defining,
	deliver,
	differences,
	meet,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import { definitions } from '../catalog.ts';
import type { Code } from '../kernel/code.ts';
import { handovers } from './handover.ts';

const DEVICE = 'd001000009' as Code;

const handOver = (from: Code | readonly Code[], to: Code | readonly Code[], station: Code | null, note = '') =>
	({ type: 'HandOver', from: [from].flat(), to: [to].flat(), station, device: DEVICE, note }) as const;

async function shift() {
	const floor = await createTestFloor();
	const define = defining(floor);
	return {
		floor,
		ana: await define.person('Ana'),
		ben: await define.person('Ben'),
		station: await define.station('Dyeing', { operation: 'move' })
	};
}

const lastAt = async ({ row }: TestFloor, station: Code) => (await row(handovers, station))?.last;

describe('a hand-over', () => {
	it('names who left, who came and where, with a note that stands apart', async () => {
		const { floor, ana, ben, station } = await shift();
		expect(await lastAt(floor, station)).toBeNull();
		const { events, texts } = await floor.record(handOver(ana, ben, station, ' Vat 2 leaks '), {
			by: [ben],
			source: null
		});
		expect(events).toMatchObject([
			{ type: 'HandedOver', v: 1, stream: `station.${station}`, touches: [station], by: [ana, ben], station }
		]);
		expect(texts.map(({ text }) => text)).toEqual(['Vat 2 leaks']);
		expect(JSON.stringify(events)).not.toContain('Vat');
		expect(await lastAt(floor, station)).toMatchObject({ from: [ana], to: [ben], happened: { event: events[0]?._id } });
	});

	it('may be of no station, and without a note', async () => {
		const { floor, ana, ben, station } = await shift();
		const { events } = await floor.record(handOver(ana, ben, null, '  '));
		expect(events).toMatchObject([
			{ stream: `device.${DEVICE}`, touches: [DEVICE], data: { station: null, note: null } }
		]);
		expect(await lastAt(floor, station)).toBeNull();
	});

	it('may be of a whole crew, or to whoever comes next', async () => {
		const { floor, ana, ben, station } = await shift();
		const crew = await Promise.all(['Cleo', 'Dov'].map((name) => defining(floor).person(name)));
		await floor.record(handOver([ben, ana], crew.toReversed(), station));
		expect(await lastAt(floor, station)).toMatchObject({ from: [ana, ben], to: crew });
		await floor.record(handOver(ana, [], station, 'Keys are in the drawer'));
		expect(await lastAt(floor, station)).toMatchObject({ from: [ana], to: [] });
		expect(await floor.refusal(handOver([], ana, station))).toMatchObject({ type: 'WrongNumber' });
	});

	it('is from one to another, both of them and the station known', async () => {
		const { floor, ana, ben, station } = await shift();
		expect(await floor.refusal(handOver(ana, ana, station))).toMatchObject({ type: 'SamePerson' });
		const nobody = 'p00z000001' as Code;
		expect(await floor.refusal(handOver(ana, nobody, station))).toMatchObject({
			type: 'PersonUnknown',
			person: nobody
		});
		expect(await floor.refusal(handOver(nobody, ben, station))).toMatchObject({
			type: 'PersonUnknown',
			person: nobody
		});
		expect(await floor.refusal(handOver(ana, ben, 's00z000001' as Code))).toMatchObject({ type: 'StationUnknown' });
	});

	it('is accepted by nobody who left, and may be theirs still', async () => {
		const { floor, ana, ben, station } = await shift();
		await floor.record(definitions.person.define(ben, { archived: true }));
		expect(await floor.refusal(handOver(ana, ben, station))).toMatchObject({ type: 'PersonArchived', person: ben });
		await floor.record(handOver(ben, ana, station));
	});

	it('is the last one on every device', async () => {
		const { floor: one, ana, ben, station } = await shift();
		const other = await createTestFloor({ device: 2 });
		await deliver(one, other);
		await one.record(handOver(ana, ben, station, 'first'));
		await other.record(handOver(ben, ana, station, 'second'));
		await meet(one, other);
		expect(differences(await commonTables(one), await commonTables(other))).toEqual([]);
		expect(await lastAt(one, station)).toEqual(await lastAt(other, station));
	});
});
