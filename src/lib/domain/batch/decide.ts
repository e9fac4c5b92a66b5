import { closeBatch, voidBatch, type CloseBatch, type VoidBatch } from './close.ts';
import { correctBatch, type CorrectBatch } from './correct.ts';
import { initialiseBatch, type InitialiseBatch } from './initialise.ts';
import {
	bindLabel,
	printBlankLabels,
	printLabels,
	type BindLabel,
	type PrintBlankLabels,
	type PrintLabels
} from './labels.ts';
import { mergeBatches, type MergeBatches } from './merge.ts';
import { moveBatch, type MoveBatch } from './move.ts';
import { reworkBatch, type ReworkBatch } from './rework.ts';
import { splitBatch, type SplitBatch } from './split.ts';
import { swapLabels, type SwapLabels } from './swap.ts';
import { undoFact, type UndoFact } from './undo.ts';

/** What a scan at a station asks for. */
export type ScanCommand = InitialiseBatch | MoveBatch | SplitBatch | MergeBatches;

export type BatchCommand =
	| ScanCommand
	| UndoFact
	| CorrectBatch
	| CloseBatch
	| VoidBatch
	| BindLabel
	| PrintLabels
	| PrintBlankLabels
	| ReworkBatch
	| SwapLabels;

export const batchDeciders = [
	initialiseBatch,
	moveBatch,
	undoFact,
	correctBatch,
	closeBatch,
	voidBatch,
	bindLabel,
	printLabels,
	printBlankLabels,
	splitBatch,
	reworkBatch,
	mergeBatches,
	swapLabels
] as const;
