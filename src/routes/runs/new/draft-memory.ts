import * as v from 'valibot';
import { emptyDraft, runDraftSchema, type RunDraft } from './run-draft.ts';

const KEY = 'floorbook.run-draft';

/** Keeps the form across reloads. Losing it costs some typing, so a storage that is full or forbidden is no trouble. */
export function keepDraft(storage: Pick<Storage, 'setItem'>, draft: RunDraft): void {
	try {
		storage.setItem(KEY, JSON.stringify(draft));
	} catch {
		return;
	}
}

/** The kept draft; an empty one when there is none, or one that this version cannot read. */
export function recallDraft(storage: Pick<Storage, 'getItem'>): RunDraft {
	try {
		const kept = v.safeParse(runDraftSchema, JSON.parse(storage.getItem(KEY) ?? 'null'));
		return kept.success ? kept.output : emptyDraft();
	} catch {
		return emptyDraft();
	}
}

export function forgetDraft(storage: Pick<Storage, 'removeItem'>): void {
	try {
		storage.removeItem(KEY);
	} catch {
		return;
	}
}
