/** The part of pouchdb-selector-core 9 that is used here; the package carries no types. */
declare module 'pouchdb-selector-core' {
	/** Whether `document` meets the conditions of a prepared selector on these members: each an object of operators. */
	export function rowFilter(document: object, selector: object, members: readonly string[]): boolean;
}
