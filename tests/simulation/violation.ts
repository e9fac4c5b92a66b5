/** What a history may end with: `lost`, `doubled` and `diverged` are what the product promises; `broken` is the rest. */
export type Harm = 'lost' | 'doubled' | 'diverged' | 'broken';

export interface Violation {
	readonly harm: Harm;
	/** The check that found it. */
	readonly check: string;
	readonly detail: string;
}
