import { stepsMaking } from '../flow/route.ts';
import { draft, type Decider, type Draft } from '../kernel/decider.ts';
import { pin } from '../kernel/definition.ts';
import { err, ok } from '../kernel/result.ts';
import { runStream } from '../run/run.ts';
import { BatchCorrected, BatchInitialised } from './batch.ts';
import { leaveNeeds, leaveVouchers, objectionsTo } from './leave.ts';
import { notedNeeds, notesAt, touchedBy } from './noted.ts';
import {
	batchNeeds,
	batchOf,
	chooseMachine,
	chooseStep,
	countedRefusal,
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

/** A planned batch is initialised where a step makes its item. Another quantity than planned is a correction beside it. */
export const initialiseBatch: Decider<InitialiseBatch, BatchRefusal> = {
	command: 'InitialiseBatch',
	vouchers: leaveVouchers,
	needs: (command, rows) => [
		...batchNeeds(command.batch, rows),
		...notedNeeds(command.batch, rows),
		...siteNeeds(batchOf(command.batch, rows)?.run, rows),
		...leaveNeeds(command)
	],
	decide(command, rows, moment) {
		const batch = batchOf(command.batch, rows);
		if (!batch?.item || !batch.quantity) return err({ type: 'BatchUnknown', batch: command.batch });
		const notes = notesAt(command.station, command.batch, rows);
		const objections = objectionsTo(command, rows, notes);
		if (objections.refusal) return err(objections.refusal);
		if (batch.voided) return err({ type: 'BatchVoid', batch });
		if (batch.state === 'closed' && batch.closed?.how !== 'used') return err({ type: 'BatchAlreadyClosed', batch });
		if (batch.state !== 'created') return err({ type: 'BatchAlreadyInitialised', batch });
		const run = openRun(batch, rows, objections);
		if (!run.ok) return run;
		const held = objections.hold(batch);
		if (held) return err(held);
		const here = findStation(command.station, rows);
		if (!here.ok) return here;
		const making = stepsMaking(stepsFor(batch, rows), batch.item.id);
		const valid = stationsFor('init', making, rows);
		const elsewhere: BatchRefusal = { type: 'NotAnInitStation', station: here.value, valid };
		if (here.value.operation !== 'init' && objections.stands(elsewhere)) return err(elsewhere);
		const fitting = making.filter(({ id }) => here.value.steps.includes(id));
		const wrong: BatchRefusal = {
			type: 'WrongStation',
			station: here.value,
			batch,
			next: making,
			isPast: false,
			valid
		};
		if (fitting.length === 0 && objections.stands(wrong)) return err(wrong);
		const step = chooseStep(fitting.length > 0 ? fitting : making, command.step);
		if (!step.ok) return step;
		const machine = chooseMachine(here.value, [command.machine, batch.machine, command.usual]);
		if (!machine.ok) return machine;
		const { counted } = command;
		const miscounted = counted && countedRefusal(counted, batch.quantity);
		if (miscounted) return err(miscounted);

		const data = {
			run: run.value,
			batch: batch.id,
			step: pin(step.value),
			takes: [],
			uses: expectedUses(step.value, counted?.quantity ?? batch.quantity, rows),
			makes: [],
			...(command.batch === batch.id ? {} : { label: command.batch }),
			...objections.circumstances(moment)
		};
		const stream = runStream(run.value);
		const where = { station: here.value.id, machine: machine.value, by: objections.by };
		const touches = [batch.id, ...touchedBy(command.batch, notes)];
		const drafts: Draft[] = [...objections.releases(moment), draft(BatchInitialised, stream, touches, data, where)];
		if (counted) {
			const reason = { code: null, text: moment.personal(counted.reason.trim()) };
			const correction = { run: run.value, batch: batch.id, quantity: counted.quantity, grade: null, reason };
			drafts.push(draft(BatchCorrected, stream, [batch.id], correction, where));
		}
		return ok(drafts);
	}
};
