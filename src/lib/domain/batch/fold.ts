import { ExceptionResolved } from '../kernel/decision.ts';
import type { Slice } from '../kernel/view.ts';
import { ScanNoted } from '../note/note.ts';
import {
	BatchClosed,
	BatchCorrected,
	BatchesPlanned,
	BatchesTransformed,
	BatchInitialised,
	BatchVoided,
	FactUndone,
	TouchedElsewhere
} from './batch.ts';
import { familyOf } from './family.ts';
import { LabelBound, LabelsPrinted, LabelsSwapped } from './label-facts.ts';
import { rowsOn } from './rows.ts';
import { verdictsOn } from './verdict.ts';
import { batches, type BatchRow } from './views.ts';

export const batch: Slice<BatchRow> = {
	kind: 'batch',
	events: [
		BatchesPlanned,
		BatchInitialised,
		BatchesTransformed,
		BatchClosed,
		BatchVoided,
		FactUndone,
		BatchCorrected,
		LabelBound,
		LabelsPrinted,
		LabelsSwapped,
		TouchedElsewhere,
		ScanNoted,
		ExceptionResolved
	] as unknown as Slice<BatchRow>['events'],
	table: batches,
	version: 5,
	joins: ({ type, data }) => data !== null && JOINING.has(type),
	fold(family, withdrawn) {
		const verdicts = verdictsOn(familyOf(family, withdrawn));
		return rowsOn(family, verdicts).map((row) => ({ row, exceptions: verdicts.get(row.id)?.exceptions ?? [] }));
	}
};

/** What is said of one batch in these counts for the others that they touch. */
const JOINING: ReadonlySet<string> = new Set([
	BatchesTransformed.type,
	LabelBound.type,
	LabelsSwapped.type,
	ExceptionResolved.type
]);
