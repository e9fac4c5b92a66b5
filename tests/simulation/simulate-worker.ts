// One of the processes that `simulate.ts` deals seeds to.
import { runHistory } from './history.ts';
import type { Size } from './plan.ts';

export interface Task {
	readonly seed: number;
	readonly size: Size;
}

process.on('message', ({ seed, size }: Task) => {
	void runHistory(seed, { size }).then((outcome) => process.send?.(outcome));
});
process.on('disconnect', () => process.exit());
