import type { Code } from '#domain/kernel/code.ts';
import { personalId } from '#domain/kernel/personal.ts';
import { isShut, waitAfter } from '#domain/person/pin-limits.ts';
import { pins } from '#domain/person/pin.ts';
import { clearPinTries, countPinTry, readPinTries, uncountPinTry } from '#engine/pin-tries.ts';
import { personalTexts, type PinTriesRow } from '#engine/tables.ts';
import type { PinHasher, PinTrouble } from '#ports/pin-hasher.ts';
import type { Reader, Store } from '#ports/store.ts';

/** Whether a person's PIN can be tried here and now. */
export type PinStanding =
	| { readonly type: 'none' } // there is no PIN
	| { readonly type: 'free'; readonly failed: number }
	| { readonly type: 'waiting'; readonly milliseconds: number }
	| { readonly type: 'shut' } // until a lead or an admin frees the person
	| { readonly type: 'unreadable'; readonly trouble: PinTrouble | { readonly type: 'VerifierMissing' } };

/** What became of a try. */
export type PinAnswer =
	/** `pin`: the reference of what it was checked by. */
	{ readonly type: 'right'; readonly pin: string } | { readonly type: 'wrong'; readonly failed: number } | PinStanding;

/**
 * Checks PINs on this device, with its limits: five wrong ones for nothing, then a wait that doubles, after ten a lead or an admin.
 * The count is on the disk before a try is answered. A wait passes only while the page is open, by a clock that nobody can set,
 * and starts again in full when the page does: neither a reload nor a change of the time of day makes it shorter.
 */
export interface PinCheck {
	readonly standing: (person: Code) => Promise<PinStanding>;
	readonly attempt: (person: Code, pin: string) => Promise<PinAnswer>;
	/** Somebody who may has said so. */
	readonly free: (person: Code) => Promise<void>;
}

export interface PinCheckDeps {
	readonly store: Store;
	readonly hasher: PinHasher;
	/** Milliseconds that the page has been open. */
	readonly elapsed: () => number;
}

interface Known {
	/** Undefined while it has not arrived here, or was erased. */
	readonly verifier: string | undefined;
	readonly tries: PinTriesRow;
}

export function createPinCheck({ store, hasher, elapsed }: PinCheckDeps): PinCheck {
	/** Since when the page has seen the counts as they are. */
	const seen = new Map<Code, { readonly changes: number; readonly since: number }>();

	function waitLeft(person: Code, { failed, changes }: PinTriesRow): number {
		const now = elapsed();
		const known = seen.get(person);
		const since = known?.changes === changes ? known.since : now;
		seen.set(person, { changes, since });
		return Math.max(0, waitAfter(failed) - (now - since));
	}

	function standingOf(person: Code, known: Known | null): PinStanding {
		if (known === null) return { type: 'none' };
		const { verifier, tries } = known;
		const milliseconds = waitLeft(person, tries);
		if (verifier === undefined) return { type: 'unreadable', trouble: { type: 'VerifierMissing' } };
		if (isShut(tries.failed)) return { type: 'shut' };
		return milliseconds > 0 ? { type: 'waiting', milliseconds } : { type: 'free', failed: tries.failed };
	}

	return {
		standing: (person) => store.read(async (reader) => standingOf(person, await readKnown(reader, person))),
		async attempt(person, pin) {
			const begun = await store.write(async (writer) => {
				const known = await readKnown(writer, person);
				const standing = standingOf(person, known);
				if (known?.verifier === undefined || standing.type !== 'free') return { standing };
				return { standing, verifier: known.verifier, tries: await countPinTry(writer, known.tries) };
			});
			if (begun.tries === undefined) return begun.standing;
			const { verifier, tries } = begun;
			const matches = await hasher.matches(pin, verifier);
			if (!matches.ok) {
				await store.write((writer) => uncountPinTry(writer, tries));
				return { type: 'unreadable', trouble: matches.error };
			}
			if (!matches.value) {
				// The wait begins when the answer is there, not when it was asked for.
				waitLeft(person, tries);
				return { type: 'wrong', failed: tries.failed };
			}
			await store.write((writer) => clearPinTries(writer, person));
			return { type: 'right', pin: tries.verifier };
		},
		free: (person) => store.write((writer) => clearPinTries(writer, person))
	};
}

/** Null for somebody without a PIN. */
async function readKnown(reader: Reader, person: Code): Promise<Known | null> {
	const ref = (await reader.get(pins, person))?.verifier ?? null;
	if (ref === null) return null;
	const [text, tries] = await Promise.all([
		reader.get(personalTexts, personalId(ref)),
		readPinTries(reader, person, ref.personal)
	]);
	return { verifier: text?.text, tries };
}

/** What a person's PIN is checked by; null without a PIN, and while that is not here. */
export const readVerifier = async (reader: Reader, person: Code): Promise<string | null> =>
	(await readKnown(reader, person))?.verifier ?? null;
