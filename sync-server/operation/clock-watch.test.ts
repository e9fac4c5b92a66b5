import { describe, expect, it } from 'vitest';
import { createClockWatch } from './clock-watch.ts';

describe('the watch over the clock', () => {
	it('notices that it was set, forward and back, and no drift', () => {
		const time = { wall: 1_000_000, elapsed: 0 };
		const jumps: number[] = [];
		const clock = createClockWatch({
			now: () => time.wall,
			elapsed: () => time.elapsed,
			jumped: (by) => jumps.push(by)
		});
		const pass = (elapsed: number, wall = elapsed): void => {
			time.elapsed += elapsed;
			time.wall += wall;
			clock.look();
		};
		pass(30_000);
		pass(30_000, 30_015);
		expect(clock.state()).toEqual({ isSynchronised: null, jumps: 0, lastJump: null });
		pass(30_000, 3_630_000);
		pass(30_000);
		pass(30_000, -570_000);
		expect(jumps.map((by) => Math.round(by / 1_000))).toEqual([3_600, -600]);
		expect(clock.state()).toMatchObject({ jumps: 2, lastJump: { at: time.wall } });
	});
});
