import { expect, test } from 'vitest';
import {
	batchRow,
	cancelRun,
	closeBatch,
	createTestFloor,
	defining,
	initialise,
	mill,
	moveTo,
	quantity,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import { child, splitAt, waste } from '../../../../tests/support/batch-commands.ts';
import { changing, estimate, figuresIn, generate, ordering, runFor } from '../../../../tests/support/sales.ts';
import { batches } from '../batch/views.ts';
import type { Code } from '../kernel/code.ts';
import { formatRational, type Rational } from '../kernel/quantity.ts';
import type { LineFigures } from './figures.ts';

const figuresOf = async (floor: TestFloor, order: Code) => (await figuresIn(floor, order)).map(written);

const written = ({ ordered, inRuns, made, waiting, atSteps, short }: LineFigures) => ({
	ordered: formatRational(ordered),
	inRuns: formatRational(inRuns),
	made: Object.values<Rational>(made).map(formatRational),
	waiting: formatRational(waiting),
	atSteps: atSteps.map((at) => [at.step, at.batches, formatRational(at.amount)]),
	short: formatRational(short)
});

const planned = async (floor: TestFloor, run: Code): Promise<Code[]> =>
	(await floor.rows(batches)).filter((row) => row.run === run && row.origin === 'planned').map(({ id }) => id);

test('what is ordered is made, on its way, waiting or short, whatever happens to its batches', async () => {
	const floor = await createTestFloor();
	const { items, steps, knitting, dyeing, finishing, define } = await mill(floor);
	const sorting = await define.station('Sorting', { operation: 'split', steps: [steps.dye] });
	const order = await estimate(floor, [ordering(items.sock, '500 pcs'), ordering(items.sock, '10 dozen')]);
	expect(await figuresOf(floor, order)).toMatchObject([
		{ ordered: '500', inRuns: '0', short: '500' },
		{ ordered: '10', inRuns: '0', short: '10' }
	]);

	const run = await generate(floor, order, runFor(items.knitted, 10));
	const [first, second, third, fourth] = (await planned(floor, run)) as [Code, Code, Code, Code];
	expect((await figuresOf(floor, order))[0]).toMatchObject({ inRuns: '500', waiting: '500', atSteps: [], short: '0' });

	for (const batch of [first, second, third, fourth]) await floor.record(initialise(batch, knitting));
	for (const batch of [first, second, third]) await floor.record(moveTo(dyeing, batch));
	await floor.record(moveTo(finishing, first));
	await floor.record(splitAt(sorting, second, [child('40 pcs'), child('4 pcs', { grade: 'seconds' }), waste('6 pcs')]));
	expect((await figuresOf(floor, order))[0]).toEqual({
		ordered: '500',
		inRuns: '500',
		made: ['50', '4', '6'],
		waiting: '300',
		atSteps: [
			[steps.dye, 2, '90'],
			[steps.knit, 1, '50']
		],
		short: '10'
	});

	await floor.record(closeBatch(fourth, 'sold unfinished'));
	expect((await figuresOf(floor, order))[0]).toMatchObject({ made: ['50', '4', '6'], short: '60' });
	await floor.record(
		changing(order, { lines: [{ line: 1, wanted: { item: items.sock, quantity: quantity('20 dozen') } }] })
	);
	expect((await figuresOf(floor, order))[0]).toMatchObject({ ordered: '20', made: ['25/6', '1/3', '1/2'], short: '0' });
	await floor.record(cancelRun(run));
	expect((await figuresOf(floor, order))[0]).toMatchObject({ inRuns: '50/3', waiting: '0', short: '25/3' });
	expect((await batchRow(floor, first)).state).toBe('closed');
});

test('parts that are put together count once, by the one that there is least of; allowances are taken off', async () => {
	const floor = await createTestFloor();
	const define = defining(floor);
	const [top, sole] = [await define.item('Top', { nature: 'part' }), await define.item('Sole', { nature: 'part' })];
	const glue = await define.item('Glue', { nature: 'material', unit: 'kg' });
	const shoe = await define.item('Shoe');
	const one = quantity('1 pcs');
	await define.step('Glueing', {
		consumes: [
			{ item: top, quantity: one, allowance: null },
			{ item: sole, quantity: quantity('2 pcs'), allowance: '1/4' },
			{ item: glue, quantity: quantity('1 kg'), allowance: null }
		],
		produces: { item: shoe, quantity: one }
	});
	const order = await estimate(floor, [ordering(shoe, '100 pcs')]);
	const [tops, soles] = [runFor(top, 2).lines, runFor(sole, 4).lines];
	await generate(
		floor,
		order,
		runFor(top, 0, { lines: [...tops, ...soles], covers: [{ line: 1, quantity: quantity('80 pcs') }] })
	);
	expect((await figuresOf(floor, order))[0]).toMatchObject({
		ordered: '100',
		inRuns: '80',
		waiting: '80',
		short: '20'
	});
});
