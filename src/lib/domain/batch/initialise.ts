import { stepsMaking } from '../flow/route.ts';
import { draft, type Decider } from '../kernel/decider.ts';
import { pin } from '../kernel/definition.ts';
import { err, ok } from '../kernel/result.ts';
import { runStream } from '../run/run.ts';
import { BatchInitialised } from './batch.ts';
import {
	batchNeeds,
	batchOf,
	chooseMachine,
	chooseStep,
	expectedUses,
	findStation,
	openRun,
	siteNeeds,
	stationsFor,
	stepsFor,
	type ScannedAt
} from './place.ts';
import type { BatchRefusal } from './refusal.ts';

/** The planned batch enters process at an init station. */
export interface InitialiseBatch extends ScannedAt {
	readonly type: 'InitialiseBatch';
}

/** A planned batch is initialised where a step makes its item. */
export const initialiseBatch: Decider<InitialiseBatch, BatchRefusal> = {
	command: 'InitialiseBatch',
	needs: ({ batch }, rows) => [...batchNeeds(batch, rows), ...siteNeeds(batchOf(batch, rows)?.run, rows)],
	decide(command, rows) {
		const batch = batchOf(command.batch, rows);
		if (!batch?.item || !batch.quantity) return err({ type: 'BatchUnknown', batch: command.batch });
		if (batch.voided) return err({ type: 'BatchVoid', batch });
		if (batch.state === 'closed' && batch.closed?.how !== 'used') return err({ type: 'BatchAlreadyClosed', batch });
		if (batch.state !== 'created') return err({ type: 'BatchAlreadyInitialised', batch });
		const run = openRun(batch, rows);
		if (!run.ok) return run;
		const here = findStation(command.station, rows);
		if (!here.ok) return here;
		const making = stepsMaking(stepsFor(batch, rows), batch.item.id);
		const valid = stationsFor('init', making, rows);
		if (here.value.operation !== 'init') return err({ type: 'NotAnInitStation', station: here.value, valid });
		const candidates = making.filter(({ id }) => here.value.steps.includes(id));
		if (candidates.length === 0) {
			return err({ type: 'WrongStation', station: here.value, batch, next: making, isPast: false, valid });
		}
		const step = chooseStep(candidates, command.step);
		if (!step.ok) return step;
		const machine = chooseMachine(here.value, [command.machine, batch.machine, command.usual]);
		if (!machine.ok) return machine;
		const data = {
			run: run.value,
			batch: batch.id,
			step: pin(step.value),
			takes: [],
			uses: expectedUses(step.value, batch.quantity, rows),
			makes: []
		};
		const where = { station: here.value.id, machine: machine.value };
		return ok([draft(BatchInitialised, runStream(run.value), [batch.id], data, where)]);
	}
};
