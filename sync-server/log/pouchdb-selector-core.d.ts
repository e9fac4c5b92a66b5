/** The part of pouchdb-selector-core 9 that is used here; the package carries no types. */
declare module 'pouchdb-selector-core' {
	/** Throws an Error with a `message` for people when the selector is malformed. */
	export function matchesSelector(document: object, selector: object): boolean;
}
