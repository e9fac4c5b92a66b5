import { describe, expect, test } from 'vitest';
import {
	createTestFloor,
	defining,
	deliver,
	exceptionsOf,
	meet,
	quantity,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import { definitions } from '../catalog.ts';
import { item, type ItemRow } from '../item/item.ts';
import { machine } from '../machine/machine.ts';
import { person } from '../person/person.ts';
import { station } from '../station/station.ts';
import { step } from '../step/step.ts';
import { deviceNumber, mintCode, type Code } from './code.ts';
import type { FloorEvent } from './event.ts';
import { personalId } from './personal.ts';
import { threads } from './thread.ts';
import { personalTexts } from '#engine/tables.ts';

const itemRow = async (floor: TestFloor, id: Code): Promise<ItemRow> => {
	const row = await floor.row(item.table, id);
	if (!row) throw new Error(`no row of ${id}`);
	return row;
};

/** Two devices that know the same item, and nothing yet of each other's next change. */
async function twoWithAnItem() {
	const one = await createTestFloor({ device: 1 });
	const other = await createTestFloor({ device: 2 });
	const id = await defining(one).item('Bracket');
	await deliver(one, other);
	return { one, other, id };
}

describe('a new definition', () => {
	test('gets a code of its kind, and what was not given from the defaults', async () => {
		const floor = await createTestFloor();
		const { events } = await floor.record(item.define(null, { name: 'Bracket', unit: 'kg' }));
		const id = mintCode('a', deviceNumber(1), 0);
		expect(events).toMatchObject([
			{
				stream: 'site',
				type: 'ItemDefined',
				v: 1,
				touches: [id],
				data: { id, changes: { name: 'Bracket', unit: 'kg' } }
			}
		]);
		expect(await itemRow(floor, id)).toMatchObject({
			id,
			name: 'Bracket',
			sku: '',
			nature: 'product',
			unit: 'kg',
			archived: false,
			unread: 0,
			revision: events[0]?._id
		});
	});

	test.each([
		['item', 'a', {}, 'name'],
		['item', 'a', { name: '' }, 'name'],
		['item', 'a', { name: 'x'.repeat(121) }, 'name'],
		['item', 'a', { name: 'Bracket', unit: '' }, 'unit'],
		['item', 'a', { name: 'Bracket', nature: 'spirit' }, 'nature'],
		['step', 't', {}, 'name'],
		[
			'step',
			't',
			{ name: 'Cut', produces: { item: 'a1', quantity: { ...quantity('1 pcs'), amount: '0' } } },
			'produces'
		],
		['flow', 'f', { steps: [] }, 'name'],
		['department', 'g', { location: 'Hall 2' }, 'name'],
		['department', 'g', { name: 'Sawmill', location: 'x'.repeat(121) }, 'location'],
		['machine', 'm', {}, 'name'],
		['machine', 'm', { name: 'Saw 1', department: 'Sawmill' }, 'department'],
		['step', 't', { name: 'Cut', plannedMinutes: 0 }, 'plannedMinutes'],
		['step', 't', { name: 'Cut', plannedMinutes: 100_001 }, 'plannedMinutes'],
		['step', 't', { name: 'Cut', plannedMinutes: 1.5 }, 'plannedMinutes'],
		['station', 's', { name: 'Saw' }, 'operation'],
		['station', 's', { operation: 'init' }, 'name'],
		['station', 's', { name: 'Saw', operation: 'guess' }, 'operation'],
		['person', 'p', { roles: ['lead'] }, 'name'],
		['device', 'd', { number: '001' }, 'name'],
		['device', 'd', { name: null }, 'number'],
		['device', 'd', { name: null, number: '1' }, 'number'],
		['device', 'd', { name: null, number: '00U' }, 'number']
	] as const)('%s %s %j is incomplete: %s', async (kind, _letter, changes, field) => {
		const floor = await createTestFloor();
		const command = definitions[kind].define(null, changes as never);
		expect(await floor.refusal(command)).toEqual({ type: 'DefinitionIncomplete', field });
		expect(await floor.documents()).toEqual([]);
	});

	test('recorded before machines, stations and steps knew departments and planned times reads as having none', async () => {
		const floor = await createTestFloor();
		const define = defining(floor);
		const saw = await define.machine('Saw 1');
		const cut = await define.step('Cut', {});
		const sawing = await define.station('Saw', { steps: [cut], machines: [saw] });
		for (const { data } of (await floor.documents()) as FloorEvent[]) {
			const { changes } = data as unknown as { readonly changes: object };
			expect(Object.keys(changes)).not.toContain('department');
			expect(Object.keys(changes)).not.toContain('plannedMinutes');
		}
		expect(await floor.row(machine.table, saw)).toMatchObject({ department: null });
		expect(await floor.row(station.table, sawing)).toMatchObject({ department: null });
		expect(await floor.row(step.table, cut)).toMatchObject({ plannedMinutes: null });
	});

	test('every kind can be made', async () => {
		const floor = await createTestFloor();
		const define = defining(floor);
		const step = await define.step('Cut', {});
		const machine = await define.machine('Saw 1');
		const made = [
			await define.item('Bracket'),
			step,
			machine,
			await define.station('Saw', { steps: [step], machines: [machine] }),
			await define.flow('Brackets', [step]),
			await define.person('Ada Lovelace'),
			await define.device('Phone at the saw', '004'),
			await define.department('Sawmill', 'Hall 2')
		];
		expect(made.map((code) => code.charAt(0))).toEqual(['a', 't', 'm', 's', 'f', 'p', 'd', 'g']);
	});
});

describe('a change of a definition', () => {
	test('records only what is different, and is a new revision', async () => {
		const floor = await createTestFloor();
		const id = await defining(floor).item('Bracket', { unit: 'kg' });
		const { events } = await floor.record(item.define(id, { name: 'Angle', unit: 'kg', sku: '' }));
		expect(events).toMatchObject([{ touches: [id], data: { id, changes: { name: 'Angle' } } }]);
		expect(await itemRow(floor, id)).toMatchObject({ name: 'Angle', unit: 'kg', revision: events[0]?._id });
	});

	test('names the revision before as its head', async () => {
		const floor = await createTestFloor();
		const id = await defining(floor).item('Bracket');
		const { revision } = await itemRow(floor, id);
		const { events } = await floor.record(item.define(id, { name: 'Angle' }));
		expect(events[0]?.heads).toEqual({ [id]: [revision] });
	});

	test('is refused when nothing is different', async () => {
		const floor = await createTestFloor();
		const id = await defining(floor).item('Bracket');
		expect(await floor.refusal(item.define(id, { name: 'Bracket', unit: 'pcs' }))).toEqual({ type: 'NothingChanged' });
		expect(await floor.refusal(item.define(id, {}))).toEqual({ type: 'NothingChanged' });
	});

	test('is refused when it leaves a field wrong', async () => {
		const floor = await createTestFloor();
		const id = await defining(floor).item('Bracket');
		expect(await floor.refusal(item.define(id, { name: '' }))).toEqual({ type: 'DefinitionIncomplete', field: 'name' });
	});

	test('is refused for a thing nobody knows here', async () => {
		const floor = await createTestFloor();
		const id = mintCode('a', deviceNumber(9), 1);
		expect(await floor.refusal(item.define(id, { name: 'Ghost' }))).toEqual({ type: 'DefinitionUnknown', id });
	});

	test('archives, and takes it back; nothing is deleted', async () => {
		const floor = await createTestFloor();
		const id = await defining(floor).item('Bracket');
		await floor.record(item.define(id, { archived: true }));
		expect(await itemRow(floor, id)).toMatchObject({ archived: true, name: 'Bracket' });
		await floor.record(item.define(id, { archived: false }));
		expect((await itemRow(floor, id)).archived).toBe(false);
	});
});

describe('two devices change one definition without knowing of each other', () => {
	test('different fields: both show, nothing to decide', async () => {
		const { one, other, id } = await twoWithAnItem();
		await one.record(item.define(id, { name: 'Angle' }));
		await other.record(item.define(id, { sku: 'B-1' }));
		await meet(one, other);
		for (const floor of [one, other]) {
			expect(await itemRow(floor, id)).toMatchObject({ name: 'Angle', sku: 'B-1' });
			expect(await exceptionsOf(floor, id)).toEqual([]);
		}
	});

	test('one field to the same value: nothing to decide', async () => {
		const { one, other, id } = await twoWithAnItem();
		await one.record(item.define(id, { name: 'Angle' }));
		await other.record(item.define(id, { name: 'Angle' }));
		await meet(one, other);
		expect(await exceptionsOf(one, id)).toEqual([]);
	});

	test('one field to two values: the later key shows, and a lead decides', async () => {
		const { one, other, id } = await twoWithAnItem();
		const lost = await one.record(item.define(id, { name: 'Angle', sku: 'A' }));
		other.clock.advance(60_000);
		const shown = await other.record(item.define(id, { name: 'Corner', sku: 'C' }));
		await meet(one, other);
		const losing = lost.events[0]?._id;
		for (const floor of [one, other]) {
			expect(await itemRow(floor, id)).toMatchObject({ name: 'Corner', sku: 'C' });
			expect(await exceptionsOf(floor, id)).toMatchObject([
				{ id: `field:${id}:${losing}`, rule: 'field', entity: id, run: null, events: [losing, shown.events[0]?._id] }
			]);
		}
	});

	test('a later change of that field by somebody who knew both settles it', async () => {
		const { one, other, id } = await twoWithAnItem();
		await one.record(item.define(id, { name: 'Angle' }));
		other.clock.advance(60_000);
		await other.record(item.define(id, { name: 'Corner' }));
		await meet(one, other);
		expect(await exceptionsOf(one, id)).toHaveLength(1);
		await one.record(item.define(id, { name: 'Bracket, angled' }));
		await deliver(one, other);
		for (const floor of [one, other]) {
			expect(await itemRow(floor, id)).toMatchObject({ name: 'Bracket, angled' });
			expect(await exceptionsOf(floor, id)).toEqual([]);
		}
	});

	test('a later change of another field settles nothing', async () => {
		const { one, other, id } = await twoWithAnItem();
		await one.record(item.define(id, { name: 'Angle' }));
		await other.record(item.define(id, { name: 'Corner' }));
		await meet(one, other);
		await one.record(item.define(id, { sku: 'B-1' }));
		expect(await exceptionsOf(one, id)).toHaveLength(1);
	});

	test('[case 20] a clock in the past does not make an answer lose to the question', async () => {
		const { one, other, id } = await twoWithAnItem();
		one.clock.set(Date.UTC(2099, 0));
		await one.record(item.define(id, { name: 'Angle' }));
		await deliver(one, other);
		await other.record(item.define(id, { name: 'Corner' }));
		await meet(one, other);
		expect(await itemRow(one, id)).toMatchObject({ name: 'Corner' });
		expect(await exceptionsOf(one, id)).toEqual([]);
	});
});

describe('a definition as of a revision', () => {
	const asOf = async (floor: TestFloor, id: Code, ...revisions: readonly (string | undefined)[]) => {
		const thread = await floor.row(threads, id);
		return thread && item.asOf(thread, revisions as string[]);
	};

	test('is what its author knew and the change itself, whatever was changed since', async () => {
		const floor = await createTestFloor();
		const id = await defining(floor).item('Bracket', { unit: 'kg' });
		const first = await itemRow(floor, id);
		await floor.record(item.define(id, { name: 'Angle' }));
		const second = await itemRow(floor, id);
		await floor.record(item.define(id, { sku: 'B-1', archived: true }));
		expect(await asOf(floor, id, first.revision)).toEqual(first);
		expect(await asOf(floor, id, second.revision)).toEqual(second);
		expect(second).toMatchObject({ name: 'Angle', unit: 'kg', sku: '', archived: false, heads: [second.revision] });
	});

	test('of changes that did not know of each other holds its own, and those of both revisions all of it', async () => {
		const { one, other, id } = await twoWithAnItem();
		const [earlier] = (await one.record(item.define(id, { name: 'Angle', sku: 'A' }))).events;
		other.clock.advance(60_000);
		const [later] = (await other.record(item.define(id, { name: 'Corner', unit: 'kg' }))).events;
		await meet(one, other);
		const merged = await itemRow(one, id);
		expect(merged.heads).toEqual([earlier?._id, later?._id]);
		expect(merged.revision).toBe(later?._id);
		await one.record(item.define(id, { name: 'Bracket, angled' }));
		await deliver(one, other);
		for (const floor of [one, other]) {
			expect(await asOf(floor, id, earlier?._id)).toMatchObject({ name: 'Angle', sku: 'A', unit: 'pcs' });
			expect(await asOf(floor, id, later?._id)).toMatchObject({ name: 'Corner', sku: '', unit: 'kg' });
			expect(await asOf(floor, id, ...merged.heads)).toEqual({ ...merged, exceptions: [] });
			expect(await itemRow(floor, id)).toMatchObject({ heads: [(await itemRow(floor, id)).revision] });
		}
	});

	test('by somebody who knew two changes that were made apart holds both', async () => {
		const { one, other, id } = await twoWithAnItem();
		await one.record(item.define(id, { name: 'Angle' }));
		await other.record(item.define(id, { sku: 'B' }));
		await meet(one, other);
		await one.record(item.define(id, { unit: 'kg' }));
		const { revision, heads } = await itemRow(one, id);
		expect(heads).toEqual([revision]);
		expect(await asOf(one, id, revision)).toMatchObject({ name: 'Angle', sku: 'B', unit: 'kg' });
	});

	test('is not known while the revision, or one before it, has not arrived', async () => {
		const { one, other, id } = await twoWithAnItem();
		const [renamed] = (await one.record(item.define(id, { name: 'Angle' }))).events;
		const [counted] = (await one.record(item.define(id, { unit: 'kg' }))).events;
		expect(await asOf(other, id, counted?._id)).toBeUndefined();
		await other.receive([counted ?? {}]);
		expect(await asOf(other, id, counted?._id)).toBeUndefined();
		await other.receive([renamed ?? {}]);
		expect(await asOf(other, id, counted?._id)).toMatchObject({ name: 'Angle', unit: 'kg' });
		expect(await asOf(other, id)).toBeUndefined();
	});
});

describe("a person's name", () => {
	test('stands in one personal text and in no event', async () => {
		const floor = await createTestFloor();
		const id = await defining(floor).person('  Ada Lovelace ');
		const row = await floor.row(person.table, id);
		const texts = await floor.rows(personalTexts);
		expect(texts.map(({ text }) => text)).toEqual(['Ada Lovelace']);
		expect(row?.name && personalId(row.name)).toBe(texts[0]?._id);
		const events = (await floor.documents()).filter(({ _id }) => _id.startsWith('site'));
		expect(events).toHaveLength(1);
		expect(JSON.stringify(events)).not.toContain('Ada');
	});

	test('can be erased, and every event stays as it was', async () => {
		const floor = await createTestFloor();
		const id = await defining(floor).person('Ada Lovelace');
		const before = await floor.row(person.table, id);
		const [text] = await floor.rows(personalTexts);
		await floor.receive([{ _id: text?._id, _rev: '2-x', _deleted: true }]);
		expect(await floor.rows(personalTexts)).toEqual([]);
		expect(await floor.row(person.table, id)).toEqual(before);
	});

	test('of white space alone is none', async () => {
		const floor = await createTestFloor();
		expect(await floor.refusal({ ...person.define(null, {}), personal: { name: '  ' } })).toEqual({
			type: 'DefinitionIncomplete',
			field: 'name'
		});
	});
});
