import { getContext, setContext } from 'svelte';
import type { Command } from '#domain/catalog.ts';
import type { Result } from '#domain/kernel/result.ts';
import type { Recorded } from '#engine/submit.ts';
import type { PinHasher } from '#ports/pin-hasher.ts';
import type { AppUpdate } from './app-update.svelte.ts';
import type { FeedbackState } from './feedback.svelte.ts';
import type { Installation } from './installation.svelte.ts';
import type { Scanning } from './scanning.svelte.ts';
import type { Session } from './session.svelte.ts';
import type { PinCheck } from './pin-check.ts';
import type { SignIn } from './sign-in.svelte.ts';
import type { StorageCare } from './storage-care.svelte.ts';
import type { SyncState } from './sync-status.svelte.ts';
import type { NameOf, Words } from './words/words.ts';

/** What surrounds every screen: who works here, how safe the work is, what was scanned last. Built once, by the layout. */
export interface Shell {
	readonly session: Session;
	readonly signIn: SignIn;
	readonly pinHasher: PinHasher;
	readonly pinCheck: PinCheck;
	readonly sync: SyncState;
	readonly scanning: Scanning;
	readonly feedback: FeedbackState;
	readonly appUpdate: AppUpdate;
	readonly storage: StorageCare;
	readonly installation: Installation;
	/** What everything is called. */
	readonly nameOf: NameOf;
	/** Records what was decided on a screen, by the person who works here; whatever goes wrong comes back in words. */
	readonly record: (command: Command) => Promise<Result<Recorded, Words>>;
}

const KEY = Symbol('shell');

export const provideShell = (shell: Shell): Shell => setContext(KEY, shell);

export const useShell = (): Shell => getContext<Shell>(KEY);
