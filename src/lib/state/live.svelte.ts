import type { Reader, Store } from '#ports/store.ts';
import { watchWithRests } from './watch-with-rests.ts';

/** The latest answer of a query that is asked again whenever what it read changes. */
export interface Live<Answer> {
	/** Undefined until the first answer; the last one stays while a new question is under way. */
	readonly current: Answer | undefined;
	readonly ready: boolean;
	readonly error: unknown;
}

/**
 * Follows a query for as long as the component lives. `query` is tracked by Svelte: when a prop it reads changes, the new
 * question is asked; what the returned function reads is tracked by the store. `rest`: milliseconds that a question over many
 * rows is not asked again after a change: while thousands of events come in, a screen must not read for each of them.
 */
export function live<Answer>(
	store: Store,
	query: () => (reader: Reader) => Promise<Answer>,
	{ rest = 0 }: { readonly rest?: number } = {}
): Live<Answer> {
	let current = $state.raw<Answer>();
	let ready = $state(false);
	let error = $state.raw<unknown>();

	$effect(() =>
		watchWithRests(store, {
			work: query(),
			rest,
			listener: (answer) => {
				current = answer;
				ready = true;
				error = undefined;
			},
			trouble: (thrown) => (error = thrown)
		})
	);

	return {
		get current() {
			return current;
		},
		get ready() {
			return ready;
		},
		get error() {
			return error;
		}
	};
}
