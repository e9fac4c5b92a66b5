import type { Code } from '../kernel/code.ts';
import { need, type Decider } from '../kernel/decider.ts';
import { err, ok } from '../kernel/result.ts';
import { cancelling, cancelNeeds } from './cancel.ts';
import { planNeeds, planRun, type PlanRefusal, type RunPlan } from './plan.ts';
import { runs } from './run.ts';

export interface CreateRun extends RunPlan {
	readonly type: 'CreateRun';
}

export interface CancelRun {
	readonly type: 'CancelRun';
	readonly run: Code;
	readonly reason: string;
}

export type RunCommand = CreateRun | CancelRun;

export type RunRefusal =
	| PlanRefusal
	| { readonly type: 'RunUnknown'; readonly run: Code }
	| { readonly type: 'RunAlreadyCancelled'; readonly run: Code }
	| { readonly type: 'ReasonMissing' };

const createRun: Decider<CreateRun, RunRefusal> = {
	command: 'CreateRun',
	roles: ['lead', 'planner', 'admin'],
	needs: planNeeds,
	decide(command, rows, moment) {
		const planned = planRun(command, rows, moment);
		return planned.ok ? ok(planned.value.drafts) : planned;
	}
};

const cancelRun: Decider<CancelRun, RunRefusal> = {
	command: 'CancelRun',
	roles: ['lead', 'planner', 'admin'],
	needs: ({ run }, rows) => [need(runs, run), ...cancelNeeds(run, rows)],
	decide({ run, reason }, rows, moment) {
		const row = rows.get(runs, run);
		if (!row) return err({ type: 'RunUnknown', run });
		if (row.cancelled) return err({ type: 'RunAlreadyCancelled', run });
		if (reason.trim() === '') return err({ type: 'ReasonMissing' });
		return ok(cancelling(run, rows, { code: null, text: moment.personal(reason.trim()) }));
	}
};

export const runDeciders = [createRun, cancelRun] as const;
