import { untrack } from 'svelte';
import { definitions } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { Label } from '#domain/label/label.ts';
import { mayFree } from '#domain/person/pin-limits.ts';
import { pins } from '#domain/person/pin.ts';
import { StoreTrouble, type Store, type StoreTroubleKind } from '#ports/store.ts';
import { askPin, type AskedPin, type Purpose } from './asked-pin.ts';
import type { FeedbackState } from './feedback.svelte.ts';
import type { PinCheck } from './pin-check.ts';
import type { Session } from './session.svelte.ts';

/** Who may go on at this device: by badge, by name, by PIN. */
export interface SignIn {
	/**
	 * Somebody comes to work. A PIN is asked of whoever has one: by a badge once a shift, by a tap on the name of somebody else each
	 * time. Whoever is not known here, or left, does not come. `oncome`: they work here now.
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
	/** Why the last scan or tap opened nothing, since the device was locked. */
	readonly turnedAway: TurnedAway | null;
}

/** Why nobody came. */
export type TurnedAway =
	/** What was scanned is recorded for nobody. */
	| { readonly type: 'Locked' }
	| { readonly type: 'Unknown'; readonly person: Code }
	| { readonly type: 'Left'; readonly person: Code }
	| { readonly type: 'StoreTrouble'; readonly trouble: StoreTroubleKind };

export interface SignInDeps {
	readonly store: Store;
	readonly session: Session;
	readonly check: PinCheck;
	readonly feedback: Pick<FeedbackState, 'give' | 'calm'>;
	/** Somebody came by a badge while the device was locked. */
	readonly greet: (person: Code) => void;
	/** Nobody came, on a device that is open: to be said where scans are. */
	readonly refuse: (why: TurnedAway) => void;
	/** The PIN they came by was given by somebody else. */
	readonly askToChange: (person: Code) => void;
}

export function createSignIn({ store, session, check, feedback, greet, refuse, askToChange }: SignInDeps): SignIn {
	let asked = $state.raw<AskedPin | null>(null);
	let purpose: Purpose | null = null;
	let turnedAway = $state.raw<TurnedAway | null>(null);
	let number = 0;

	async function ask(person: Code, wanted: Purpose): Promise<void> {
		const standing = await check.standing(person);
		purpose = wanted;
		asked = askPin(++number, person, standing, wanted);
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
		turnedAway = null;
		done();
	}

	async function come(person: Code, by: 'badge' | 'tap', done: () => void = () => undefined): Promise<void> {
		const row = await store.read((reader) => reader.get(definitions.person.table, person));
		if (!row) return turnAway({ type: 'Unknown', person });
		if (row.archived) return turnAway({ type: 'Left', person });
		const isOneself = untrack(() => !session.isLocked && session.person === person);
		const isKnown = by === 'badge' ? session.isVouched(person) : isOneself;
		if (isKnown || (await check.standing(person)).type === 'none') {
			leave();
			return begin(person, done);
		}
		feedback.give('warning');
		await ask(person, { to: 'come', done });
	}

	/** Whatever the storage does is told: nobody may stand before a screen that does nothing. */
	async function told(work: Promise<void>): Promise<void> {
		try {
			await work;
		} catch (error) {
			console.error(error);
			const trouble = error instanceof StoreTrouble ? error.kind : 'failed';
			if (asked === null) return turnAway({ type: 'StoreTrouble', trouble });
			change({ isBusy: false, trouble });
			feedback.give('refused');
		}
	}

	async function prove(person: Code, onproof: () => void, always: boolean): Promise<void> {
		const isNeeded = (always || !session.isFresh(person)) && (await check.standing(person)).type !== 'none';
		if (isNeeded) await ask(person, { to: 'prove', done: onproof });
		else onproof();
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

	async function canFree(person: Code): Promise<boolean> {
		const row = await store.read((reader) => reader.get(definitions.person.table, person));
		return row !== undefined && !row.archived && mayFree(row.roles) && (await check.standing(person)).type !== 'none';
	}

	/** A lead who is shut out as well does not free either: the next one does it instead. */
	async function freeBy(lead: Code): Promise<void> {
		if (asked === null || purpose === null) return;
		const freed: Purpose = purpose.to === 'free' ? purpose : { to: 'free', person: asked.person, then: purpose };
		const isOther = lead !== asked.person && lead !== freed.person;
		if (isOther && (await canFree(lead))) await ask(lead, freed);
		else feedback.give('refused');
	}

	function turnAway(why: TurnedAway): void {
		if (untrack(() => session.isLocked)) turnedAway = why;
		else if (asked === null && why.type !== 'Locked') return refuse(why);
		change({ isElsewhere: true });
		feedback.give('refused');
	}

	/** A badge while a PIN is asked for. False: somebody else comes instead. */
	function interceptBadge(person: Code, { standing, person: who }: AskedPin): boolean {
		if (standing.type === 'shut') void told(freeBy(person));
		else if (person === who) return true;
		else if (purpose?.to === 'come') return false;
		else turnAway({ type: 'Locked' });
		return true;
	}

	async function tryPin(pin: string, now: AskedPin, met: Purpose): Promise<void> {
		const answer = await check.attempt(now.person, pin);
		// Left meanwhile: it was counted, and that is all.
		if (asked?.number !== now.number) return;
		if (answer.type === 'right') {
			feedback.give('recorded');
			return answered(now.person, answer.pin, met);
		}
		if (answer.type === 'wrong') feedback.give('refused');
		const standing = answer.type === 'wrong' ? await check.standing(now.person) : answer;
		change({ isBusy: false, isWrong: answer.type === 'wrong', standing });
	}

	async function look(): Promise<void> {
		const now = asked;
		if (now === null) return;
		const standing = await check.standing(now.person);
		if (asked?.number === now.number) change({ standing });
	}

	return {
		come: (person, by, oncome) => told(come(person, by, oncome)),
		prove: (person, onproof, { always = false } = {}) => told(prove(person, onproof, always)),
		get asked() {
			return asked;
		},
		async enter(pin) {
			const [now, met] = [asked, purpose];
			if (now === null || met === null || now.isBusy) return;
			change({ isBusy: true, isWrong: false, isElsewhere: false, trouble: null });
			await told(tryPin(pin, now, met));
		},
		look: () => told(look()),
		freeBy: (lead) => told(freeBy(lead)),
		leave,
		intercept(label) {
			const now = asked;
			if (label.kind === 'person' && now !== null && interceptBadge(label.code, now)) return true;
			if (label.kind === 'person') {
				if (now !== null) leave();
				if (!session.isLocked) return false;
				void told(come(label.code, 'badge', () => greet(label.code)));
				return true;
			}
			if (now === null && !session.isLocked) return false;
			turnAway({ type: 'Locked' });
			return true;
		},
		lock() {
			leave();
			turnedAway = null;
			session.lock();
		},
		get turnedAway() {
			return turnedAway;
		}
	};
}
