import { definitions, type Refusal } from '#domain/catalog.ts';
import type { ScanCommand } from '#domain/batch/decide.ts';
import type { BatchQuestion } from '#domain/batch/refusal.ts';
import type { UndoFact } from '#domain/batch/undo.ts';
import { printCode, type Code } from '#domain/kernel/code.ts';
import type { EventId, FloorEvent } from '#domain/kernel/event.ts';
import type { Table } from '#domain/kernel/table.ts';
import { labelIntent, type Intent } from '#domain/label/intent.ts';
import { parseLabel, type Label } from '#domain/label/label.ts';
import type { NotRecorded } from '#engine/submit.ts';
import { events } from '#engine/tables.ts';
import { CAMERA_QUIET_MS, type ScanSource } from '#ports/scanner.ts';
import { StoreTrouble, type Store, type StoreTroubleKind } from '#ports/store.ts';
import type { Feedback, FeedbackState } from './feedback.svelte.ts';
import type { Floor } from './floor.ts';
import { readOwnScan, readOwnScans, type OwnScan } from './own-scans.ts';
import type { Session } from './session.svelte.ts';
import { batchRefusalWords } from './words/batch.ts';
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
	undoneWords,
	writingWords
} from './words/scan.ts';
import type { NameOf, Words } from './words/words.ts';

/** What became of one scan. Every scan ends in exactly one of these, in a question, in a place to look at, or not saved. */
export interface Outcome {
	/** Counts up: two outcomes that read alike are still two. */
	readonly number: number;
	readonly kind: Feedback;
	readonly words: Words;
	/** Milliseconds since 1970. */
	readonly at: number;
	/** The code on the label; null when it named no batch. */
	readonly code: Code | null;
	/** The batch it was about, which after a move is the one that was made; null when the label named none. */
	readonly batch: Code | null;
	/** Stations that would take it. */
	readonly places: readonly { readonly id: Code; readonly name: string }[];
	/** What was recorded; null when nothing was. */
	readonly event: FloorEvent | null;
	/** A record that can be taken back from here: its own, or the earlier one it met. */
	readonly undo: { readonly batch: Code; readonly fact: EventId } | null;
	/** What was recorded has been taken back. */
	readonly undone: boolean;
}

/** Something to be recorded. */
interface Attempt {
	readonly command: ScanCommand | UndoFact;
	/** Null: it was done on a screen. */
	readonly source: ScanSource | null;
	/** The code on the label. */
	readonly code: Code;
}

export interface Question extends Attempt {
	readonly ask: BatchQuestion;
	readonly command: ScanCommand;
	/** The last other label that was scanned meanwhile. */
	readonly passedOver: Outcome | null;
}

/** A record that the storage did not take. */
export interface NotSaved extends Attempt {
	readonly trouble: StoreTroubleKind;
}

export interface Scanning {
	/**
	 * The one function that camera, hand scanner, keypad and links end in. Scans are dealt with one after the other.
	 * `at`: when it was read, in milliseconds since the page's time origin.
	 */
	scan(text: string, source: ScanSource, at: number): Promise<void>;
	/** A scanner read more text than any label of ours has, and kept it back. */
	readTooMuch(): Promise<void>;
	/** What became of the last scan or undo on this page. */
	readonly last: Outcome | null;
	/** The last scans, the newest first, five at most; those recorded before the page was opened come from the log. */
	readonly recent: readonly Outcome[];
	readonly question: Question | null;
	/** As a scan of the batch at that station would, without a label in hand. */
	start(batch: Code, station: Code): Promise<void>;
	/** Answers the open question by a batch's, a step's or a machine's code. */
	answer(choice: Code): Promise<void>;
	/** Leaves the question or the unsaved record; nothing is recorded. */
	leave(): void;
	/** Takes back what the outcome offers to. */
	undo(outcome: Outcome): Promise<void>;
	/** Takes back the newest record among the last scans that still stands. */
	undoLast(): Promise<void>;
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
	/** Why a sound code means nothing here, whatever it names; null for one that may. */
	readonly strange?: (code: Code) => Words | null;
}

const RECENT = 5;
/** How long "read twice" stands over what was there before. */
const TWICE_MS = 2_000;

export function createScanning({ store, submit, session, feedback, nameOf, show, strange }: ScanningDeps): Scanning {
	let last = $state.raw<Outcome | null>(null);
	let recent = $state.raw<readonly Outcome[]>([]);
	let question = $state.raw<Question | null>(null);
	let notSaved = $state.raw<NotSaved | null>(null);
	let place = $state.raw<{ readonly station: Code | null } | null>(null);
	let unseen = $state.raw<Outcome | null>(null);
	let writing = 0;
	let number = 0;
	let tail: Promise<unknown> = Promise.resolve();
	let previous = { text: '', source: '', at: Number.NEGATIVE_INFINITY };

	function outcome(kind: Feedback, words: Words, about: Partial<Outcome>): Outcome {
		number += 1;
		const nothing = { at: Date.now(), code: null, batch: null, places: [], event: null, undo: null, undone: false };
		return { ...nothing, ...about, number, kind, words };
	}

	/** Tells what became of something, without counting it among the scans. */
	function tell(kind: Feedback, words: Words, about: Partial<Outcome> = {}): Outcome {
		const told = outcome(kind, words, about);
		last = told;
		if (place === null) unseen = told;
		feedback.give(kind);
		return told;
	}

	function conclude(kind: Feedback, words: Words, about: Partial<Outcome> = {}): Outcome {
		const concluded = tell(kind, words, about);
		recent = [concluded, ...recent].slice(0, RECENT);
		return concluded;
	}

	const refuse = (words: Words, about: Partial<Outcome> = {}): Outcome =>
		conclude(words.tone === 'warning' ? 'warning' : 'refused', words, about);

	/** The label that was just counted was seen once more: said for a moment, over what became of it. */
	function tellTwice(code: Code | null): void {
		const before = last;
		const told = tell('duplicate', twiceWords(), { code });
		setTimeout(() => {
			if (last === told) last = before;
		}, TWICE_MS);
	}

	/**
	 * Whenever a screen opens: reloading it must not look as if the last scans had not been recorded, and what other screens
	 * closed or took back meanwhile is known.
	 */
	async function recall(): Promise<void> {
		const scans = await store.read(readOwnScans);
		const known = new Map(recent.map((one) => [one.event?._id, one]));
		const recorded = scans.map((scan) => {
			const outcome = known.get(scan.event._id);
			return outcome ? { ...outcome, undone: scan.undone } : earlier(scan);
		});
		const others = recent.filter(({ event }) => !scans.some((scan) => scan.event._id === event?._id));
		recent = [...recorded, ...others].sort((a, b) => b.at - a.at).slice(0, RECENT);
	}

	const earlier = (scan: OwnScan): Outcome =>
		outcome('recorded', earlierWords(scan, nameOf), {
			...aboutRecord(scan, labelOf(scan)),
			undone: scan.undone
		});

	/** One label seen by two scanners at once is one scan; each scanner holds back its own repeats. */
	function isEcho(text: string, source: ScanSource, at: number): boolean {
		const { text: before, source: other, at: then } = previous;
		previous = { text, source, at };
		return text === before && source !== other && at - then < CAMERA_QUIET_MS;
	}

	async function take(text: string, source: ScanSource, at: number): Promise<void> {
		// In their order: what is not saved stays on the screen until it is saved, or written down.
		if (notSaved !== null) await record(notSaved);
		if (notSaved !== null) return;
		const parsed = parseLabel(text);
		if (!parsed.ok) return void refuse(unreadableWords(parsed.error));
		const label = parsed.value;
		const strangeness = strange?.(label.code) ?? null;
		if (strangeness !== null) return void refuse(strangeness);
		if (isEcho(label.code, source, at)) return tellTwice(batchIn(label));
		if (question !== null) {
			const choice = choiceBy(question, label.code);
			if (choice !== null) return record({ ...answered(question, choice), source });
			if (label.code === question.code) return feedback.give('choose');
			const words = unansweredWords(ASKED[question.ask.type], question.code, label.code);
			const passedOver = refuse(words, { code: batchIn(label), batch: batchIn(label) });
			question = { ...question, passedOver };
			return;
		}
		await guarded(label.code, () => follow(label, source));
	}

	/** A storage that fails before anything was to be recorded has to be told all the same. */
	async function guarded(code: Code, work: () => Promise<void>): Promise<void> {
		try {
			await work();
		} catch (error) {
			console.error(error);
			refuse(notSavedWords(troubleIn(error), printCode(code)));
		}
	}

	async function follow(label: Label, source: ScanSource): Promise<void> {
		const intent = await intentAt(place?.station ?? null, label);
		switch (intent.type) {
			case 'record':
				return record({ command: intent.command, source, code: label.code });
			case 'station':
				if (!(await find(definitions.station.table, intent.station))) return void refuse(strangerWords(intent.station));
				return lead(label, `/stations/${intent.station}`);
			case 'person':
				if (!(await find(definitions.person.table, intent.person))) return void refuse(strangerWords(intent.person));
				session.work(intent.person);
				return void tell('recorded', personWords(intent.person, nameOf));
			case 'open':
				return lead(label, pathOf(intent.label));
			case 'unused':
				return void refuse(unusedWords(intent.label));
		}
	}

	async function intentAt(station: Code | null, label: Label): Promise<Intent> {
		const row = station === null ? undefined : await find(definitions.station.table, station);
		const machine = station && session.machineAt(station);
		const usual = station && session.usualMachineAt(station);
		return labelIntent(label, { station: row ?? null, step: null, machine, usual });
	}

	function lead(label: Label, path: string): void {
		const batch = batchIn(label);
		if (writing > 0) refuse(writingWords(label.code), { code: batch, batch });
		else show(path);
	}

	const find = <Row>(table: Table<Row>, id: string) => store.read((reader) => reader.get<Row>(table, id));

	async function record(attempt: Attempt): Promise<void> {
		question = null;
		notSaved = null;
		const { command, source, code } = attempt;
		try {
			// Before it is recorded: a store that failed afterwards would make the record look unsaved.
			const undone = command.type === 'UndoFact' ? await find(events, command.fact) : undefined;
			const recorded = await submit(command, session.origin(source));
			if (recorded.ok) {
				const [event] = recorded.value.events;
				if (undone) await tellUndone(undone, code);
				else if (event) await tellRecorded(event, code);
				return;
			}
			const refusal = recorded.error;
			if (command.type !== 'UndoFact' && isQuestion(refusal)) {
				question = { ask: refusal, command, source, code, passedOver: null };
				return feedback.give('choose');
			}
			refuse(refusalWords(refusal, nameOf, session.person), { code, ...aboutRefusal(refusal, command.batch) });
		} catch (error) {
			// Whatever it was: nothing may look recorded that is not.
			console.error(error);
			const trouble = troubleIn(error);
			notSaved = { trouble, ...attempt };
			conclude('notSaved', notSavedWords(trouble, printCode(code)), { code, batch: command.batch });
		}
	}

	async function tellRecorded(event: FloorEvent, code: Code): Promise<void> {
		const scan = await known(event);
		conclude('recorded', recordedWords(scan, nameOf), aboutRecord(scan, code));
	}

	async function tellUndone(event: FloorEvent, code: Code): Promise<void> {
		const scan = await known(event);
		recent = recent.map((one) => (one.event?._id === event._id ? { ...one, undone: true } : one));
		tell('recorded', undoneWords(scan, nameOf), { code, batch: (scan.from?.id ?? scan.batch) as Code });
	}

	/** For the words alone: a store that fails only now changes nothing of the record. */
	const known = (event: FloorEvent): Promise<OwnScan> =>
		store
			.read((reader) => readOwnScan(reader, event))
			.catch(() => ({ event, batch: event.touches[0] as Code, row: undefined, from: undefined, undone: false }));

	function answered({ ask, command, code, source }: Question, choice: Code): Attempt {
		const attempt = { code, source };
		switch (ask.type) {
			case 'ChooseBatch': {
				const label = ask.batches.find(({ id }) => id === choice)?.label as Code | undefined;
				return { ...attempt, code: label ?? code, command: { ...command, source: choice } as ScanCommand };
			}
			case 'ChooseStep':
				return { ...attempt, command: { ...command, step: choice } };
			case 'ChooseMachine':
				session.rememberMachine(command.station, choice);
				return { ...attempt, command: { ...command, machine: choice } };
		}
	}

	async function takeBack({ undo, code }: Outcome): Promise<void> {
		if (undo === null) return void refuse(batchRefusalWords({ type: 'NothingToUndo' }, nameOf));
		await record({ command: { type: 'UndoFact', ...undo }, source: null, code: code ?? undo.batch });
	}

	function inTurn(work: () => Promise<void>): Promise<void> {
		const done = tail.then(work);
		tail = done.catch((error: unknown) => console.error(error));
		return done;
	}

	return {
		scan: (text, source, at) => inTurn(() => take(text, source, at)),
		readTooMuch: () => inTurn(async () => void refuse(unreadableWords({ type: 'LabelTooLong' }))),
		get last() {
			return last;
		},
		get recent() {
			return recent;
		},
		get question() {
			return question;
		},
		start: (batch, station) =>
			inTurn(() =>
				guarded(batch, async () => {
					const intent = await intentAt(station, { kind: 'batch', code: batch });
					if (intent.type === 'record') await record({ command: intent.command, source: null, code: batch });
					else refuse(batchRefusalWords({ type: 'StationUnknown', station }, nameOf), { code: batch, batch });
				})
			),
		answer: (choice) =>
			inTurn(async () => {
				if (question !== null) await record(answered(question, choice));
			}),
		leave() {
			question = null;
			notSaved = null;
			feedback.calm();
		},
		undo: (outcome) => inTurn(() => takeBack(outcome)),
		undoLast: () =>
			inTurn(async () => {
				const newest = recent.find(({ event, undone }) => event !== null && !undone);
				if (newest) await takeBack(newest);
				else refuse(batchRefusalWords({ type: 'NothingToUndo' }, nameOf));
			}),
		get notSaved() {
			return notSaved;
		},
		tryAgain: () =>
			inTurn(async () => {
				feedback.calm();
				if (notSaved !== null) await record(notSaved);
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

const batchIn = ({ kind, code }: Label): Code | null => (kind === 'batch' ? code : null);

const isQuestion = (refusal: { readonly type: string }): refusal is BatchQuestion => refusal.type in ASKED;

const ASKED = { ChooseBatch: 'batch', ChooseStep: 'step', ChooseMachine: 'machine' } as const;

/** What a scanned code answers. The label that raised the question answers nothing: it may be read once more by chance. */
function choiceBy({ ask, code: asking }: Question, code: Code): Code | null {
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

const aboutRecord = ({ event, batch }: OwnScan, code: Code): Partial<Outcome> => ({
	at: Date.parse(event.at),
	code,
	batch,
	event,
	undo: { batch, fact: event._id }
});

/** What is on the paper: a batch that was moved on left its label to the next one. */
const labelOf = ({ batch, row, from }: OwnScan): Code => ((from ?? row)?.label ?? batch) as Code;

/** Where it would be taken, what it was about, and the earlier record it met, as long as nobody used what that made. */
function aboutRefusal(refusal: Refusal | NotRecorded, scanned: Code): Partial<Outcome> {
	const places = 'valid' in refusal ? refusal.valid : [];
	if (!('batch' in refusal) || typeof refusal.batch === 'string') return { batch: scanned, places };
	const { id: batch, began, lastUse } = refusal.batch;
	const isRepeat = refusal.type === 'BatchAlreadyInitialised' || refusal.type === 'BatchAlreadyMoved';
	const undo = isRepeat && began && lastUse === null ? { batch, fact: began.event } : null;
	return { batch, places, undo };
}

function pathOf({ kind, code }: Label): string {
	if (kind === 'run') return `/runs/${code}`;
	return kind === 'machine' ? `/machines/${code}` : `/b/${code}`;
}
