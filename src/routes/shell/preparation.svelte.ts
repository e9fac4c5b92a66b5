import { onMount } from 'svelte';
import type { Floor } from '#state/floor.ts';

/** Rows that an older version folded lack what these screens read. */
export interface Preparation {
	readonly isDone: boolean;
	/** Records that were folded anew; 0 where there was nothing to do. */
	readonly refolded: number;
	/** Undefined unless it failed. */
	readonly error: unknown;
}

/** Begins when the component is there. */
export function createPreparation(prepare: Floor['prepare']): Preparation {
	let isDone = $state(false);
	let refolded = $state(0);
	let error = $state.raw<unknown>();

	onMount(() => {
		prepare((done) => (refolded = done)).then(
			() => (isDone = true),
			(thrown: unknown) => (error = thrown)
		);
	});

	return {
		get isDone() {
			return isDone;
		},
		get refolded() {
			return refolded;
		},
		get error() {
			return error;
		}
	};
}
