/** What will happen in a history, in the order of its own time. Nothing waits in real time. */
export interface Timeline {
	/** Milliseconds since 1970, as a right clock would show them. */
	readonly now: () => number;
	/** Answers the way to take it back. Never earlier than now. */
	readonly at: (time: number, what: () => void) => () => void;
	readonly after: (milliseconds: number, what: () => void) => () => void;
	/** When the next thing happens; undefined when nothing will. */
	readonly next: () => number | undefined;
	/** Moves on to the next thing and lets it happen, with all that falls on the same millisecond. */
	readonly step: () => void;
}

interface Entry {
	readonly time: number;
	readonly order: number;
	readonly what: () => void;
	cancelled: boolean;
}

export function createTimeline(start: number): Timeline {
	const heap: Entry[] = [];
	let now = start;
	let order = 0;

	const dropCancelled = (): void => {
		while (heap[0]?.cancelled) pop(heap);
	};
	const at = (time: number, what: () => void): (() => void) => {
		const entry: Entry = { time: Math.max(Math.round(time), now), order: order++, what, cancelled: false };
		push(heap, entry);
		return () => {
			entry.cancelled = true;
		};
	};
	return {
		now: () => now,
		at,
		after: (milliseconds, what) => at(now + milliseconds, what),
		next() {
			dropCancelled();
			return heap[0]?.time;
		},
		step() {
			dropCancelled();
			now = heap[0]?.time ?? now;
			// What is put on the present millisecond meanwhile has its turn after the rest has settled.
			const last = order;
			while (heap[0] && heap[0].time <= now && heap[0].order < last) {
				const { cancelled, what } = pop(heap);
				if (!cancelled) what();
			}
		}
	};
}

const isBefore = (a: Entry, b: Entry): boolean => a.time < b.time || (a.time === b.time && a.order < b.order);

function push(heap: Entry[], entry: Entry): void {
	let place = heap.push(entry) - 1;
	while (place > 0) {
		const parent = (place - 1) >> 1;
		if (!isBefore(entry, heap[parent]!)) break;
		heap[place] = heap[parent]!;
		place = parent;
	}
	heap[place] = entry;
}

/** The first entry of a heap that is not empty. */
function pop(heap: Entry[]): Entry {
	const first = heap[0]!;
	const last = heap.pop()!;
	if (heap.length === 0) return first;
	let place = 0;
	for (;;) {
		let child = 2 * place + 1;
		if (child >= heap.length) break;
		if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
		if (!isBefore(heap[child]!, last)) break;
		heap[place] = heap[child]!;
		place = child;
	}
	heap[place] = last;
	return first;
}

/**
 * Puts `setTimeout`, `clearTimeout` and `AbortSignal.timeout` on the timeline: what the adapters and the server wait for passes in the history's
 * time, so that a slow machine sees the same history as a fast one. Answers the way back.
 */
export function installTimers({ after }: Timeline): () => void {
	const real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };
	const timeout = AbortSignal.timeout.bind(AbortSignal);
	const pending = new Map<number, () => void>();
	let handle = 0;
	const virtual = {
		setTimeout(what: (...args: unknown[]) => void, milliseconds = 0, ...args: unknown[]): number {
			const id = ++handle;
			const cancel = after(milliseconds, () => {
				pending.delete(id);
				what(...args);
			});
			pending.set(id, cancel);
			return id;
		},
		clearTimeout(id: number | undefined): void {
			if (id === undefined) return;
			pending.get(id)?.();
			pending.delete(id);
		}
	};
	Object.assign(globalThis, virtual);
	AbortSignal.timeout = (milliseconds) => {
		const abort = new AbortController();
		after(milliseconds, () => abort.abort(new DOMException('timed out', 'TimeoutError')));
		return abort.signal;
	};
	return () => {
		Object.assign(globalThis, real);
		AbortSignal.timeout = timeout;
	};
}
