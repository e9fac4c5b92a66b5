/** Resolves when the work is done. */
export type InTurn = (work: () => Promise<void>) => Promise<void>;

/** One after the other, in the order they came. What fails keeps nothing behind it waiting. */
export function createTurns(): InTurn {
	let tail: Promise<unknown> = Promise.resolve();
	return (work) => {
		const done = tail.then(work);
		tail = done.catch((error: unknown) => console.error(error));
		return done;
	};
}
