import type { Floor } from '#state/floor.ts';
import type { Shell } from '#state/shell.ts';
import type { Words } from '#state/words/words.ts';
import { recordOrder } from '../record-order.ts';
import { commandOf, type OrderPlan } from './plan-import.ts';

export interface Imported {
	readonly created: number;
	readonly changed: number;
	/** The first order that was refused, and why; what came after it was not tried. */
	readonly stopped: { readonly number: string; readonly words: Words } | null;
}

export interface ImportJob {
	/** Null while nothing is being recorded. */
	readonly progress: { readonly done: number; readonly of: number } | null;
	/** Null until something was recorded. */
	readonly outcome: Imported | null;
	readonly run: (plans: readonly OrderPlan[], reason: string) => Promise<void>;
	readonly forget: () => void;
}

/** Records orders one after the other, each whole: what is interrupted is done up to some order, and the file can be brought in again. */
export function createImportJob(floor: Pick<Floor, 'submit'>, shell: Pick<Shell, 'session' | 'nameOf'>): ImportJob {
	let progress = $state.raw<ImportJob['progress']>(null);
	let outcome = $state.raw<Imported | null>(null);

	return {
		get progress() {
			return progress;
		},
		get outcome() {
			return outcome;
		},
		async run(plans, reason) {
			if (progress !== null) return;
			const wanted = plans.filter(({ kind }) => kind === 'new' || kind === 'changed');
			outcome = null;
			let [created, changed] = [0, 0];
			let stopped: Imported['stopped'] = null;
			for (const [done, plan] of wanted.entries()) {
				progress = { done, of: wanted.length };
				const recorded = await recordOrder(floor, shell, commandOf(plan, reason));
				if (!recorded.ok) {
					stopped = { number: plan.number, words: recorded.error };
					break;
				}
				if (plan.kind === 'new') created += 1;
				else changed += 1;
			}
			progress = null;
			outcome = { created, changed, stopped };
		},
		forget: () => void (outcome = null)
	};
}
