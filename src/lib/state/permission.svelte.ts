import { deciderOf, type Command } from '#domain/catalog.ts';
import { guardNeeds, objection, type NotPermitted } from '#domain/person/guard.ts';
import { neededRows } from '#engine/submit.ts';
import type { Store } from '#ports/store.ts';
import { live } from './live.svelte.ts';
import type { Session } from './session.svelte.ts';

export interface Permission {
	/** Why whoever works here may not do it now; null when they may, and while that is not known. */
	readonly objection: NotPermitted | null;
}

/** Asks before anything is filled in what the rules will ask afterwards. */
export function createPermission(
	{ store, session }: { readonly store: Store; readonly session: Pick<Session, 'origin'> },
	command: () => Command
): Permission {
	const rows = live(store, () => {
		const needs = guardNeeds(deciderOf(command()), command());
		return (reader) => neededRows(reader, () => needs);
	});
	return {
		get objection() {
			return rows.current ? objection(deciderOf(command()), command(), session.origin(), rows.current) : null;
		}
	};
}
