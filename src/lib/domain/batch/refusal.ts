import type { Code } from '../kernel/code.ts';
import type { EntityId, EventId } from '../kernel/event.ts';
import type { Quantity } from '../kernel/quantity.ts';
import type { StationRow } from '../station/station.ts';
import type { StepRow } from '../step/step.ts';
import type { Grade } from './goods.ts';
import type { BatchRow } from './views.ts';

/** Why nothing was recorded, with what would be valid; each `Choose` is a question to the operator. */
export type BatchRefusal =
	| { readonly type: 'BatchUnknown'; readonly batch: Code }
	/** There is nothing to be noted of it: it can be recorded. */
	| { readonly type: 'BatchKnown'; readonly batch: BatchRow }
	/** Its scan at this station is kept already. */
	| { readonly type: 'AlreadyNoted'; readonly batch: Code; readonly note: EventId }
	/** The noted scan was recorded or taken back. */
	| { readonly type: 'NoteNotOpen'; readonly batch: Code }
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
	| {
			readonly type: 'UndoBlocked';
			readonly batch: BatchRow;
			readonly by: EventId;
			/** What would have to be taken back together, the newest first, itself last; empty where that is not offered. */
			readonly chain: readonly EventId[];
	  }
	/** Neither quantity nor grade would change. */
	| { readonly type: 'NothingToCorrect'; readonly batch: BatchRow }
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
	/** It was scanned for this merge before, by this label or another one. */
	| { readonly type: 'AlreadyInTray'; readonly batch: BatchRow }
	/** It does not go with what is in the tray. `items`: what would; empty where the tray takes nothing more. */
	| { readonly type: 'ItemDiffers'; readonly batch: BatchRow; readonly items: readonly EntityId[] }
	| { readonly type: 'GradeDiffers'; readonly batch: BatchRow; readonly grade: Grade }
	/** One is counted and another one weighed: there is no sum. `like`: what would be valid. */
	| { readonly type: 'UnitsDiffer'; readonly batch: BatchRow; readonly like: Quantity }
	/** Parts that are joined have to make as much of the step's item, each of them. */
	| { readonly type: 'YieldsDiffer'; readonly step: StepRow; readonly yields: readonly PartYield[] }
	| { readonly type: 'PartsMissing'; readonly step: StepRow; readonly items: readonly EntityId[] }
	| { readonly type: 'TooFewToMerge' }
	| { readonly type: 'TrayFull'; readonly most: number }
	/** Both labels lead to this batch: there is nothing to exchange. */
	| { readonly type: 'LabelsOfOneBatch'; readonly batch: BatchRow }
	| { readonly type: 'ReasonMissing' }
	| { readonly type: 'ChildrenMissing' }
	| { readonly type: 'TooManyChildren'; readonly most: number }
	/** What is counted comes in whole smallest units; of what is measured there is at least one. */
	| { readonly type: 'QuantityNotWhole'; readonly smallest: Quantity }
	/** By how much the children exceed what is left. */
	| {
			readonly type: 'MoreThanRemaining';
			readonly batch: BatchRow;
			readonly remaining: Quantity;
			readonly over: Quantity;
	  }
	| { readonly type: 'WasteReasonMissing' }
	/** The label is on that batch; null: it was scanned for two. */
	| { readonly type: 'LabelTaken'; readonly label: Code; readonly on: BatchRow | null }
	| { readonly type: 'NotABatchLabel'; readonly label: Code }
	| { readonly type: 'LabelCountWrong'; readonly most: number }
	/** `valid`: the steps that the batch can go back to. */
	| { readonly type: 'NotAnEarlierStep'; readonly batch: BatchRow; readonly valid: readonly StepRow[] };

/** What a step makes of one of its parts. */
export interface PartYield {
	readonly batch: BatchRow;
	readonly quantity: Quantity;
}

/** The questions: a scan goes on with the answer. */
export type BatchQuestion = Extract<BatchRefusal, { readonly type: `Choose${string}` }>;
