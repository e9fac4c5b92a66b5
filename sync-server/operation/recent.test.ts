import { describe, expect, it } from 'vitest';
import { createRecent } from './recent.ts';

describe('what was found a moment ago', () => {
	it('is found once for all who ask meanwhile', async () => {
		let found = 0;
		const recall = createRecent(() => Promise.resolve(++found), 60_000);
		expect(await Promise.all([recall(), recall(), recall()])).toEqual([1, 1, 1]);
		expect(await recall()).toBe(1);
	});

	it('is found anew when it is older, and after a failure', async () => {
		let found = 0;
		const fresh = createRecent(() => Promise.resolve(++found), 0);
		expect([await fresh(), await fresh()]).toEqual([1, 2]);
		let isBroken = true;
		const mended = createRecent(
			() => (isBroken ? Promise.reject(new Error('broken')) : Promise.resolve('found')),
			60_000
		);
		await expect(mended()).rejects.toThrow('broken');
		isBroken = false;
		expect(await mended()).toBe('found');
	});
});
