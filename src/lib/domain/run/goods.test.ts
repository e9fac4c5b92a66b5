import { describe, expect, it } from 'vitest';
import { batchRow, began, closed, dozen, pieces, voided } from '../../../../tests/support/run-rows.ts';
import type { BatchRow } from '../batch/views.ts';
import { deviceNumber, mintCode, type Code } from '../kernel/code.ts';
import { formatRational } from '../kernel/quantity.ts';
import { GOODS_PARTS, goodsIn, type ItemGoods } from './goods.ts';

const code = (place: number): Code => mintCode('b', deviceNumber(7), place);
const row = (place: number, changes: Partial<BatchRow> = {}): BatchRow => batchRow(code(place), changes);
const partsOf = ({ parts, disputed, total }: ItemGoods) => ({
	...Object.fromEntries(
		GOODS_PARTS.filter((part) => parts[part].n !== 0n).map((part) => [part, formatRational(parts[part])])
	),
	...(disputed.n === 0n ? {} : { disputed: formatRational(disputed) }),
	total: formatRational(total)
});
const only = (rows: readonly BatchRow[]) => {
	const { items } = goodsIn(rows);
	expect(items).toHaveLength(1);
	return partsOf(items[0]!);
};

describe('what became of a run', () => {
	it('is told by grade and state, each batch once', () => {
		expect(
			only([
				row(1),
				row(2, began()),
				row(3, { ...began(), ...closed('end') }),
				row(4, { ...began(), grade: 'seconds', quantity: pieces('6'), remaining: pieces('6') }),
				row(5, { ...began(), ...closed('hand'), grade: 'waste', quantity: pieces('4'), remaining: pieces('4') }),
				row(6, voided()),
				row(7, { ...began(), ...closed('used') })
			])
		).toEqual({
			created: '50',
			inProcess: '50',
			firsts: '50',
			seconds: '6',
			waste: '4',
			voided: '50',
			total: '210'
		});
	});

	it('counts what was not taken of a batch, in exact base units of its kind', () => {
		expect(
			only([
				row(1, { ...began(), quantity: dozen('5'), remaining: dozen('1/3') }),
				row(2, { ...began(), remaining: pieces('1') })
			])
		).toEqual({ inProcess: '5', total: '5' });
	});

	it('counts the share that is beyond dispute, and shows the rest apart', () => {
		expect(only([row(1, { ...began(), ...closed('end'), share: '1/3' })])).toEqual({
			firsts: '50/3',
			disputed: '100/3',
			total: '50'
		});
	});

	it('keeps items and kinds of quantity apart, in the order of the work', () => {
		const dyed = { item: { id: 'a2' } as unknown as BatchRow['item'] };
		const rows = [row(1, { ...dyed, ...began({ step: 't2' }) }), row(2, began({ step: 't1' })), row(3)];
		expect(goodsIn(rows, ['t1', 't2']).items.map(({ item, batches }) => [item, batches])).toEqual([
			['a1', 2],
			['a2', 1]
		]);
	});

	it('says of how many batches nobody here knows what they hold', () => {
		expect(goodsIn([row(1, { quantity: null, remaining: null, item: null, origin: null })])).toEqual({
			items: [],
			unknown: 1
		});
	});
});
