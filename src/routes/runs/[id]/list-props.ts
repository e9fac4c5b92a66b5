import type { BatchRow } from '#domain/batch/views.ts';
import type { Code } from '#domain/kernel/code.ts';

/** What the table and the cards of a run's batches are given. */
export interface ListProps {
	readonly rows: readonly BatchRow[];
	/** The one that a scan led to. */
	readonly marked: Code | null;
	/** The one whose records are shown. */
	readonly opened: Code | null;
	readonly ontoggle: (batch: Code) => void;
}
