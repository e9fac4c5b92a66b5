/** What `find` found a moment ago, or now: many who ask at once cost as much as one. `age` in milliseconds. */
export function createRecent<Value>(find: () => Promise<Value>, age: number): () => Promise<Value> {
	let found: Promise<Value> | undefined;
	let at = 0;

	return () => {
		if (found !== undefined && performance.now() - at < age) return found;
		at = performance.now();
		const finding = find();
		found = finding;
		finding.catch(() => {
			if (found === finding) found = undefined;
		});
		return finding;
	};
}
