import { describe, expect, test } from 'vitest';
import { deviceNumber, mintCode, printCode, type Code } from '#domain/kernel/code.ts';
import { printQuantity } from '#domain/unit/print.ts';
import { createTestFloor, mill, quantity, type TestFloor } from '../../../tests/support/floor.ts';
import { jobFacts } from './job-facts.ts';
import { readPrintable, readSubject } from './read-labels.ts';

async function planned(floor: TestFloor, item: Code, batches: number): Promise<{ run: Code; labels: Code[] }> {
	const line = { item, each: quantity('50 pcs'), batches, machines: [], flow: null };
	const { events } = await floor.record({
		type: 'CreateRun',
		lines: [line],
		responsible: null,
		due: '2026-03-31',
		priority: null,
		released: true
	});
	const touched = [...new Set(events.flatMap(({ touches }) => touches))] as Code[];
	const of = (letter: string): Code[] => touched.filter((code) => code.startsWith(letter)).sort();
	return { run: of('r')[0]!, labels: of('b') };
}

const answers = { step: null, machine: null, usual: null };

describe('the labels of a run', () => {
	test('are its batches’ in order, each with the steps ahead of it', async () => {
		const floor = await createTestFloor();
		const { items } = await mill(floor);
		const { run, labels } = await planned(floor, items.knitted, 3);
		const printable = await floor.store.read((reader) => readPrintable(reader, { of: 'run', code: run }));
		expect(printable.labels.map(({ facts }) => facts.code)).toEqual(labels);
		expect(printable.labels[0]?.facts).toMatchObject({
			itemName: 'Sock, knitted',
			run,
			due: '2026-03-31',
			prints: 0,
			next: [{ name: 'Knit' }, { name: 'Dye' }, { name: 'Finish' }]
		});
	});

	test('a moved batch keeps its label, with what it is now and what is still ahead', async () => {
		const floor = await createTestFloor();
		const { items, knitting, dyeing } = await mill(floor);
		const { run, labels } = await planned(floor, items.knitted, 2);
		const [batch] = labels as [Code];
		await floor.record({ type: 'InitialiseBatch', batch, station: knitting, ...answers });
		await floor.record({ type: 'MoveBatch', batch, source: null, station: dyeing, ...answers });
		const { labels: all } = await floor.store.read((reader) => readPrintable(reader, { of: 'run', code: run }));
		expect(all.map(({ facts }) => facts.code)).toEqual(labels);
		expect(all[0]?.facts).toMatchObject({ itemName: 'Sock, dyed', next: [{ name: 'Finish' }] });
		const alone = await floor.store.read((reader) => readPrintable(reader, { of: 'batch', code: batch }));
		expect(alone.labels).toEqual([all[0]]);
	});

	test('a second label is printed in the place of a lost one', async () => {
		const floor = await createTestFloor();
		const { items } = await mill(floor);
		const { run, labels } = await planned(floor, items.knitted, 1);
		const [batch] = labels as [Code];
		const { events } = await floor.record({ type: 'BindLabel', batch, code: null });
		const second = events[0]!.touches[1] as Code;
		for (const code of [batch, second]) {
			const printable = await floor.store.read((reader) => readPrintable(reader, { of: 'batch', code }));
			expect(printable.labels.map(({ facts }) => facts.code)).toEqual([second]);
		}
		const ofRun = await floor.store.read((reader) => readPrintable(reader, { of: 'run', code: run }));
		expect(ofRun.labels.map(({ facts }) => facts.code)).toEqual([second]);
	});

	test('a void batch has none', async () => {
		const floor = await createTestFloor();
		const { items } = await mill(floor);
		const { run, labels } = await planned(floor, items.knitted, 2);
		const [batch, other] = labels as [Code, Code];
		await floor.record({ type: 'VoidBatch', batch, reason: 'Planned twice' });
		const left = await floor.store.read((reader) => readPrintable(reader, { of: 'run', code: run }));
		expect(left.labels.map(({ facts }) => facts.code)).toEqual([other]);
	});

	test('are counted when they are printed', async () => {
		const floor = await createTestFloor();
		const { items } = await mill(floor);
		const { run, labels } = await planned(floor, items.knitted, 1);
		await floor.record({ type: 'PrintLabels', labels, kind: 'tag', size: '2x4', copies: 2 });
		const { labels: printed } = await floor.store.read((reader) => readPrintable(reader, { of: 'run', code: run }));
		expect(printed[0]?.facts.prints).toBe(2);
	});
});

test('a job sheet adds up what its steps make', async () => {
	const floor = await createTestFloor();
	const { items } = await mill(floor);
	const { run } = await planned(floor, items.knitted, 4);
	const printable = await floor.store.read((reader) => readPrintable(reader, { of: 'run', code: run }));
	const facts = jobFacts(printable.run!, printable.labels, printable.site, (id) => id ?? '');
	expect(facts.steps.map(({ name, planned: amount }) => [name, amount && printQuantity(amount)])).toEqual([
		['Knit', '200\u00a0pcs'],
		['Dye', '200\u00a0pcs'],
		['Finish', '200\u00a0pcs']
	]);
	expect(facts.steps[1]?.stations).toBe('Dyeing');
	expect(facts.batches).toHaveLength(4);
});

const run = mintCode('r', deviceNumber(1), 0);

test.each([
	['', { of: 'nothing' }],
	[`run=${run}`, { of: 'run', code: run }],
	[`batch=${printCode(run)}`, { of: 'batch', code: run }],
	['batch=zzz', { of: 'wrong code' }]
])('an address with “%s” is about %o', (query, subject) => {
	expect(readSubject(new URLSearchParams(query))).toEqual(subject);
});
