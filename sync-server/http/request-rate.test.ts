import { describe, expect, it } from 'vitest';
import { createRequestRate } from './request-rate.ts';

describe('the rate of requests', () => {
	let now = 1_000_000;
	const rate = () => createRequestRate({ perSecond: 20, burst: 100 }, () => now);
	const accepted = (ask: (key: string) => unknown, key: string, count: number): number =>
		Array.from({ length: count }, () => ask(key)).filter((problem) => problem === undefined).length;

	it('lets a burst through, then so many a second, each device by itself', () => {
		const ask = rate();
		expect(accepted(ask, 'a', 150)).toBe(100);
		expect(ask('a')).toMatchObject({ status: 429, error: 'too_many_requests', headers: { 'retry-after': '1' } });
		expect(accepted(ask, 'b', 1)).toBe(1);
		now += 1_000;
		expect(accepted(ask, 'a', 50)).toBe(20);
		now += 3_600_000;
		expect(accepted(ask, 'a', 150)).toBe(100);
	});

	it('stands a clock that is put back', () => {
		const ask = rate();
		expect(accepted(ask, 'a', 100)).toBe(100);
		now -= 3_600_000;
		expect(accepted(ask, 'a', 1)).toBe(0);
		now += 1_000;
		expect(accepted(ask, 'a', 50)).toBe(20);
	});
});
