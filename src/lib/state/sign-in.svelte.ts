import { untrack } from 'svelte';
import { definitions } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { Label } from '#domain/label/label.ts';
import { pins } from '#domain/person/pin.ts';
import { StoreTrouble, type Store, type StoreTroubleKind } from '#ports/store.ts';
import type { FeedbackState } from './feedback.svelte.ts';
import type { PinCheck, PinStanding } from './pin-check.ts';
import type { Session } from './session.svelte.ts';

/** Somebody's PIN is being asked for. */
export interface AskedPin {
	/** Tells it from every other time. */
	readonly number: number;
	readonly person: Code;
	readonly standing: PinStanding;
	/** The one that was just entered is not it. */
	readonly isWrong: boolean;
	/** It is being checked. */
	readonly isBusy: boolean;
	/** Whom the PIN frees, who entered too many wrong ones. */
	readonly frees: Code | null;
	/** For one act, and not to work here. */
	readonly isProof: boolean;
	/** Something else was scanned meanwhile: nothing was recorded. */
	readonly isElsewhere: boolean;
	/** The count could not be stored, so nothing was checked. */
	readonly trouble: StoreTroubleKind | null;
}

/** Who may go on at this device: by badge, by name, by PIN. */
export interface SignIn {
	/**
	 * Somebody comes to work. A PIN is asked of whoever has one: by a badge once a shift, by a tap on a name also after a lock.
	 * `oncome`: they work here now.
	 */
	come(person: Code, by: 'badge' | 'tap', oncome?: () => void): Promise<void>;
	/**
	 * Somebody shows who they are, for what takes a lead or somebody of quality; nobody signs in by it. Whoever did so a few minutes
	 * ago is not asked again, but `always`.
	 */
	prove(person: Code, onproof: () => void, options?: { readonly always?: boolean }): Promise<void>;
	/** The PIN that is asked for now. */
	readonly asked: AskedPin | null;
	enter(pin: string): Promise<void>;
	/** A wait may be over, or somebody may have been freed. */
	look(): Promise<void>;
	/** Somebody who may frees the person who is asked, by a PIN of their own. */
	freeBy(lead: Code): Promise<void>;
	/** Nobody enters anything. */
	leave(): void;
	/** A label that was scanned while the device is locked or a PIN is asked for; false: it goes its way. */
	intercept(label: Label): boolean;
	lock(): void;
	/** What was scanned last, since the device was locked, was recorded for nobody. */
	readonly isTurnedAway: boolean;
}

export interface SignInDeps {
	readonly store: Store;
	readonly session: Session;
	readonly check: PinCheck;
	readonly feedback: Pick<FeedbackState, 'give' | 'calm'>;
	/** Somebody came by a badge while the device was locked. */
	readonly greet: (person: Code) => void;
	/** The PIN they came by was given by somebody else. */
	readonly askToChange: (person: Code) => void;
}

/** Whose PIN frees somebody who entered too many wrong ones. */
export const FREEING = ['lead', 'admin'] as const;

type Purpose =
	| { readonly to: 'come'; readonly done: () => void }
	| { readonly to: 'prove'; readonly done: () => void }
	/** Then the one who is freed is asked again. */
	| { readonly to: 'free'; readonly person: Code; readonly then: Purpose };

export function createSignIn({ store, session, check, feedback, greet, askToChange }: SignInDeps): SignIn {
	let asked = $state.raw<AskedPin | null>(null);
	let purpose: Purpose | null = null;
	let isTurnedAway = $state(false);
	let number = 0;

	async function ask(person: Code, wanted: Purpose): Promise<void> {
		const standing = await check.standing(person);
		purpose = wanted;
		asked = {
			number: ++number,
			person,
			standing,
			isWrong: false,
			isBusy: false,
			frees: wanted.to === 'free' ? wanted.person : null,
			isProof: wanted.to === 'prove',
			isElsewhere: false,
			trouble: null
		};
	}

	function change(changed: Partial<AskedPin>): void {
		if (asked !== null) asked = { ...asked, ...changed };
	}

	function leave(): void {
		asked = null;
		purpose = null;
		feedback.calm();
	}

	function begin(person: Code, done: () => void): void {
		session.work(person);
		session.unlock();
		isTurnedAway = false;
		done();
	}

	async function come(person: Code, by: 'badge' | 'tap', done: () => void = () => undefined): Promise<void> {
		const { isLocked, verified } = untrack(() => ({ isLocked: session.isLocked, verified: session.verified }));
		const isKnown = verified.includes(person) && (by === 'badge' || !isLocked);
		if (isKnown || (await check.standing(person)).type === 'none') {
			leave();
			return begin(person, done);
		}
		feedback.give('warning');
		await ask(person, { to: 'come', done });
	}

	async function answered(person: Code, pin: string, met: Purpose): Promise<void> {
		if (met.to === 'free') {
			session.vouch(person, 'act', pin);
			await check.free(met.person);
			return ask(met.person, met.then);
		}
		leave();
		session.vouch(person, met.to === 'come' ? 'work' : 'act', pin);
		if (met.to === 'prove') return met.done();
		begin(person, met.done);
		const row = await store.read((reader) => reader.get(pins, person));
		if (row?.temporary) askToChange(person);
	}

	async function mayFree(person: Code): Promise<boolean> {
		const row = await store.read((reader) => reader.get(definitions.person.table, person));
		const isOne = row !== undefined && !row.archived && row.roles.some((role) => FREEING.some((one) => one === role));
		return isOne && (await check.standing(person)).type !== 'none';
	}

	async function freeBy(lead: Code): Promise<void> {
		const wanted = purpose;
		if (asked === null || wanted === null || wanted.to === 'free' || lead === asked.person) return;
		if (await mayFree(lead)) await ask(lead, { to: 'free', person: asked.person, then: wanted });
		else feedback.give('refused');
	}

	/** A badge on a locked device: of somebody who is known here. */
	async function comeToLocked(person: Code): Promise<void> {
		const row = await store.read((reader) => reader.get(definitions.person.table, person));
		if (row && !row.archived) await come(person, 'badge', () => greet(person));
		else turnAway();
	}

	function turnAway(): void {
		isTurnedAway = session.isLocked;
		change({ isElsewhere: true });
		feedback.give('refused');
	}

	/** A badge while a PIN is asked for. False: somebody else comes instead. */
	function interceptBadge(person: Code, { standing, person: who }: AskedPin): boolean {
		if (person === who) return true;
		if (standing.type === 'shut') void freeBy(person);
		else if (purpose?.to === 'come') return false;
		else turnAway();
		return true;
	}

	return {
		come,
		async prove(person, onproof, { always = false } = {}) {
			const isNeeded = (always || !session.isFresh(person)) && (await check.standing(person)).type !== 'none';
			if (isNeeded) await ask(person, { to: 'prove', done: onproof });
			else onproof();
		},
		get asked() {
			return asked;
		},
		async enter(pin) {
			const [now, met] = [asked, purpose];
			if (now === null || met === null || now.isBusy) return;
			change({ isBusy: true, isWrong: false, isElsewhere: false, trouble: null });
			try {
				const answer = await check.attempt(now.person, pin);
				// Left meanwhile: it was counted, and that is all.
				if (asked?.number !== now.number) return;
				if (answer.type === 'right') {
					feedback.give('recorded');
					return await answered(now.person, answer.pin, met);
				}
				if (answer.type === 'wrong') feedback.give('refused');
				const standing = answer.type === 'wrong' ? await check.standing(now.person) : answer;
				change({ isBusy: false, isWrong: answer.type === 'wrong', standing });
			} catch (error) {
				console.error(error);
				change({ isBusy: false, trouble: error instanceof StoreTrouble ? error.kind : 'failed' });
			}
		},
		async look() {
			const now = asked;
			if (now === null) return;
			const standing = await check.standing(now.person);
			if (asked?.number === now.number) change({ standing });
		},
		freeBy,
		leave,
		intercept(label) {
			const now = asked;
			if (label.kind === 'person' && now !== null && interceptBadge(label.code, now)) return true;
			if (label.kind === 'person') {
				if (now !== null) leave();
				if (!session.isLocked) return false;
				void comeToLocked(label.code);
				return true;
			}
			if (now === null && !session.isLocked) return false;
			turnAway();
			return true;
		},
		lock() {
			leave();
			isTurnedAway = false;
			session.lock();
		},
		get isTurnedAway() {
			return isTurnedAway;
		}
	};
}
