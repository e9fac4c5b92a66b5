import { describe, expect, it } from 'vitest';
import { random } from '../../tests/support/sync-app.ts';
import { openStorage } from '../log/storage.ts';
import { createLastHeard } from './last-heard.ts';

const nobody = (): ReadonlySet<string> => new Set();

describe('when a device was heard of', () => {
	it('is known after a restart, and costs one write for all that were heard since the last', async () => {
		const storage = openStorage({ directory: ':memory:', random });
		let writes = 0;
		const counted = {
			setting: storage.setting,
			setSetting: (name: string, value: string) => {
				writes++;
				return storage.setSetting(name, value);
			}
		};
		let now = 1_000;
		const heard = createLastHeard(counted, () => now, nobody);
		for (const device of ['1k7', '1k8', '1k7']) heard.heard(device);
		now = 2_000;
		heard.heard('1k8');
		expect(writes).toBe(0);
		await heard.save();
		await heard.save();
		expect(writes).toBe(1);
		const later = createLastHeard(counted, () => now, nobody);
		expect([later.of('1k7'), later.of('1k8'), later.of('1k9')]).toEqual([1_000, 2_000, undefined]);
		storage.close();
	});

	it('is now as long as it listens, also to whoever finds that after a crash', async () => {
		const storage = openStorage({ directory: ':memory:', random });
		let now = 1_000;
		const heard = createLastHeard(
			storage,
			() => now,
			() => new Set(['1k8'])
		);
		heard.heard('1k7');
		heard.heard('1k8');
		now = 9_000;
		await heard.save();
		const later = createLastHeard(storage, () => now, nobody);
		expect([later.of('1k7'), later.of('1k8')]).toEqual([1_000, 9_000]);
		storage.close();
	});

	it('is saved the next time when the disk was full', async () => {
		let isFull = true;
		const values = new Map<string, string>();
		const heard = createLastHeard(
			{
				setting: (name) => values.get(name),
				setSetting: (name, value) => {
					if (isFull) return Promise.reject(new Error('full'));
					values.set(name, value);
					return Promise.resolve();
				}
			},
			() => 1_000,
			nobody
		);
		heard.heard('1k7');
		await heard.save();
		isFull = false;
		await heard.save();
		expect([...values.values()]).toEqual(['{"1k7":1000}']);
	});
});
