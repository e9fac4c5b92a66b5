import type { Code } from '#domain/kernel/code.ts';
import type { Label } from '#domain/label/label.ts';
import type { Collect } from './collect.ts';

/** The open screen that shows outcomes: at a station, or only looking. */
export interface Place {
	readonly station: Code | null;
	readonly collect: Collect | undefined;
}

/** What is on the screen, as far as scans are concerned. */
export interface Screens {
	/** Null: none that shows outcomes. */
	readonly place: Place | null;
	/** Something is being written. */
	readonly isWriting: boolean;
	/** Something waits for this label, and has it now. */
	takes(label: Label): boolean;
	/** The screen is there that somebody is on the way to: a scan is meant for that one. */
	arrived(): Promise<void>;
	/** After a reload a hand scanner is faster than the screen that records. True: that took time. */
	deskOpened(): Promise<boolean>;
	/**
	 * A screen that shows outcomes is open, at a station or only looking. `collect`: what it makes of the labels scanned there,
	 * if it gathers several before anything is recorded. Returns its end.
	 */
	open(station: Code | null, collect?: Collect): () => void;
	/** The page turned out to have no such screen: no scan waits for it. Returns its end. */
	openNone(): () => void;
	/**
	 * Something on a screen waits for a label: it is shown every label first, and takes those that answer it by saying so. The
	 * last one that listens is asked alone. Returns its end.
	 */
	listen(answer: (label: Label) => boolean): () => void;
	/** Something is being written: no scan leads away from the screen. Returns its end. */
	stay(): () => void;
}

export interface ScreensDeps {
	/** Settled when the way to another screen is; null while nobody is on one. */
	readonly arrival?: (() => Promise<unknown> | null) | undefined;
	/** The page is one that records scans, whether or not it is built yet. */
	readonly isDeskComing?: (() => boolean) | undefined;
}

/** How long a scan waits for a screen, in milliseconds; then it means what it does on the one that is there. */
const MOST_MS = 3_000;

export function createScreens({ arrival, isDeskComing }: ScreensDeps): Screens {
	let place = $state.raw<Place | null>(null);
	let deskIsThere: () => void = () => undefined;
	let deskless = 0;
	let writing = 0;
	let listeners: readonly ((label: Label) => boolean)[] = [];

	return {
		get place() {
			return place;
		},
		get isWriting() {
			return writing > 0;
		},
		takes: (label) => listeners.at(-1)?.(label) === true,
		async arrived() {
			const way = arrival?.();
			// Whether it led there or was left: what is on the screen is known.
			if (way) await soon(way.catch(() => undefined));
		},
		async deskOpened() {
			if (place !== null || deskless > 0 || !isDeskComing?.()) return false;
			await soon(new Promise<void>((resolve) => (deskIsThere = resolve)));
			return true;
		},
		open(station, collect) {
			const mine = { station, collect };
			place = mine;
			deskIsThere();
			return () => {
				if (place === mine) place = null;
			};
		},
		openNone() {
			deskless += 1;
			deskIsThere();
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
		}
	};
}

const soon = (what: Promise<unknown>): Promise<unknown> =>
	Promise.race([what, new Promise((resolve) => setTimeout(resolve, MOST_MS))]);
