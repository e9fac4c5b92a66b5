import { describe, expect, test } from 'vitest';
import { definitions } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import { createTestFloor, defining, deliver, meet, type TestFloor } from '../../../../tests/support/floor.ts';
import { kindOf } from '../kinds.ts';
import type { AnyRow, Kind, KindSlug } from '../kinds/kind.ts';
import { readDifferences } from './read-differences.ts';

const { item, person } = definitions;

async function twoDevices() {
	const one = await createTestFloor({ device: 1 });
	const other = await createTestFloor({ device: 2 });
	return { one, other };
}

const differences = (floor: TestFloor, slug: KindSlug, id: Code) =>
	floor.store.read(async (reader) => {
		const kind = kindOf(slug) as Kind;
		const found = await readDifferences(reader, kind, (await reader.get(kind.table, id)) as AnyRow);
		return found.map(({ field, shown, others }) => ({
			field,
			shown: shown.value,
			others: others.map((of) => of.value)
		}));
	});

describe('two admins change one field without knowing of each other', () => {
	test('both values, the one that shows first; fields that only one of them changed are left out', async () => {
		const { one, other } = await twoDevices();
		const id = await defining(one).item('Bracket');
		await deliver(one, other);
		await one.record(item.define(id, { name: 'Angle', sku: 'A-1' }));
		other.clock.advance(60_000);
		await other.record(item.define(id, { name: 'Corner', unit: 'pairs' }));
		await meet(one, other);
		for (const floor of [one, other]) {
			expect(await differences(floor, 'items', id)).toEqual([{ field: 'name', shown: 'Corner', others: ['Angle'] }]);
		}
	});

	test('a field that somebody settled since is left out, the others stay', async () => {
		const { one, other } = await twoDevices();
		const id = await defining(one).item('Bracket');
		await deliver(one, other);
		await one.record(item.define(id, { name: 'Angle', sku: 'A-1' }));
		other.clock.advance(60_000);
		await other.record(item.define(id, { name: 'Corner', sku: 'C-1' }));
		await meet(one, other);
		await one.record(item.define(id, { sku: 'AC-1' }));
		expect(await differences(one, 'items', id)).toEqual([{ field: 'name', shown: 'Corner', others: ['Angle'] }]);
	});

	test('names of people are shown as their texts', async () => {
		const { one, other } = await twoDevices();
		const id = await defining(one).person('Ana');
		await deliver(one, other);
		await one.record({ ...person.define(id, {}), personal: { name: 'Ana Kovač' } });
		other.clock.advance(60_000);
		await other.record({ ...person.define(id, {}), personal: { name: 'Ana Kovacs' } });
		await meet(one, other);
		expect(await differences(one, 'people', id)).toEqual([
			{ field: 'name', shown: 'Ana Kovacs', others: ['Ana Kovač'] }
		]);
	});

	test('nothing to compare', async () => {
		const { one } = await twoDevices();
		expect(await differences(one, 'items', await defining(one).item('Bracket'))).toEqual([]);
	});
});
