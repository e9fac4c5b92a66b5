import type { Code } from '#domain/kernel/code.ts';
import { m } from '#paraglide/messages.js';
import type { FeedbackState } from '#state/feedback.svelte.ts';
import type { Floor } from '#state/floor.ts';
import { recordOrWords } from '#state/record.ts';
import type { Session } from '#state/session.svelte.ts';
import type { SignIn } from '#state/sign-in.svelte.ts';
import { warning, type NameOf, type Words } from '#state/words/words.ts';

/** Whoever works here leaves the place to somebody, or to whoever comes. */
export interface HandOverJob {
	/** For whoever comes; empty again once it is handed over. */
	note: string;
	/** What became of it. */
	readonly said: Words | null;
	/** Somebody takes over, when they have shown who they are. Where that cannot be recorded whoever leaves works here still. */
	handTo(to: Code, by: 'badge' | 'tap'): Promise<void>;
	leaveIt(): Promise<void>;
}

export interface HandOverDeps {
	readonly submit: Floor['submit'];
	readonly session: Session;
	readonly signIn: Pick<SignIn, 'come'>;
	readonly feedback: Pick<FeedbackState, 'give'>;
	readonly nameOf: NameOf;
	/** Null while this device is none of the site's. */
	readonly device: () => Code | null;
}

export function createHandOver({ submit, session, signIn, feedback, nameOf, device }: HandOverDeps): HandOverJob {
	let note = $state('');
	let said = $state.raw<Words | null>(null);

	async function record(from: Code, to: readonly Code[]): Promise<boolean> {
		const [own, { station }] = [device(), session];
		if (own === null) return false;
		const command = { type: 'HandOver', from: [from], to, station, device: own, note } as const;
		const recorded = await recordOrWords(submit, command, session.origin(), nameOf);
		feedback.give(recorded.ok ? 'recorded' : 'refused');
		const [next] = to;
		const line = next ? m.pin_hand_done_line({ name: nameOf(next) }) : m.pin_hand_left_line();
		said = recorded.ok ? { title: m.pin_hand_done_title(), line, tone: 'ok' } : recorded.error;
		if (recorded.ok) note = '';
		return recorded.ok;
	}

	async function takeOver(from: Code, to: Code): Promise<void> {
		if (!(await record(from, [to]))) session.work(from);
	}

	return {
		get note() {
			return note;
		},
		set note(text) {
			note = text;
		},
		get said() {
			return said;
		},
		async handTo(to, by) {
			const from = session.person;
			if (from === null) return;
			if (to !== from) return signIn.come(to, by, () => void takeOver(from, to));
			// Scanned once more by whoever has just taken over.
			if (said?.tone === 'ok') return feedback.give('duplicate');
			said = warning(m.pin_hand_title(), m.pin_hand_same());
			feedback.give('warning');
		},
		async leaveIt() {
			const from = session.person;
			if (from !== null && (await record(from, []))) session.signOut();
		}
	};
}
