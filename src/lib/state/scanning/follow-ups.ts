import type { Leave } from '#domain/batch/leave.ts';
import { batchRefusalWords } from '../words/batch.ts';
import type { NameOf } from '../words/words.ts';
import type { Outcome } from './outcome.ts';
import type { Outcomes } from './outcomes.svelte.ts';
import type { Recorder } from './recorder.svelte.ts';
import type { InTurn } from './turns.ts';

/** What can still be done about what became of a scan. */
export interface FollowUps {
	/** Takes back what the outcome offers to. */
	undo(outcome: Outcome): Promise<void>;
	/** Takes back the newest record among the last scans that still stands. */
	undoLast(): Promise<void>;
	/** Takes back what kept the outcome's record from being taken back, and then the record. */
	undoChain(outcome: Outcome): Promise<void>;
	/** Records the refused scan with a lead's leave. */
	allow(outcome: Outcome, leave: Leave): Promise<void>;
}

export interface FollowUpsDeps {
	readonly recorder: Pick<Recorder, 'record'>;
	readonly outcomes: Pick<Outcomes, 'recent' | 'refuse'>;
	readonly nameOf: NameOf;
	readonly inTurn: InTurn;
}

export function createFollowUps({ recorder, outcomes, nameOf, inTurn }: FollowUpsDeps): FollowUps {
	async function takeBack({ undo, code }: Pick<Outcome, 'undo' | 'code'>): Promise<void> {
		if (undo === null) return void outcomes.refuse(() => batchRefusalWords({ type: 'NothingToUndo' }, nameOf));
		await recorder.record({ command: { type: 'UndoFact', ...undo }, source: null, code: code ?? undo.batch });
	}

	return {
		undo: (outcome) => inTurn(() => takeBack(outcome)),
		undoLast: () =>
			inTurn(() => {
				const newest = outcomes.recent.find(({ event, undone }) => event !== null && !undone);
				return takeBack(newest ?? { undo: null, code: null });
			}),
		undoChain: ({ chain, code }) =>
			inTurn(async () => {
				if (chain === null) return;
				const { batch, fact } = chain;
				const command = { type: 'UndoFact', batch, fact, chain: true } as const;
				await recorder.record({ command, source: null, code: code ?? batch });
			}),
		allow: ({ passable }, leave) =>
			inTurn(async () => {
				if (passable === null) return;
				await recorder.record({ ...passable, command: { ...passable.command, leave } });
			})
	};
}
