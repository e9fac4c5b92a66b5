import type { ScanCommand } from '#domain/batch/decide.ts';
import { definitions } from '#domain/catalog.ts';
import { printCode, type Code } from '#domain/kernel/code.ts';
import { parseLabel, type Label } from '#domain/label/label.ts';
import type { RecordNoted } from '#domain/note/decide.ts';
import type { ScanSource } from '#ports/scanner.ts';
import type { Store } from '#ports/store.ts';
import type { FeedbackState } from './feedback.svelte.ts';
import type { Floor } from './floor.ts';
import type { Collected } from './scanning/collect.ts';
import { createEchoWatch } from './scanning/echo.ts';
import { createFollowUps, type FollowUps } from './scanning/follow-ups.ts';
import { createMeaningAt } from './scanning/meaning.ts';
import type { About } from './scanning/outcome.ts';
import { createOutcomes, type Outcomes } from './scanning/outcomes.svelte.ts';
import { choiceBy, passedOverWords, type Question } from './scanning/question.ts';
import { createRecorder, troubleIn, type Recorder } from './scanning/recorder.svelte.ts';
import { createScreens, type Screens, type ScreensDeps } from './scanning/screens.svelte.ts';
import { createTurns } from './scanning/turns.ts';
import type { RecordSource, Session } from './session.svelte.ts';
import { batchRefusalWords } from './words/batch.ts';
import { unreadableWords, unusedWords } from './words/label.ts';
import { personWords, strangerWords, writingWords } from './words/scan.ts';
import { notSavedWords } from './words/store.ts';
import type { NameOf, Words } from './words/words.ts';

/** What becomes of scans on this page, one after the other. */
export interface Scanning
	extends
		FollowUps,
		Pick<Screens, 'open' | 'openNone' | 'listen' | 'stay'>,
		Pick<Recorder, 'question' | 'notSaved' | 'leave'>,
		Pick<Outcomes, 'last' | 'recent' | 'unseen' | 'forget' | 'recall'> {
	/**
	 * The one function that camera, hand scanner, keypad and links end in. Scans are dealt with one after the other.
	 * `at`: when it was read, in milliseconds since the page's time origin.
	 */
	scan(text: string, source: ScanSource, at: number): Promise<void>;
	/** A scanner read more text than any label of ours has, and kept it back. */
	readTooMuch(): Promise<void>;
	/** As a scan of the batch at that station would, without a label in hand. */
	start(batch: Code, station: Code): Promise<void>;
	/** Records what was put together on a screen, as a scan of `code` would: with tick, question, not saved and undo. */
	record(command: ScanCommand | RecordNoted, code: Code, source?: RecordSource): Promise<void>;
	/** Makes seen and heard what became of a label that a screen gathers, where no scan asked for it. */
	tell(collected: Collected, code: Code): void;
	/** Answers the open question by a batch's, a step's or a machine's code. */
	answer(choice: Code): Promise<void>;
	/** Says who works here now. */
	greet(person: Code): void;
	/** Says why whoever came was not let in. */
	refuse(words: () => Words): void;
	/** Records what could not be saved. */
	tryAgain(): Promise<void>;
	/** A screen that shows outcomes is open. */
	readonly isShown: boolean;
}

export interface ScanningDeps extends ScreensDeps {
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
}

export function createScanning(deps: ScanningDeps): Scanning {
	const { store, submit, session, feedback, nameOf, show, strange } = deps;
	const inTurn = createTurns();
	const isEcho = createEchoWatch();
	const meaningAt = createMeaningAt(store, session);
	const screens = createScreens(deps);
	const outcomes = createOutcomes({ store, feedback, nameOf, isShown: () => screens.place !== null });
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
		await screens.arrived();
		if (isAnswer(label)) return;
		// Meanwhile the device may have been locked, or something else waits for it.
		if ((await screens.deskOpened()) && isAnswer(label)) return;
		if (recorder.question !== null) return takeAsAnswer(recorder.question, label, source);
		await guarded(label.code, () => follow(label, source));
	}

	const isAnswer = (label: Label): boolean => deps.intercept?.(label) === true || screens.takes(label);

	async function takeAsAnswer(question: Question, label: Label, source: ScanSource): Promise<void> {
		const choice = choiceBy(question, label.code);
		if (choice !== null) return recorder.answer({ ...question, source }, choice);
		if (label.code === question.code) return feedback.give('choose');
		const other = refuse(() => passedOverWords(question, label.code), aboutBatch(batchIn(label)));
		recorder.passOver(question, other);
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
		const { station = null, collect } = screens.place ?? {};
		const meant = (await collect?.(label, source)) ?? (await meaningAt(station, label));
		switch (meant.type) {
			case 'record':
				return recorder.record({ command: meant.command, source, code: label.code });
			case 'collected':
				return tellCollected(meant, label);
			case 'station':
				if (await isStation(meant.station)) return lead(label, `/stations/${meant.station}`);
				return void refuse(() => strangerWords(meant.station));
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

	const isStation = async (code: Code): Promise<boolean> =>
		(await store.read((reader) => reader.get(definitions.station.table, code))) !== undefined;

	function lead(label: Label, path: string): void {
		if (screens.isWriting) refuse(() => writingWords(label.code), aboutBatch(batchIn(label)));
		else show(path);
	}

	async function startAt(station: Code, batch: Code): Promise<void> {
		const meant = await meaningAt(station, { kind: 'batch', code: batch });
		if (meant.type === 'record') return recorder.record({ command: meant.command, source: null, code: batch });
		refuse(() => batchRefusalWords({ type: 'StationUnknown', station }, nameOf), aboutBatch(batch));
	}

	return {
		...createFollowUps({ recorder, outcomes, nameOf, inTurn }),
		scan: (text, source, at) => inTurn(() => take(text, source, at)),
		readTooMuch: () => inTurn(async () => void refuse(() => unreadableWords({ type: 'LabelTooLong' }))),
		start: (batch, station) => inTurn(() => guarded(batch, () => startAt(station, batch))),
		record: (command, code, source) => inTurn(() => recorder.record({ command, source: source ?? null, code })),
		tell: (collected, code) => tellCollected(collected, { kind: 'batch', code }),
		answer: (choice) =>
			inTurn(async () => {
				if (recorder.question !== null) await recorder.answer(recorder.question, choice);
			}),
		greet,
		refuse: (words) => void refuse(words),
		tryAgain: () =>
			inTurn(async () => {
				feedback.calm();
				if (recorder.notSaved !== null) await recorder.record(recorder.notSaved);
			}),
		open(station, collect) {
			const end = screens.open(station, collect);
			outcomes.forget();
			// Reloading a screen must not look as if the last scans had not been recorded.
			void inTurn(outcomes.recall);
			return end;
		},
		openNone: screens.openNone,
		listen: screens.listen,
		stay: screens.stay,
		get isShown() {
			return screens.place !== null;
		},
		get question() {
			return recorder.question;
		},
		get notSaved() {
			return recorder.notSaved;
		},
		leave: recorder.leave,
		get last() {
			return outcomes.last;
		},
		get recent() {
			return outcomes.recent;
		},
		get unseen() {
			return outcomes.unseen;
		},
		forget: outcomes.forget,
		recall: () => inTurn(outcomes.recall)
	};
}

const batchIn = ({ kind, code }: Label): Code | null => (kind === 'batch' ? code : null);

const aboutBatch = (batch: Code | null): About => ({ code: batch, batch });

function pathOf({ kind, code }: Label): string {
	if (kind === 'run') return `/runs/${code}`;
	if (kind === 'order') return `/orders/${code}`;
	return kind === 'machine' ? `/machines/${code}` : `/b/${code}`;
}
