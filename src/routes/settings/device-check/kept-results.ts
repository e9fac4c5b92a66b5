import type { SmallMemory } from '#state/floor.ts';
import { isSeen, type Seen } from './seen.ts';
import { CHECKS, type CheckName } from './steps.ts';

/** What came of one check: all well, something to look after, or left out with a note why. */
export interface CheckResult {
	readonly outcome: 'good' | 'look' | 'skipped';
	readonly seen: Seen;
	/** Milliseconds since 1970. */
	readonly at: number;
}

export type CheckResults = Readonly<Partial<Record<CheckName, CheckResult>>>;

const KEY = 'floorbook.device-check';

/** What was checked before: whoever is interrupted goes on where they were. */
export function recallResults(memory: Pick<SmallMemory, 'getItem'>): CheckResults {
	try {
		const kept = JSON.parse(memory.getItem(KEY) ?? '{}') as Record<string, unknown>;
		return Object.fromEntries(CHECKS.flatMap((name) => (isResult(kept[name]) ? [[name, kept[name]]] : [])));
	} catch {
		return {};
	}
}

/** A storage that is full or forbidden costs going through it once more. */
export function keepResults(memory: Pick<SmallMemory, 'setItem'>, results: CheckResults): void {
	try {
		memory.setItem(KEY, JSON.stringify(results));
	} catch {
		return;
	}
}

function isResult(value: unknown): value is CheckResult {
	const { outcome, seen, at } = (value ?? {}) as Partial<CheckResult>;
	return ['good', 'look', 'skipped'].includes(outcome ?? '') && isSeen(seen) && typeof at === 'number';
}
