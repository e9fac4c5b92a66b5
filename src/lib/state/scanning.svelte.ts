import { definitions } from '#domain/catalog.ts';
import type { ScanCommand } from '#domain/batch/decide.ts';
import type { Leave } from '#domain/batch/leave.ts';
import { printCode, type Code } from '#domain/kernel/code.ts';
import type { Table } from '#domain/kernel/table.ts';
import type { RecordNoted } from '#domain/note/decide.ts';
import { labelIntent, type Intent } from '#domain/label/intent.ts';
import { parseLabel, type Label } from '#domain/label/label.ts';
import type { ScanSource } from '#ports/scanner.ts';
import type { Store } from '#ports/store.ts';
import type { FeedbackState } from './feedback.svelte.ts';
import type { Floor } from './floor.ts';
import type { Collect, Collected } from './scanning/collect.ts';
import { createEchoWatch } from './scanning/echo.ts';
import type { Outcome } from './scanning/outcome.ts';
import { createOutcomes } from './scanning/outcomes.svelte.ts';
import { choiceBy, passedOverWords, type Question } from './scanning/question.ts';
import { createRecorder, troubleIn, type NotSaved } from './scanning/recorder.svelte.ts';
import { createTurns } from './scanning/turns.ts';
import type { RecordSource, Session } from './session.svelte.ts';
import { batchRefusalWords } from './words/batch.ts';
import { unreadableWords, unusedWords } from './words/label.ts';
import { notSavedWords } from './words/store.ts';
import { personWords, strangerWords, writingWords } from './words/scan.ts';
import type { NameOf, Words } from './words/words.ts';

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
	/** Records what was put together on a screen, as a scan of `code` would: with tick, question, not saved and undo. */
	record(command: ScanCommand | RecordNoted, code: Code, source?: RecordSource): Promise<void>;
	/** Makes seen and heard what became of a label that a screen gathers, where no scan asked for it. */
	tell(collected: Collected, code: Code): void;
	/** Answers the open question by a batch's, a step's or a machine's code. */
	answer(choice: Code): Promise<void>;
	/** Leaves the question or the unsaved record; nothing is recorded. */
	leave(): void;
	/** Brings what this device recorded without a scan: what it had kept until it could. */
	recall(): Promise<void>;
	/** Takes back what the outcome offers to. */
	undo(outcome: Outcome): Promise<void>;
	/** Takes back what kept the outcome's record from being taken back, and then the record. */
	undoChain(outcome: Outcome): Promise<void>;
	/** Records the refused scan with a lead's leave. */
	allow(outcome: Outcome, leave: Leave): Promise<void>;
	/** Says who works here now. */
	greet(person: Code): void;
	/** Says why whoever came was not let in. */
	refuse(words: () => Words): void;
	/** Takes back the newest record among the last scans that still stands. */
	undoLast(): Promise<void>;
	readonly notSaved: NotSaved | null;
	tryAgain(): Promise<void>;
	/**
	 * A screen that shows outcomes is open, at a station or only looking. `collect`: what it makes of the labels scanned there,
	 * if it gathers several before anything is recorded. Returns its end.
	 */
	open(station: Code | null, collect?: Collect): () => void;
	readonly isShown: boolean;
	/** The page turned out to have no such screen: no scan waits for it. Returns its end. */
	openNone(): () => void;
	/**
	 * Something on a screen waits for a label: it is shown every label first, and takes those that answer it by saying so. The
	 * last one that listens is asked alone. Returns its end.
	 */
	listen(answer: (label: Label) => boolean): () => void;
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
	/** Somebody comes by a badge: lets them work here, or says why not. Without it a badge is enough. */
	readonly comeIn?: (person: Code, oncome: () => void) => Promise<void>;
	/** Resolves once it is known whether anybody may go on without showing who they are. */
	readonly opened?: Promise<void>;
	/** Asked before everything else here; true: it is dealt with, and nothing may be recorded by it. */
	readonly intercept?: (label: Label) => boolean;
	/** A screen that records scans is on its way: after a reload a hand scanner is faster than it. */
	readonly isDeskComing?: () => boolean;
}

/** How long a scan waits for it, in milliseconds; then it only shows what it is. */
const DESK_MS = 3_000;

/** The open screen that shows outcomes. */
interface Place {
	readonly station: Code | null;
	readonly collect: Collect | undefined;
}

export function createScanning(deps: ScanningDeps): Scanning {
	const { store, submit, session, feedback, nameOf, show, strange } = deps;
	let place = $state.raw<Place | null>(null);
	let deskOpened: () => void = () => undefined;
	let deskless = 0;
	let writing = 0;
	let listeners: readonly ((label: Label) => boolean)[] = [];
	const inTurn = createTurns();
	const isEcho = createEchoWatch();
	const outcomes = createOutcomes({ store, feedback, nameOf, isShown: () => place !== null });
	const recorder = createRecorder({ store, submit, session, feedback, outcomes, nameOf });
	const { tell, refuse } = outcomes;

	async function take(text: string, source: ScanSource, at: number): Promise<void> {
		// In their order: what is not saved stays on the screen until it is saved, or written down.
		if (recorder.notSaved !== null) await recorder.record(recorder.notSaved);
		if (recorder.notSaved !== null) return;
		const parsed = parseLabel(text);
		if (!parsed.ok) return void refuse(() => unreadableWords(parsed.error));
		const label = parsed.value;
		if (strange?.(label.code)) return void refuse(() => strange(label.code) ?? unusedWords(label));
		if (isEcho(label.code, source, at)) return outcomes.tellTwice(batchIn(label));
		await deps.opened;
		if (isAnswer(label)) return;
		if (place === null && deskless === 0 && deps.isDeskComing?.()) {
			await deskOpens();
			// Meanwhile the device may have been locked, or something else waits for it.
			if (isAnswer(label)) return;
		}
		if (recorder.question !== null) return takeAsAnswer(recorder.question, label, source);
		await guarded(label.code, () => follow(label, source));
	}

	const isAnswer = (label: Label): boolean => deps.intercept?.(label) === true || listeners.at(-1)?.(label) === true;

	function deskOpens(): Promise<void> {
		return new Promise((resolve) => {
			deskOpened = resolve;
			setTimeout(resolve, DESK_MS);
		});
	}

	async function takeAsAnswer(question: Question, label: Label, source: ScanSource): Promise<void> {
		const choice = choiceBy(question, label.code);
		if (choice !== null) return recorder.answer({ ...question, source }, choice);
		if (label.code === question.code) return feedback.give('choose');
		const about = { code: batchIn(label), batch: batchIn(label) };
		recorder.passOver(
			question,
			refuse(() => passedOverWords(question, label.code), about)
		);
	}

	/** A storage that fails before anything was to be recorded has to be told all the same. */
	async function guarded(code: Code, work: () => Promise<void>): Promise<void> {
		try {
			await work();
		} catch (error) {
			console.error(error);
			refuse(() => notSavedWords(troubleIn(error), printCode(code)));
		}
	}

	async function follow(label: Label, source: ScanSource): Promise<void> {
		const meant = await meaningOf(label, source);
		switch (meant.type) {
			case 'record':
				return recorder.record({ command: meant.command, source, code: label.code });
			case 'collected':
				return tellCollected(meant, label);
			case 'station':
				if (!(await find(definitions.station.table, meant.station))) return tellStranger(meant.station);
				return lead(label, `/stations/${meant.station}`);
			case 'person':
				return comeIn(meant.person);
			case 'open':
				return lead(label, pathOf(meant.label));
			case 'unused':
				return void refuse(() => unusedWords(meant.label));
		}
	}

	async function comeIn(person: Code): Promise<void> {
		if (deps.comeIn) return deps.comeIn(person, () => greet(person));
		session.work(person);
		greet(person);
	}

	const greet = (person: Code): void => void tell('recorded', () => personWords(person, nameOf));

	function tellCollected({ kind, words }: Collected, label: Label): void {
		tell(kind, words, { code: label.code, batch: batchIn(label) });
	}

	const tellStranger = (code: Code): void => void refuse(() => strangerWords(code));

	const meaningOf = async (label: Label, source: ScanSource): Promise<Intent | Collected> =>
		(await place?.collect?.(label, source)) ?? intentAt(place?.station ?? null, label);

	async function intentAt(station: Code | null, label: Label): Promise<Intent> {
		const row = station === null ? undefined : await find(definitions.station.table, station);
		const machine = station && session.machineAt(station);
		const usual = station && session.usualMachineAt(station);
		return labelIntent(label, { station: row ?? null, step: null, machine, usual });
	}

	function lead(label: Label, path: string): void {
		const batch = batchIn(label);
		if (writing > 0) refuse(() => writingWords(label.code), { code: batch, batch });
		else show(path);
	}

	const find = <Row>(table: Table<Row>, id: string) => store.read((reader) => reader.get<Row>(table, id));

	async function startAt(station: Code, batch: Code): Promise<void> {
		const intent = await intentAt(station, { kind: 'batch', code: batch });
		if (intent.type === 'record') return recorder.record({ command: intent.command, source: null, code: batch });
		refuse(() => batchRefusalWords({ type: 'StationUnknown', station }, nameOf), { code: batch, batch });
	}

	async function takeBack({ undo, code }: Pick<Outcome, 'undo' | 'code'>): Promise<void> {
		if (undo === null) return void refuse(() => batchRefusalWords({ type: 'NothingToUndo' }, nameOf));
		await recorder.record({ command: { type: 'UndoFact', ...undo }, source: null, code: code ?? undo.batch });
	}

	return {
		scan: (text, source, at) => inTurn(() => take(text, source, at)),
		readTooMuch: () => inTurn(async () => void refuse(() => unreadableWords({ type: 'LabelTooLong' }))),
		get last() {
			return outcomes.last;
		},
		get recent() {
			return outcomes.recent;
		},
		get question() {
			return recorder.question;
		},
		start: (batch, station) => inTurn(() => guarded(batch, () => startAt(station, batch))),
		record: (command, code, source) => inTurn(() => recorder.record({ command, source: source ?? null, code })),
		tell: (collected, code) => tellCollected(collected, { kind: 'batch', code }),
		answer: (choice) =>
			inTurn(async () => {
				if (recorder.question !== null) await recorder.answer(recorder.question, choice);
			}),
		leave: recorder.leave,
		recall: () => inTurn(outcomes.recall),
		undo: (outcome) => inTurn(() => takeBack(outcome)),
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
			}),
		greet,
		refuse: (words) => void refuse(words),
		undoLast: () =>
			inTurn(() => {
				const newest = outcomes.recent.find(({ event, undone }) => event !== null && !undone);
				return takeBack(newest ?? { undo: null, code: null });
			}),
		get notSaved() {
			return recorder.notSaved;
		},
		tryAgain: () =>
			inTurn(async () => {
				feedback.calm();
				if (recorder.notSaved !== null) await recorder.record(recorder.notSaved);
			}),
		open(station, collect) {
			const mine = { station, collect };
			place = mine;
			deskOpened();
			outcomes.forget();
			// Reloading a screen must not look as if the last scans had not been recorded.
			void inTurn(outcomes.recall);
			return () => {
				if (place === mine) place = null;
			};
		},
		openNone() {
			deskless += 1;
			deskOpened();
			return () => void (deskless -= 1);
		},
		listen(answer) {
			const mine = (label: Label): boolean => answer(label);
			listeners = [...listeners, mine];
			return () => void (listeners = listeners.filter((one) => one !== mine));
		},
		stay() {
			writing += 1;
			return () => void (writing -= 1);
		},
		get isShown() {
			return place !== null;
		},
		get unseen() {
			return outcomes.unseen;
		},
		forget: outcomes.forget
	};
}

const batchIn = ({ kind, code }: Label): Code | null => (kind === 'batch' ? code : null);

function pathOf({ kind, code }: Label): string {
	if (kind === 'run') return `/runs/${code}`;
	if (kind === 'order') return `/orders/${code}`;
	return kind === 'machine' ? `/machines/${code}` : `/b/${code}`;
}
