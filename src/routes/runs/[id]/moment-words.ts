import { printCode, type Code } from '#domain/kernel/code.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import { m } from '#paraglide/messages.js';
import type { RunMoment } from './run-moments.ts';

/** What happened: `Completed`, `3 batches added`. */
export function momentText({ kind, about, released }: RunMoment): string {
	const count = batchesIn(about).length;
	switch (kind) {
		case 'created':
			return released ? m.runs_moment_created_released() : m.runs_moment_created();
		case 'changed':
			return m.runs_moment_changed();
		case 'cancelled':
			return m.runs_moment_cancelled();
		case 'started':
			return m.runs_moment_started();
		case 'completed':
			return m.runs_moment_completed();
		case 'finished':
			return m.runs_moment_finished();
		case 'added':
			return m.runs_moment_added({ count });
		case 'held':
			return isOfRun(about) ? m.runs_moment_run_held() : m.runs_moment_held({ count });
		case 'freed':
			return isOfRun(about) ? m.runs_moment_run_freed() : m.runs_moment_freed({ count });
		case 'corrected':
			return m.runs_moment_corrected({ count });
		case 'undone':
			return m.runs_moment_undone({ count });
		case 'closed':
			return m.runs_moment_closed({ count });
		case 'voided':
			return m.runs_moment_voided({ count });
		case 'decided':
			return m.runs_moment_decided({ count });
		case 'swapped':
			return m.runs_moment_swapped({ count });
	}
}

/** `B7K3-…, B7K4-…` and how many more. */
export function aboutText({ about }: RunMoment, most = 3): string {
	const batches = batchesIn(about);
	const named = batches.slice(0, most).map((batch) => printCode(batch as Code));
	return [named.join(', '), batches.length > most ? m.words_and_more({ count: batches.length - most }) : '']
		.filter(Boolean)
		.join(' ');
}

const isRun = (entity: EntityId): boolean => entity.startsWith('r');
const batchesIn = (about: readonly EntityId[]): readonly EntityId[] => about.filter((entity) => !isRun(entity));
const isOfRun = (about: readonly EntityId[]): boolean => about.some(isRun);
