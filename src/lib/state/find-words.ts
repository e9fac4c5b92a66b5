/** Tells whether texts hold all words of `query`, in any case, order and place. */
export function wordFinder(query: string): (texts: readonly string[]) => boolean {
	const words = query.toLowerCase().split(/\s+/).filter(Boolean);
	return (texts) => {
		const text = texts.join(' ').toLowerCase();
		return words.every((word) => text.includes(word));
	};
}
