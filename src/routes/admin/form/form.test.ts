import { describe, expect, test } from 'vitest';
import type { Command } from '#domain/catalog.ts';
import { createTestFloor } from '../../../../tests/support/floor.ts';
import { closeForm, drafted, openForm, type FormDraft } from './form.ts';
import { kinds, kindOf } from '../kinds.ts';
import type { AnyRow, Kind } from '../kinds/kind.ts';
import type { Code } from '#domain/kernel/code.ts';
import { personalId, type PersonalRef } from '#domain/kernel/personal.ts';
import { personalTexts } from '#engine/tables.ts';

const named = (slug: string): Kind => {
	const kind = kindOf(slug);
	if (!kind) throw new Error(slug);
	return kind;
};
const nobody = (): string => '';

function save(kind: Kind, id: Code | null, opened: FormDraft, change: FormDraft): Command {
	const closed = closeForm(kind, id, opened, { ...opened, ...change });
	if (!closed.ok) throw new Error(JSON.stringify(closed.error));
	return closed.value;
}

describe('what a form saves, the floor records', () => {
	test.each([
		['items', { name: 'Sock', unit: 'pairs' }],
		['steps', { name: 'Knit', plannedMinutes: '45', produces: { item: 'a00100001b', amount: '1', unit: 'pcs' } }],
		['flows', { name: 'Socks' }],
		['departments', { name: 'Knitting hall', location: 'Hall 1' }],
		['machines', { name: 'Knit 1', department: 'g00100001f' }],
		['stations', { name: 'Start', operation: 'init', label: 'traveler 1x4' }],
		['people', { name: 'Ana Kovač', roles: ['lead', 'quality'] }]
	])('%s', async (slug, filled) => {
		const kind = named(slug);
		const floor = await createTestFloor();
		const created = await floor.submit(save(kind, null, openForm(kind, undefined, nobody), filled));
		expect(created).toMatchObject({ ok: true });
		const [row] = await floor.store.read((reader) => reader.range<AnyRow>(kind.table));
		if (!row) throw new Error('nothing was recorded');
		const texts = await floor.store.read((reader) => reader.range(personalTexts));
		const textOf = ({ personal }: PersonalRef): string =>
			texts.find(({ _id }) => _id === personalId({ personal }))?.text ?? '';
		expect(openForm(kind, row, textOf)).toMatchObject(filled);
	});

	test('only what was changed here', () => {
		const kind = named('items');
		const row = { ...kind.defaults, id: 'a', name: 'Sock', sku: 'S1' } as unknown as AnyRow;
		const opened = openForm(kind, row, nobody);
		expect(save(kind, 'a' as Code, opened, { sku: 'S2' })).toMatchObject({ changes: { sku: 'S2' } });
		expect(Object.keys((save(kind, 'a' as Code, opened, { sku: 'S2' }) as { changes: object }).changes)).toEqual([
			'sku'
		]);
	});
});

test('the record as it would be saved, for an example of it', () => {
	const kind = named('stations');
	const opened = openForm(kind, undefined, nobody);
	expect(drafted(kind, undefined, { ...opened, name: ' Start ', department: 'g00100001f' })).toMatchObject({
		name: 'Start',
		operation: 'init',
		department: 'g00100001f',
		machines: []
	});
	const steps = named('steps');
	expect(drafted(steps, undefined, { ...openForm(steps, undefined, nobody), plannedMinutes: 'soon' })).toBeUndefined();
});

test('what is needed is said beside its field', () => {
	for (const kind of kinds.filter(({ editing }) => editing)) {
		const opened = openForm(kind, undefined, nobody);
		expect(closeForm(kind, null, opened, opened)).toEqual({ ok: false, error: { name: 'Name is needed' } });
	}
});
