import type { Code } from '#domain/kernel/code.ts';
import type { EventId, FloorEvent } from '#domain/kernel/event.ts';
import { ScanNoted } from '#domain/note/note.ts';
import type { Store } from '#ports/store.ts';
import type { Feedback, FeedbackState } from '../feedback.svelte.ts';
import { readOwnScans, takenIn, type OwnScan } from '../own-scans.ts';
import { earlierWords, recordedWords, twiceWords, undoneWords } from '../words/scan.ts';
import type { NameOf, Words } from '../words/words.ts';
import { followRecord } from './known-record.svelte.ts';
import { aboutRecord, type About, type Outcome } from './outcome.ts';

/** What became of the last scans: shown, felt and heard as soon as it is known. */
export interface Outcomes {
	/** What became of the last scan or undo on this page. */
	readonly last: Outcome | null;
	/** The last scans, the newest first, five at most; those recorded before the page was opened come from the log. */
	readonly recent: readonly Outcome[];
	/** What became of a scan while no screen that shows it was open; null when it was seen. */
	readonly unseen: Outcome | null;
	/** It has been seen. */
	forget(): void;
	/** Tells what became of something, without counting it among the scans. */
	tell(kind: Feedback, words: () => Words, about?: About): Outcome;
	conclude(kind: Feedback, words: () => Words, about?: About): Outcome;
	/** Nothing was recorded: a warning or a stop, as the words have it. */
	refuse(words: () => Words, about?: About): Outcome;
	/** The label that was just counted was seen once more: said for a moment, over what became of it. */
	tellTwice(code: Code | null): void;
	/** The tick. `code`: what is on the label. */
	tellRecorded(event: FloorEvent, code: Code): void;
	/** `all`: what was taken back with it, itself included. */
	tellUndone(event: FloorEvent, all: readonly EventId[], code: Code): void;
	/**
	 * Brings what the log has of the last scans: also what this device recorded without one, since it had kept it, and what other
	 * screens closed or took back meanwhile.
	 */
	recall(): Promise<void>;
}

export interface OutcomesDeps {
	readonly store: Store;
	readonly feedback: FeedbackState;
	readonly nameOf: NameOf;
	/** Somebody looks at a screen that shows outcomes. */
	readonly isShown: () => boolean;
}

const RECENT = 5;
/** How long "read twice" stands over what was there before. */
const TWICE_MS = 2_000;

export function createOutcomes({ store, feedback, nameOf, isShown }: OutcomesDeps): Outcomes {
	let last = $state.raw<Outcome | null>(null);
	let recent = $state.raw<readonly Outcome[]>([]);
	let unseen = $state.raw<Outcome | null>(null);
	let number = 0;

	function outcome(kind: Feedback, words: () => Words, about: About): Outcome {
		number += 1;
		const nothing = { code: null, batch: null, places: [], event: null, undo: null, passable: null, chain: null };
		return { at: Date.now(), isWhole: () => true, undone: false, ...nothing, ...about, number, kind, words };
	}

	function tell(kind: Feedback, words: () => Words, about: About = {}): Outcome {
		const told = outcome(kind, words, about);
		last = told;
		if (!isShown()) unseen = told;
		feedback.give(kind);
		return told;
	}

	function conclude(kind: Feedback, words: () => Words, about: About = {}): Outcome {
		const concluded = tell(kind, words, about);
		recent = [concluded, ...recent].slice(0, RECENT);
		return concluded;
	}

	const earlier = (scan: OwnScan): Outcome =>
		outcome(kindOf(scan.event), () => earlierWords(scan, nameOf), {
			...aboutRecord(scan.event, scan.batch, labelOf(scan)),
			undone: scan.undone
		});

	return {
		get last() {
			return last;
		},
		get recent() {
			return recent;
		},
		get unseen() {
			return unseen;
		},
		forget: () => (unseen = null),
		tell,
		conclude,
		refuse: (words, about) => conclude(words().tone === 'warning' ? 'warning' : 'refused', words, about),
		tellTwice(code) {
			const before = last;
			const told = tell('duplicate', twiceWords, { code });
			setTimeout(() => {
				if (last === told) last = before;
			}, TWICE_MS);
		},
		tellRecorded(event, code) {
			const record = followRecord(store, event);
			conclude(kindOf(event), () => recordedWords(record.scan, nameOf), {
				...aboutRecord(event, record.scan.batch, code),
				isWhole: () => record.isWhole
			});
		},
		tellUndone(event, all, code) {
			const record = followRecord(store, event);
			recent = recent.map((one) => (one.event && all.includes(one.event._id) ? { ...one, undone: true } : one));
			tell('recorded', () => undoneWords(record.scan, nameOf), {
				code,
				batch: takenIn(event) ?? record.scan.batch,
				isWhole: () => record.isWhole
			});
		},
		async recall() {
			const scans = await store.read(readOwnScans);
			const known = new Map(recent.map((one) => [one.event?._id, one]));
			const recorded = scans.map((scan) => {
				const outcome = known.get(scan.event._id);
				return outcome ? { ...outcome, undone: scan.undone } : earlier(scan);
			});
			const isOther = ({ event }: Outcome): boolean =>
				event?.type !== ScanNoted.type && !scans.some((scan) => scan.event._id === event?._id);
			const others = recent.filter(isOther);
			recent = [...recorded, ...others].sort((a, b) => b.at - a.at).slice(0, RECENT);
		}
	};
}

/** A scan that is only kept is no tick: what it says has yet to be recorded. */
const kindOf = ({ type }: FloorEvent): Feedback => (type === ScanNoted.type ? 'warning' : 'recorded');

/** What is on the paper: a batch that was moved on left its label to the next one. */
const labelOf = ({ batch, row, from }: OwnScan): Code => ((from ?? row)?.label ?? batch) as Code;
