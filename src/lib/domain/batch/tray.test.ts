import { describe, expect, test } from 'vitest';
import { mergeAt } from '../../../../tests/support/batch-commands.ts';
import { closeBatch, moveTo, quantity } from '../../../../tests/support/floor.ts';
import { gatheringMill, threeOf } from '../../../../tests/support/mill-batches.ts';
import { scanIntoTray } from '../../../../tests/support/tray-scan.ts';
import { totalOf, type Tray } from './tray.ts';

const gathering = async () => threeOf(await gatheringMill());

describe('a tray', () => {
	test('says of each scan which batch goes in, or why it stays out, as the merge itself will', async () => {
		const { floor, gather, first, second, dyeing } = await gathering();
		const empty: Tray = { station: gather, batches: [], sources: {} };
		const one = await scanIntoTray(floor, empty, first);
		expect(one).toMatchObject({
			ok: true,
			value: { scanned: first, batch: { id: first }, remaining: quantity('50 pcs') }
		});
		const tray = { ...empty, batches: [first] };
		expect(await scanIntoTray(floor, tray, first)).toMatchObject({ ok: false, error: { type: 'AlreadyInTray' } });
		const other = await scanIntoTray(floor, tray, second);
		expect(one.ok && other.ok && totalOf([one.value, other.value])).toEqual(quantity('100 pcs'));
		await floor.record(moveTo(dyeing, second));
		expect(await scanIntoTray(floor, tray, second)).toMatchObject({ ok: false, error: { type: 'ItemDiffers' } });
	});

	test('takes what fits although something in it went away meanwhile: the merge names that', async () => {
		const { floor, gather, first, second, third } = await gathering();
		await floor.record(closeBatch(first));
		const tray: Tray = { station: gather, batches: [first, second], sources: {} };
		expect(await scanIntoTray(floor, tray, third)).toMatchObject({ ok: true });
		expect(await floor.refusal(mergeAt(gather, [first, second, third]))).toMatchObject({
			type: 'BatchAlreadyClosed',
			batch: { id: first }
		});
	});
});
