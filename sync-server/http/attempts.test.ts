import { beforeEach, describe, expect, it } from 'vitest';
import { createAttempts, type Attempts } from './attempts.ts';

const MINUTE = 60_000;

describe('attempts', () => {
	let now: number;
	let made: number;
	let attempts: Attempts;
	beforeEach(() => {
		now = 1_000_000;
		made = 0;
		attempts = createAttempts({ failures: 3, window: 5 * MINUTE }, () => now);
	});

	const attempt = (key: string, success: boolean) =>
		attempts.make(
			key,
			() => {
				made++;
				return Promise.resolve(success);
			},
			(succeeded) => !succeeded
		);
	const fail = async (key: string) => expect(await attempt(key, false)).toEqual({ ok: true, value: false });

	it('are refused unheard after so many failures, also the right one, and heard again later', async () => {
		for (let count = 0; count < 3; count++) await fail('a');
		expect(await attempt('a', true)).toMatchObject({
			ok: false,
			error: { status: 429, headers: { 'retry-after': '300' } }
		});
		expect(made).toBe(3);
		now += 5 * MINUTE - 1;
		expect((await attempt('a', true)).ok).toBe(false);
		now += 1;
		expect(await attempt('a', true)).toEqual({ ok: true, value: true });
	});

	it('of one key say nothing about another', async () => {
		for (let count = 0; count < 3; count++) await fail('a');
		expect((await attempt('b', true)).ok).toBe(true);
	});

	it('under ever new names do not open a door that is shut', async () => {
		for (let count = 0; count < 3; count++) await fail('a');
		for (let name = 0; name < 10_001; name++) await fail(`new ${name}`);
		expect((await attempt('a', true)).ok).toBe(false);
	});

	it('that succeed do not buy more failures', async () => {
		for (let count = 0; count < 2; count++) await fail('a');
		expect((await attempt('a', true)).ok).toBe(true);
		await fail('a');
		expect((await attempt('a', true)).ok).toBe(false);
	});

	it('at once are no more than one by one', async () => {
		const answers = await Promise.all(Array.from({ length: 50 }, () => attempt('a', false)));
		expect(made).toBe(3);
		expect(answers.filter(({ ok }) => !ok)).toHaveLength(47);
	});

	it('are heard again when the clock was put back', async () => {
		for (let count = 0; count < 3; count++) await fail('a');
		now -= 60 * MINUTE;
		expect((await attempt('a', true)).ok).toBe(true);
	});

	it('that break off let the next one in', async () => {
		await expect(
			attempts.make(
				'a',
				() => Promise.reject(new Error('the disk is gone')),
				() => false
			)
		).rejects.toThrow();
		expect((await attempt('a', true)).ok).toBe(true);
	});

	it('under ever new names leave those that count', async () => {
		for (let name = 0; name < 9_000; name++) await fail(`name ${name}`);
		for (let count = 0; count < 3; count++) await fail('a');
		for (let name = 9_000; name < 15_000; name++) await fail(`name ${name}`);
		expect((await attempt('a', true)).ok).toBe(false);
	});
});
