/**
 * Does `work` while this page holds the lock, or shares it. A browser keeps its locks from pages that came over plain http from
 * another computer: there every page works as if it were the only one. Two that send the same record send it under the same
 * name, which the server takes once.
 */
export function withLock<T>(name: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
	return isSecureContext ? navigator.locks.request(name, options, work) : work();
}

/** Whether any page of this browser holds the lock; where there are no locks, none does. */
export async function isHeld(name: string): Promise<boolean> {
	if (!isSecureContext) return false;
	const { held } = await navigator.locks.query();
	return held?.some((lock) => lock.name === name) ?? false;
}
