import type { ScanCommand } from '#domain/batch/decide.ts';
import type { BatchQuestion } from '#domain/batch/refusal.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { NoteCommand } from '#domain/note/decide.ts';
import { unansweredWords } from '../words/scan.ts';
import type { Words } from '../words/words.ts';
import type { Attempt } from './attempt.ts';
import type { Outcome } from './outcome.ts';

/** Only the operator knows: the attempt goes on with the answer. */
export interface Question extends Attempt {
	readonly command: ScanCommand | NoteCommand;
	readonly ask: BatchQuestion;
	/** The last other label that was scanned meanwhile. */
	readonly passedOver: Outcome | null;
}

const ASKED = { ChooseBatch: 'batch', ChooseStep: 'step', ChooseMachine: 'machine' } as const;

export const isQuestion = (refusal: { readonly type: string }): refusal is BatchQuestion => refusal.type in ASKED;

/** What a scanned code answers. The label that raised the question answers nothing: it may be read once more by chance. */
export function choiceBy({ ask, code: asking }: Question, code: Code): Code | null {
	switch (ask.type) {
		case 'ChooseBatch': {
			const meant = ask.batches.filter(({ id, label }) => id === code || label === code);
			return code !== asking && meant.length === 1 ? (meant[0]?.id ?? null) : null;
		}
		case 'ChooseStep':
			return ask.steps.some(({ id }) => id === code) ? code : null;
		case 'ChooseMachine':
			return ask.machines.includes(code) ? code : null;
	}
}

/** What is to be recorded once a batch, a step or a machine was chosen. */
export function answered({ ask, command, code, source }: Question, choice: Code): Attempt {
	const attempt = { code, source };
	switch (ask.type) {
		case 'ChooseBatch': {
			const label = ask.batches.find(({ id }) => id === choice)?.label as Code | undefined;
			return {
				...attempt,
				code: label ?? code,
				command: { ...command, ...sourceIn(command, code, choice) } as ScanCommand
			};
		}
		case 'ChooseStep':
			return { ...attempt, command: { ...command, step: choice } as ScanCommand };
		case 'ChooseMachine':
			return { ...attempt, command: { ...command, machine: choice } };
	}
}

/** Which batch a label stands for; of several that were gathered, the one it was asked about. */
const sourceIn = (command: Question['command'], code: Code, choice: Code): object =>
	command.type === 'MergeBatches' ? { sources: { ...command.sources, [code]: choice } } : { source: choice };

/** Another label was scanned that answers nothing. */
export const passedOverWords = ({ ask, code }: Question, scanned: Code): Words =>
	unansweredWords(ASKED[ask.type], code, scanned);
