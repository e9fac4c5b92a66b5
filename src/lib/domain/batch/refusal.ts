import type { Code } from '../kernel/code.ts';
import type { EntityId, EventId } from '../kernel/event.ts';
import type { Quantity } from '../kernel/quantity.ts';
import type { StationRow } from '../station/station.ts';
import type { StepRow } from '../step/step.ts';
import type { BatchRow } from './views.ts';

/** Why nothing was recorded, with what would be valid; each `Choose` is a question to the operator. */
export type BatchRefusal =
	| { readonly type: 'BatchUnknown'; readonly batch: Code }
	| { readonly type: 'BatchVoid'; readonly batch: BatchRow }
	| { readonly type: 'BatchAlreadyClosed'; readonly batch: BatchRow }
	| { readonly type: 'BatchAlreadyInitialised'; readonly batch: BatchRow }
	/** It is here already: the same scan would be the second one. */
	| { readonly type: 'BatchAlreadyMoved'; readonly batch: BatchRow }
	/** Closing by hand is for what is in process. */
	| { readonly type: 'BatchNotOpen'; readonly batch: BatchRow }
	/** `valid`: where it starts; empty when no station does that. */
	| { readonly type: 'BatchNotStarted'; readonly batch: BatchRow; readonly valid: readonly StationRow[] }
	| { readonly type: 'BatchWithoutRun'; readonly batch: BatchRow }
	| { readonly type: 'RunIsCancelled'; readonly run: EntityId }
	| { readonly type: 'RunNotReleased'; readonly run: EntityId }
	| { readonly type: 'StationUnknown'; readonly station: Code }
	| { readonly type: 'NotAnInitStation'; readonly station: StationRow; readonly valid: readonly StationRow[] }
	| { readonly type: 'NotAMoveStation'; readonly station: StationRow; readonly valid: readonly StationRow[] }
	| { readonly type: 'NotASplitStation'; readonly station: StationRow; readonly valid: readonly StationRow[] }
	| { readonly type: 'NotAMergeStation'; readonly station: StationRow; readonly valid: readonly StationRow[] }
	| {
			readonly type: 'WrongStation';
			readonly station: StationRow;
			readonly batch: BatchRow;
			/** What comes next for the batch. */
			readonly next: readonly StepRow[];
			/** The batch has been through what is done here. */
			readonly isPast: boolean;
			readonly valid: readonly StationRow[];
	  }
	/** The step joins several parts: that is not done by moving one batch. */
	| { readonly type: 'StepJoinsParts'; readonly step: StepRow }
	/** Less than one of what the step makes would come of it. */
	| { readonly type: 'TooLittleForStep'; readonly step: StepRow; readonly batch: BatchRow }
	| { readonly type: 'ChooseBatch'; readonly batches: readonly BatchRow[] }
	| { readonly type: 'ChooseStep'; readonly steps: readonly StepRow[] }
	| { readonly type: 'ChooseMachine'; readonly machines: readonly EntityId[] }
	| { readonly type: 'NothingToUndo' }
	| { readonly type: 'AlreadyUndone' }
	/** What the record made was used since: that comes first. */
	| { readonly type: 'UndoBlocked'; readonly batch: BatchRow; readonly by: EventId }
	| { readonly type: 'LabelsMissing' }
	/** A quality stop stands on the batch: its codes. */
	| { readonly type: 'BatchOnHold'; readonly batch: BatchRow; readonly holds: readonly EntityId[] }
	| { readonly type: 'RunOnHold'; readonly run: EntityId; readonly holds: readonly EntityId[] }
	/** The badge is not that of somebody who may allow it. */
	| { readonly type: 'NotALead'; readonly person: Code }
	/** No number, not above zero, or of another kind than what is there. */
	| { readonly type: 'QuantityWrong'; readonly expected: Quantity }
	/** Batches of several runs do not become one without a lead's leave. */
	| { readonly type: 'RunsDiffer'; readonly batches: readonly BatchRow[] }
	| { readonly type: 'ReasonMissing' };

/** The questions: a scan goes on with the answer. */
export type BatchQuestion = Extract<BatchRefusal, { readonly type: `Choose${string}` }>;
