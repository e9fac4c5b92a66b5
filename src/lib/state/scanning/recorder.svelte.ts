import { FactUndone, type FactUndoneData } from '#domain/batch/batch.ts';
import { HoldReleased } from '#domain/hold/hold.ts';
import { printCode, type Code } from '#domain/kernel/code.ts';
import type { EventId, FloorEvent } from '#domain/kernel/event.ts';
import { events } from '#engine/tables.ts';
import { StoreTrouble, type Store, type StoreTroubleKind } from '#ports/store.ts';
import type { FeedbackState } from '../feedback.svelte.ts';
import type { Floor } from '../floor.ts';
import type { Session } from '../session.svelte.ts';
import { refusalWords } from '../words/refusal.ts';
import { notSavedWords } from '../words/store.ts';
import type { NameOf } from '../words/words.ts';
import { aboutRefusal, type Outcome } from './outcome.ts';
import type { Outcomes } from './outcomes.svelte.ts';
import { notingOf, subjectOf, type Attempt } from './attempt.ts';
import { answered, isQuestion, type Question } from './question.ts';

/** A record that the storage did not take. */
export interface NotSaved extends Attempt {
	readonly trouble: StoreTroubleKind;
}

/** Records one attempt after the other. Each ends in an outcome, in a question, or not saved. */
export interface Recorder {
	readonly question: Question | null;
	readonly notSaved: NotSaved | null;
	record(attempt: Attempt): Promise<void>;
	/** Goes on with what was asked about. */
	answer(question: Question, choice: Code): Promise<void>;
	/** The question stays, and another label that was scanned meanwhile stands with it. */
	passOver(question: Question, other: Outcome): void;
	/** Leaves the question or the unsaved record; nothing is recorded. */
	leave(): void;
}

export interface RecorderDeps {
	readonly store: Store;
	readonly submit: Floor['submit'];
	readonly session: Session;
	readonly feedback: FeedbackState;
	readonly outcomes: Outcomes;
	readonly nameOf: NameOf;
}

export function createRecorder({ store, submit, session, feedback, outcomes, nameOf }: RecorderDeps): Recorder {
	let question = $state.raw<Question | null>(null);
	let notSaved = $state.raw<NotSaved | null>(null);

	async function record(attempt: Attempt): Promise<void> {
		question = null;
		notSaved = null;
		const { command, source, code } = attempt;
		let undone: FloorEvent | undefined;
		let recorded: Awaited<ReturnType<Floor['submit']>>;
		try {
			// Read before it is recorded: once it is, nothing that fails may make it look unsaved.
			undone = command.type === 'UndoFact' ? await eventOf(command.fact) : undefined;
			recorded = await submit(command, session.origin(source));
		} catch (error) {
			return tellNotSaved(attempt, error);
		}
		if (recorded.ok) {
			const { events: made } = recorded.value;
			// A lead's leave releases a held batch first: that is no scan.
			const event = made.find(({ type }) => type !== HoldReleased.type);
			if (undone) outcomes.tellUndone(undone, takenBackBy(made), code);
			else if (event) outcomes.tellRecorded(event, code);
			return;
		}
		const refusal = recorded.error;
		// Nobody may have to come back with the label: the scan is kept until the batch is here.
		const noting = refusal.type === 'BatchUnknown' ? notingOf(attempt) : null;
		if (noting !== null) return record(noting);
		if (command.type !== 'UndoFact' && isQuestion(refusal)) {
			question = { ask: refusal, command, source, code, passedOver: null };
			return feedback.give('choose');
		}
		const { person } = session;
		outcomes.refuse(() => refusalWords(refusal, nameOf, person), aboutRefusal(refusal, attempt));
	}

	/** Whatever it was: nothing may look recorded that is not. */
	function tellNotSaved(attempt: Attempt, error: unknown): void {
		console.error(error);
		const { code } = attempt;
		const trouble = troubleIn(error);
		notSaved = { trouble, ...attempt };
		outcomes.conclude('notSaved', () => notSavedWords(trouble, printCode(code)), { code, batch: subjectOf(attempt) });
	}

	const eventOf = (id: FloorEvent['_id']): Promise<FloorEvent | undefined> =>
		store.read((reader) => reader.get(events, id));

	return {
		get question() {
			return question;
		},
		get notSaved() {
			return notSaved;
		},
		record,
		answer(asked, choice) {
			const { ask, command } = asked;
			if (ask.type === 'ChooseMachine' && 'station' in command) session.rememberMachine(command.station, choice);
			return record(answered(asked, choice));
		},
		passOver: (asked, other) => (question = { ...asked, passedOver: other }),
		leave() {
			question = null;
			notSaved = null;
			feedback.calm();
		}
	};
}

const takenBackBy = (events: readonly FloorEvent[]): EventId[] =>
	events.flatMap(({ type, data }) => (type === FactUndone.type ? [(data as unknown as FactUndoneData).fact] : []));

export const troubleIn = (error: unknown): StoreTroubleKind => (error instanceof StoreTrouble ? error.kind : 'failed');
