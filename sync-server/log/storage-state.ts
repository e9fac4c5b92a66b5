import type { SqliteFault } from './sqlite-fault.ts';

/**
 * How it stands with what the server keeps. `writing`: `reserve` when the disk is so full that there is no reserve any more, `full`
 * when there is no room and writes are refused, `failed` when a write went wrong and none is taken until a restart. Reads
 * go on in all of them.
 */
export interface StorageState {
	readonly writing: 'ok' | 'reserve' | 'full' | 'failed';
	/** On the disk of the data; null in memory. */
	readonly freeBytes: number | null;
	/** What is not served until it is restored, and why, in a sentence. */
	readonly damaged: readonly Damage[];
	/** What has not been looked through yet since the start. */
	readonly unchecked: readonly string[];
	/** What kept the bodies of superseded revisions, since dropping them failed. */
	readonly uncompacted: readonly string[];
	/** All that is wrong, one sentence each; empty when all is well. */
	readonly troubles: readonly string[];
}

export interface Damage {
	readonly name: string;
	readonly reason: string;
}

const WORDS: Readonly<Record<Exclude<StorageState['writing'], 'ok'>, string>> = {
	reserve: 'The disk is nearly full: its reserve is in use, and writing goes on in what is left. Make room.',
	full: 'The disk is full: nothing is written until there is room. Reading goes on.',
	failed:
		'Writing to the disk failed: nothing more is written until a restart. Reading goes on. Look at the disk first.'
};

export const troubleOf = (writing: StorageState['writing']): string[] => (writing === 'ok' ? [] : [WORDS[writing]]);

/** What a refused write says about writing from here on; undefined where the next one may go well. */
export const writingAfter = (fault: SqliteFault | undefined): 'full' | 'failed' | undefined =>
	fault === 'full' || fault === 'failed' ? fault : undefined;
