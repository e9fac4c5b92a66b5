/**
 * The nodes, and what they come of, each once and after its sources: what flows down from there is then settled in one pass, however
 * deep it is. In a ring, which forged or careless records can make, one of them comes before a source.
 */
export function sourcesFirst<Node extends string>(
	nodes: Iterable<Node>,
	sourcesOf: (node: Node) => readonly Node[]
): Iterable<Node> {
	const begun = new Set<Node>();
	const order = new Set<Node>();
	for (const first of nodes) {
		const pending = [first];
		for (let node: Node | undefined = first; node !== undefined; node = pending.at(-1)) {
			const sources = begun.has(node) ? [] : sourcesOf(node);
			begun.add(node);
			const before = sources.filter((source) => !begun.has(source));
			if (before.length > 0) pending.push(...before);
			else order.add(pending.pop() ?? node);
		}
	}
	return order;
}
