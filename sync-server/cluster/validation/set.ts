/** Stands in for `Set`, which the kernel fills with texts and counts. */
export class CountedSet {
	readonly size: number;

	constructor(values: readonly string[]) {
		this.size = values.filter((value, index) => values.indexOf(value) === index).length;
	}
}
