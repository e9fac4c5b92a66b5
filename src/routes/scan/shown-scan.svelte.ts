import { untrack } from 'svelte';
import type { Outcome } from '#state/scanning/outcome.ts';
import type { Scanning } from '#state/scanning.svelte.ts';
import type { Session } from '#state/session.svelte.ts';
import { watchRest } from './rest.ts';

/** Which of the last scans a desk shows, and what stands out on it. */
export interface ShownScan {
	/** Null: the screen says what to do, not what the last one did. */
	readonly current: Outcome | null;
	/** Seconds that its undo stands out; null when it does not. */
	readonly undoSeconds: number | null;
	/** Recorded with nobody's name, and somebody may still be here to be asked. */
	readonly nameless: Outcome | null;
	/** Looks at one of the last scans again; the same once more ends that. */
	select(outcome: Outcome): void;
	endUndo(): void;
	endAsking(): void;
}

export interface ShownScanDeps {
	readonly scanning: Scanning;
	readonly session: Session;
	/** Many people pass by: whoever comes next finds the station's face. */
	readonly isShared: () => boolean;
	/** What the last scan did is seen where somebody works: the screen does not go back to its top. */
	readonly staysPut: () => boolean;
	/** Something new is to be seen, or nobody is here to see it. */
	readonly onturn: () => void;
}

const REST_MS = 30_000;
const UNDO_SECONDS = 10;
const SHARED_UNDO_SECONDS = 30;

/** For as long as the component lives. */
export function createShownScan({ scanning, session, isShared, staysPut, onturn }: ShownScanDeps): ShownScan {
	/** Numbers of outcomes: one that is looked at again, the last ones whose undo and whose missing name are past. */
	let selected = $state<number | null>(null);
	let undoEnded = $state(0);
	let askingEnded = $state(0);
	let isResting = $state(false);
	let rest: ReturnType<typeof watchRest> | undefined;

	const current = $derived(
		scanning.recent.find(({ number }) => number === selected) ?? (isResting ? null : scanning.last)
	);
	const undoable = $derived.by(() => {
		const { last } = scanning;
		const stands = last?.event && !scanning.recent.some(({ number, undone }) => number === last.number && undone);
		return last && stands && last.number !== undoEnded && !scanning.question ? last : null;
	});
	const nameless = $derived.by(() => {
		const { last } = scanning;
		const isNameless = last?.event?.by.length === 0 && session.person === null;
		return last && isNameless && last.number !== askingEnded && !isResting ? last : null;
	});

	$effect(() => {
		if (!isShared()) return;
		rest = watchRest(REST_MS, () => {
			isResting = true;
			selected = null;
			onturn();
		});
		return rest.end;
	});
	// A camera moves no key: somebody is there.
	$effect(() => {
		if (!scanning.last && !scanning.question) return;
		isResting = false;
		selected = null;
		rest?.noteUse();
		onturn();
		if (!untrack(staysPut)) scrollTo({ top: 0 });
	});

	return {
		get current() {
			return current;
		},
		get undoSeconds() {
			if (!current || undoable?.number !== current.number) return null;
			return isShared() ? SHARED_UNDO_SECONDS : UNDO_SECONDS;
		},
		get nameless() {
			return nameless;
		},
		select({ number }) {
			selected = selected === number ? null : number;
			scrollTo({ top: 0 });
		},
		endUndo: () => void (undoEnded = current?.number ?? 0),
		endAsking: () => void (askingEnded = nameless?.number ?? 0)
	};
}
