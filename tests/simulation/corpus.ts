/** Seeds of histories that once failed, and what was wrong. They run with every test. */
export const CORPUS: readonly { readonly seed: number; readonly caught: string }[] = [
	{ seed: 5054, caught: 'a text erased at the server while its author was in its first sync stayed there for ever' }
];
