import type { Code } from '#domain/kernel/code.ts';
import type { StationRow } from '#domain/station/station.ts';
import type { BatchRow } from '#domain/batch/views.ts';
import type { Store } from '#ports/store.ts';
import { live } from '#state/live.svelte.ts';
import type { Session } from '#state/session.svelte.ts';
import { instructionText } from '#state/words/station.ts';
import { quantityText } from '#state/words/quantity.ts';
import type { NameOf } from '#state/words/words.ts';
import type { Suggestion } from '../scan/suggestions.ts';
import { readStationWork, type StationWork } from './read-work.ts';

/** What there is to do at a station, as its screens say it; follows the store for as long as the component lives. */
export interface Work {
	/** Undefined until it was read, and without a station. */
	readonly current: StationWork | undefined;
	/** It was read, or cannot be. */
	readonly ready: boolean;
	/** The next physical action. */
	readonly instruction: string;
	readonly suggestions: readonly Suggestion[];
}

/** Milliseconds: what is up next may lag a little behind what others do, a scan may not. */
const REST = 1_000;

/** Batches suggested when a code is typed. */
const SUGGESTED = 40;

export function createWork(
	store: Store,
	station: () => StationRow | undefined,
	session: Session,
	nameOf: NameOf
): Work {
	const work = live(
		store,
		() => {
			const here = station();
			return async (reader) => here && { station: here.id, ...(await readStationWork(here)(reader)) };
		},
		{ rest: REST }
	);
	const current = $derived(work.current?.station === station()?.id ? work.current : undefined);

	const suggestion = ({ label, item, quantity }: BatchRow): Suggestion => ({
		code: label as Code,
		detail: [item && nameOf(item.id), quantity && quantityText(quantity)].filter(Boolean).join(' · ')
	});
	const suggestions = $derived(
		[...(current?.batches.map(({ batch }) => batch) ?? []), ...(current?.planned ?? [])]
			.slice(0, SUGGESTED)
			.map(suggestion)
	);
	const instruction = $derived.by(() => {
		const here = station();
		return here ? instructionText(here, session.machineAt(here.id), current?.before ?? [], nameOf) : '';
	});

	return {
		get current() {
			return current;
		},
		get ready() {
			return current !== undefined || work.error !== undefined;
		},
		get instruction() {
			return instruction;
		},
		get suggestions() {
			return suggestions;
		}
	};
}
