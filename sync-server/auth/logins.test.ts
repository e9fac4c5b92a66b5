import { expect, it } from 'vitest';
import { ok } from '#domain/kernel/result.ts';
import { notePeerAddress } from '../http/peer-address.ts';
import { createLogins } from './logins.ts';

it('remembers of a name that is tried no more than tells it apart, however long it is', async () => {
	const keys: string[] = [];
	const logins = createLogins({
		make: async (key, attempt) => {
			keys.push(key);
			return ok(await attempt());
		}
	});
	const attempt = (name: string, address: string) => {
		const request = new Request('http://site.test/');
		notePeerAddress(request, address);
		return logins.verify(request, name, () => Promise.resolve(undefined));
	};
	const long = 'x'.repeat(20_000);
	for (const [name, address] of [
		[long, '10.0.0.7'],
		[`${long}y`, '10.0.0.7'],
		[long, '10.0.0.8'],
		[long, '10.0.0.7']
	] as const) {
		await attempt(name, address);
	}
	expect(keys.every((key) => key.length < 100)).toBe(true);
	expect([new Set(keys).size, keys[3]]).toEqual([3, keys[0]]);
});
