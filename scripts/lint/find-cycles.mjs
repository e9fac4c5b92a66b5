/**
 * @param {ReadonlyMap<string, readonly string[]>} graph what each file imports
 * @returns {string[][]} the circles, each as the files on the way round; none where there are none
 */
export function findCycles(graph) {
	/** @type {Set<string>} */
	const finished = new Set();
	/** @type {string[]} */
	const way = [];
	/** @type {string[][]} */
	const cycles = [];
	/** @param {string} file */
	function visit(file) {
		if (way.includes(file)) cycles.push([...way.slice(way.indexOf(file)), file]);
		if (finished.has(file) || way.includes(file)) return;
		way.push(file);
		for (const imported of graph.get(file) ?? []) visit(imported);
		way.pop();
		finished.add(file);
	}
	for (const file of graph.keys()) visit(file);
	return cycles;
}
