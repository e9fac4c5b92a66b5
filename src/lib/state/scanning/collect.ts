import type { Intent } from '#domain/label/intent.ts';
import type { Label } from '#domain/label/label.ts';
import type { ScanSource } from '#ports/scanner.ts';
import type { Feedback } from '../feedback.svelte.ts';
import type { Words } from '../words/words.ts';

/**
 * What a screen makes of a label scanned at it, if it gathers several before anything is recorded. Null: what the label means
 * everywhere. Scans come one after the other, and none while a question is open or something is not saved.
 */
export type Collect = (label: Label, source: ScanSource) => Promise<Intent | Collected | null>;

/** It was put to the others, or stays out: told at once, and not counted among the last scans, since nothing is recorded. */
export interface Collected {
	readonly type: 'collected';
	readonly kind: Feedback;
	readonly words: () => Words;
}
