import type { BatchRow } from '#domain/batch/views.ts';

/**
 * One row for each label of a run, in the order of the codes: of the batches that have travelled under it the one that does now.
 * A void batch has no label: nobody shall use it.
 */
export function labelRows(rows: readonly BatchRow[]): readonly BatchRow[] {
	const byLabel = new Map<string, BatchRow>();
	for (const row of rows) {
		if (row.item === null || row.voided || row.boundTo !== null) continue;
		const other = byLabel.get(row.label);
		if (other === undefined || isLater(row, other)) byLabel.set(row.label, row);
	}
	return [...byLabel.values()].sort((a, b) => (a.label < b.label ? -1 : 1));
}

const isLater = (row: BatchRow, other: BatchRow): boolean =>
	(row.state !== 'closed') === (other.state !== 'closed')
		? (row.since ?? '') > (other.since ?? '')
		: row.state !== 'closed';
