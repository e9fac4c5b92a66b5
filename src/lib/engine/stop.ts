import type { StopSignal } from '#ports/clock.ts';

export interface Stop {
	readonly signal: StopSignal;
	readonly stop: () => void;
}

/** An abort signal of our own, which also aborts with its parent: the engine runs where no DOM or Node type is to be had. */
export function createStop(parent?: StopSignal): Stop {
	const listeners = new Set<() => void>();
	let aborted = parent?.aborted ?? false;
	const stop = (): void => {
		if (aborted) return;
		aborted = true;
		parent?.removeEventListener('abort', stop);
		for (const listener of [...listeners]) listener();
		listeners.clear();
	};
	parent?.addEventListener('abort', stop, { once: true });
	return {
		stop,
		signal: {
			get aborted() {
				return aborted;
			},
			addEventListener: (_type, listener) => void listeners.add(listener),
			removeEventListener: (_type, listener) => void listeners.delete(listener)
		}
	};
}
