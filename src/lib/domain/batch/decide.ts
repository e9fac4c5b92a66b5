import { closeBatch, voidBatch, type CloseBatch, type VoidBatch } from './close.ts';
import { initialiseBatch, type InitialiseBatch } from './initialise.ts';
import { bindLabel, printLabels, type BindLabel, type PrintLabels } from './labels.ts';
import { moveBatch, type MoveBatch } from './move.ts';
import { undoFact, type UndoFact } from './undo.ts';

/** What a scan at a station asks for. */
export type ScanCommand = InitialiseBatch | MoveBatch;

export type BatchCommand = ScanCommand | UndoFact | CloseBatch | VoidBatch | BindLabel | PrintLabels;

export const batchDeciders = [
	initialiseBatch,
	moveBatch,
	undoFact,
	closeBatch,
	voidBatch,
	bindLabel,
	printLabels
] as const;
