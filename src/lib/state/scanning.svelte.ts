import { definitions, type Command } from '#domain/catalog.ts';
import type { BatchRefusal, InitialiseBatch } from '#domain/batch/decide.ts';
import { batches } from '#domain/batch/views.ts';
import { printCode, type Code } from '#domain/kernel/code.ts';
import type { FloorEvent } from '#domain/kernel/event.ts';
import type { Table } from '#domain/kernel/table.ts';
import { labelIntent } from '#domain/label/intent.ts';
import { parseLabel, type Label } from '#domain/label/label.ts';
import { CAMERA_QUIET_MS, type ScanSource } from '#ports/scanner.ts';
import { StoreTrouble, type Store, type StoreTroubleKind } from '#ports/store.ts';
import type { Feedback, FeedbackState } from './feedback.svelte.ts';
import type { Floor } from './floor.ts';
import { readOwnScans } from './own-scans.ts';
import type { Session } from './session.svelte.ts';
import { unreadableWords, unusedWords } from './words/label.ts';
import { refusalWords } from './words/refusal.ts';
import { notSavedWords } from './words/store.ts';
import {
	earlierWords,
	personWords,
	recordedWords,
	strangerWords,
	twiceWords,
	unansweredWords,
	writingWords
} from './words/scan.ts';
import type { NameOf, Words } from './words/words.ts';

/** What became of one scan. Every scan ends in exactly one of these, in a question, in a place to look at, or not saved. */
export interface Outcome {
	/** Counts up: two outcomes that read alike are still two. */
	readonly number: number;
	readonly kind: Feedback;
	readonly words: Words;
	/** The batch it was about; null when the label named none. */
	readonly batch: Code | null;
	/** Stations that would take it. */
	readonly places: readonly { readonly id: Code; readonly name: string }[];
	/** What was recorded; null when nothing was. */
	readonly event: FloorEvent | null;
}

type Choose = Extract<BatchRefusal, { readonly type: 'ChooseStep' | 'ChooseMachine' }>;

export interface Question {
	readonly ask: Choose;
	readonly command: InitialiseBatch;
	/** Null: it was done on a screen. */
	readonly source: ScanSource | null;
	/** The last other label that was scanned meanwhile. */
	readonly passedOver: Outcome | null;
}

/** A record that the storage did not take. */
export interface NotSaved {
	readonly trouble: StoreTroubleKind;
	readonly command: InitialiseBatch;
	/** Null: it was done on a screen. */
	readonly source: ScanSource | null;
}

export interface Scanning {
	/**
	 * The one function that camera, hand scanner, keypad and links end in. Scans are dealt with one after the other.
	 * `at`: when it was read, in milliseconds since the page's time origin.
	 */
	scan(text: string, source: ScanSource, at: number): Promise<void>;
	/** A scanner read more text than any label of ours has, and kept it back. */
	readTooMuch(): Promise<void>;
	/** The newest first, five at most; those recorded before the page was opened come from the log. */
	readonly recent: readonly Outcome[];
	readonly question: Question | null;
	/** As a scan of the batch at that station would, without a label in hand. */
	start(batch: Code, station: Code): Promise<void>;
	/** Answers the open question by a step's or a machine's code. */
	answer(choice: Code): Promise<void>;
	/** Leaves the question or the unsaved record; nothing is recorded. */
	leave(): void;
	readonly notSaved: NotSaved | null;
	tryAgain(): Promise<void>;
	/** A screen that shows outcomes is open, at a station or only looking. Returns its end. */
	open(station: Code | null): () => void;
	readonly isShown: boolean;
	/** Something is being written: no scan leads away from the screen. Returns its end. */
	stay(): () => void;
	/** What became of a scan while no such screen was open; null when it was seen. */
	readonly unseen: Outcome | null;
	/** It has been seen. */
	forget(): void;
}

export interface ScanningDeps {
	readonly store: Store;
	readonly submit: Floor['submit'];
	readonly session: Session;
	readonly feedback: FeedbackState;
	readonly nameOf: NameOf;
	/** Goes to a screen of the app. */
	readonly show: (path: string) => void;
}

const RECENT = 5;

export function createScanning({ store, submit, session, feedback, nameOf, show }: ScanningDeps): Scanning {
	let recent = $state.raw<readonly Outcome[]>([]);
	let question = $state.raw<Question | null>(null);
	let notSaved = $state.raw<NotSaved | null>(null);
	let place = $state.raw<{ readonly station: Code | null } | null>(null);
	let unseen = $state.raw<Outcome | null>(null);
	let writing = 0;
	let hasRecalled = false;
	let number = 0;
	let tail: Promise<unknown> = Promise.resolve();
	let previous = { text: '', source: '', at: Number.NEGATIVE_INFINITY };

	function conclude(kind: Feedback, words: Words, about: Partial<Outcome> = {}): Outcome {
		number += 1;
		const outcome = { batch: null, places: [], event: null, ...about, number, kind, words };
		recent = [outcome, ...recent].slice(0, RECENT);
		if (place === null) unseen = outcome;
		feedback.give(kind);
		return outcome;
	}

	const refuse = (words: Words, about: Partial<Outcome> = {}): Outcome =>
		conclude(words.tone === 'warning' ? 'warning' : 'refused', words, about);

	/** Once a page: reloading it must not look as if the last scans had not been recorded. */
	async function recall(): Promise<void> {
		if (hasRecalled) return;
		const earlier = await store.read(readOwnScans);
		hasRecalled = true;
		const known = new Set(recent.map(({ event }) => event?._id));
		const outcomes = earlier
			.filter(({ event }) => !known.has(event._id))
			.map(({ event, batch, row }, index): Outcome => {
				const words = earlierWords(event, row?.machine ?? null, nameOf);
				return { number: -index, kind: 'recorded', words, batch, places: [], event };
			});
		recent = [...recent, ...outcomes].slice(0, RECENT);
	}

	/** One label seen by two scanners at once is one scan; each scanner holds back its own repeats. */
	function isEcho(text: string, source: ScanSource, at: number): boolean {
		const { text: before, source: other, at: then } = previous;
		previous = { text, source, at };
		return text === before && source !== other && at - then < CAMERA_QUIET_MS;
	}

	async function take(text: string, source: ScanSource, at: number): Promise<void> {
		// In their order: what is not saved stays on the screen until it is saved, or written down.
		if (notSaved !== null) await record(notSaved.command, notSaved.source);
		if (notSaved !== null) return;
		const parsed = parseLabel(text);
		if (!parsed.ok) return void refuse(unreadableWords(parsed.error));
		const label = parsed.value;
		const batch = label.kind === 'batch' ? label.code : null;
		if (isEcho(label.code, source, at)) return void conclude('duplicate', twiceWords, { batch });
		if (question !== null) {
			const { ask, command } = question;
			if (choices(ask).includes(label.code)) return record(answered(question, label.code), source);
			const asked = ask.type === 'ChooseStep' ? 'step' : 'machine';
			const passedOver = refuse(unansweredWords(asked, command.batch, label.code), { batch });
			question = { ...question, passedOver };
			return;
		}
		try {
			await follow(label, source);
		} catch (error) {
			console.error(error);
			refuse(notSavedWords(troubleIn(error), printCode(label.code)));
		}
	}

	async function follow(label: Label, source: ScanSource): Promise<void> {
		const here = place?.station ?? null;
		const row = here === null ? undefined : await find(definitions.station.table, here);
		const intent = labelIntent(label, { station: row ?? null, step: null, ...machinesAt(here) });
		switch (intent.type) {
			case 'record':
				return record(intent.command, source);
			case 'station':
				if (!(await find(definitions.station.table, intent.station))) return void refuse(strangerWords(intent.station));
				return lead(label, `/stations/${intent.station}`);
			case 'person':
				if (!(await find(definitions.person.table, intent.person))) return void refuse(strangerWords(intent.person));
				session.work(intent.person);
				return void conclude('recorded', personWords(intent.person, nameOf));
			case 'open':
				return lead(label, pathOf(intent.label));
			case 'unused':
				return void refuse(unusedWords(intent.label));
		}
	}

	function lead({ kind, code }: Label, path: string): void {
		if (writing > 0) refuse(writingWords(code), { batch: kind === 'batch' ? code : null });
		else show(path);
	}

	const machinesAt = (station: Code | null): Pick<InitialiseBatch, 'machine' | 'usual'> => ({
		machine: station && session.machineAt(station),
		usual: station && session.usualMachineAt(station)
	});

	const find = <Row>(table: Table<Row>, id: Code) => store.read((reader) => reader.get<Row>(table, id));

	async function record(command: InitialiseBatch, source: ScanSource | null): Promise<void> {
		question = null;
		notSaved = null;
		const { batch } = command;
		try {
			// Before it is recorded: a store that failed afterwards would make the record look unsaved.
			const planned = (await find(batches, batch))?.machine ?? null;
			const recorded = await submit(command satisfies Command, session.origin(source));
			if (recorded.ok) {
				const [event] = recorded.value.events;
				if (event) conclude('recorded', recordedWords(event, planned, nameOf), { batch, event });
				return;
			}
			const refusal = recorded.error;
			if (refusal.type === 'ChooseStep' || refusal.type === 'ChooseMachine') {
				question = { ask: refusal, command, source, passedOver: null };
				return feedback.give('choose');
			}
			const places = 'valid' in refusal ? refusal.valid : [];
			refuse(refusalWords(refusal, nameOf), { batch, places });
		} catch (error) {
			// Whatever it was: nothing may look recorded that is not.
			console.error(error);
			const trouble = troubleIn(error);
			notSaved = { trouble, command, source };
			conclude('notSaved', notSavedWords(trouble, printCode(batch)), { batch });
		}
	}

	function answered({ ask, command }: Question, choice: Code): InitialiseBatch {
		if (ask.type === 'ChooseStep') return { ...command, step: choice };
		session.rememberMachine(command.station, choice);
		return { ...command, machine: choice };
	}

	function inTurn(work: () => Promise<void>): Promise<void> {
		const done = tail.then(work);
		tail = done.catch((error: unknown) => console.error(error));
		return done;
	}

	return {
		scan: (text, source, at) => inTurn(() => take(text, source, at)),
		readTooMuch: () => inTurn(async () => void refuse(unreadableWords({ type: 'LabelTooLong' }))),
		get recent() {
			return recent;
		},
		get question() {
			return question;
		},
		start: (batch, station) =>
			inTurn(() => record({ type: 'InitialiseBatch', batch, station, step: null, ...machinesAt(station) }, null)),
		answer: (choice) =>
			inTurn(async () => {
				if (question !== null) await record(answered(question, choice), question.source);
			}),
		leave() {
			question = null;
			notSaved = null;
			feedback.calm();
		},
		get notSaved() {
			return notSaved;
		},
		tryAgain: () =>
			inTurn(async () => {
				feedback.calm();
				if (notSaved !== null) await record(notSaved.command, notSaved.source);
			}),
		open(station) {
			const mine = { station };
			place = mine;
			unseen = null;
			void inTurn(recall);
			return () => {
				if (place === mine) place = null;
			};
		},
		stay() {
			writing += 1;
			return () => void (writing -= 1);
		},
		get isShown() {
			return place !== null;
		},
		get unseen() {
			return unseen;
		},
		forget: () => (unseen = null)
	};
}

const troubleIn = (error: unknown): StoreTroubleKind => (error instanceof StoreTrouble ? error.kind : 'failed');

const choices = (ask: Choose): readonly string[] =>
	ask.type === 'ChooseStep' ? ask.steps.map(({ id }) => id) : ask.machines;

function pathOf({ kind, code }: Label): string {
	if (kind === 'run') return `/runs/${code}`;
	return kind === 'machine' ? `/machines/${code}` : `/b/${code}`;
}
