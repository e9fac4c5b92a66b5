import type { Reader, Store } from '#ports/store.ts';

/** Does `then` when so many milliseconds are over; answers how to call it off. */
export type Later = (milliseconds: number, then: () => void) => () => void;

export interface RestingWatch<Answer> {
	readonly work: (reader: Reader) => Promise<Answer>;
	/** Milliseconds; none: every change is told. */
	readonly rest: number;
	readonly listener: (answer: Answer) => void;
	/** Hears what `work` threw; watching goes on. */
	readonly trouble: (error: unknown) => void;
}

/**
 * As `Store.watch`, for questions over many rows: the first change is told at once, those of the rest after it together when it
 * is over. Nothing is read meanwhile. Troubles rest like answers, or a question that cannot be answered would be asked again for
 * each of thousands of changes. Returns the stop.
 */
export function watchWithRests<Answer>(
	store: Pick<Store, 'watch'>,
	{ work, rest, listener, trouble }: RestingWatch<Answer>,
	later: Later = afterTimeout
): () => void {
	if (rest === 0) return store.watch(work, listener, trouble);
	let stop: () => void;
	let isOver = false;

	const ask = (): void => {
		let isFirst = true;
		const told = (): void => {
			// Whoever was told may have ended it.
			if (isOver) return;
			if (isFirst) {
				isFirst = false;
				return;
			}
			stop();
			stop = later(rest, ask);
		};
		stop = store.watch(
			work,
			(answer) => {
				listener(answer);
				told();
			},
			(error) => {
				trouble(error);
				told();
			}
		);
	};

	ask();
	return () => {
		isOver = true;
		stop();
	};
}

const afterTimeout: Later = (milliseconds, then) => {
	const timer = setTimeout(then, milliseconds);
	return () => clearTimeout(timer);
};
