import { item } from '../item/item.ts';
import type { Code } from '../kernel/code.ts';
import { draft, need, needAll, type Decider, type Rows } from '../kernel/decider.ts';
import { pin } from '../kernel/definition.ts';
import type { EntityId } from '../kernel/event.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { threads } from '../kernel/thread.ts';
import { runs, runStream } from '../run/run.ts';
import { station, type StationRow } from '../station/station.ts';
import { expectedUse, step, type StepRow } from '../step/step.ts';
import { BatchClosed, BatchesPlanned, BatchInitialised, BatchVoided, type Use } from './batch.ts';
import { batches, type BatchRow } from './views.ts';

/** The planned batch enters process at an init station. */
export interface InitialiseBatch {
	readonly type: 'InitialiseBatch';
	readonly batch: Code;
	readonly station: Code;
	/** The operator's answer when several steps make the item here. */
	readonly step: Code | null;
	/** The machine the operator chose for this station; null: as planned. */
	readonly machine: Code | null;
	/** The machine last named at this station: where nothing was planned it saves asking again. */
	readonly usual: Code | null;
}

export interface CloseBatch {
	readonly type: 'CloseBatch';
	readonly batch: Code;
	readonly reason: string;
}

export interface VoidBatch {
	readonly type: 'VoidBatch';
	readonly batch: Code;
	readonly reason: string;
}

export type BatchCommand = InitialiseBatch | CloseBatch | VoidBatch;

/** Why nothing was recorded, with what would be valid; the two `Choose` are questions to the operator. */
export type BatchRefusal =
	| { readonly type: 'BatchUnknown'; readonly batch: Code }
	| { readonly type: 'BatchVoid'; readonly batch: BatchRow }
	| { readonly type: 'BatchAlreadyClosed'; readonly batch: BatchRow }
	| { readonly type: 'BatchAlreadyInitialised'; readonly batch: BatchRow }
	| { readonly type: 'BatchNotOpen'; readonly batch: BatchRow }
	| { readonly type: 'BatchWithoutRun'; readonly batch: BatchRow }
	| { readonly type: 'RunIsCancelled'; readonly run: EntityId }
	| { readonly type: 'RunNotReleased'; readonly run: EntityId }
	| { readonly type: 'StationUnknown'; readonly station: Code }
	| { readonly type: 'NotAnInitStation'; readonly station: StationRow; readonly valid: readonly StationRow[] }
	| {
			readonly type: 'WrongStation';
			readonly station: StationRow;
			readonly batch: BatchRow;
			readonly valid: readonly StationRow[];
	  }
	| { readonly type: 'ChooseStep'; readonly steps: readonly StepRow[] }
	| { readonly type: 'ChooseMachine'; readonly machines: readonly EntityId[] }
	| { readonly type: 'ReasonMissing' };

const initialiseBatch: Decider<InitialiseBatch, BatchRefusal> = {
	command: 'InitialiseBatch',
	needs({ batch }, rows) {
		const run = rows.get(batches, batch)?.run;
		return [
			need(batches, batch),
			needAll(station.table),
			needAll(step.table),
			needAll(item.table),
			...(run ? [need(runs, run)] : [])
		];
	},
	decide(command, rows) {
		const batch = rows.get(batches, command.batch);
		const here = rows.all(station.table).find(({ id }) => id === command.station);
		if (!batch?.item || !batch.quantity) return err({ type: 'BatchUnknown', batch: command.batch });
		if (batch.voided) return err({ type: 'BatchVoid', batch });
		if (batch.state === 'closed') return err({ type: 'BatchAlreadyClosed', batch });
		if (batch.state === 'open') return err({ type: 'BatchAlreadyInitialised', batch });
		const { run } = batch;
		if (run === null) return err({ type: 'BatchWithoutRun', batch });
		const plan = rows.get(runs, run);
		if (plan?.cancelled) return err({ type: 'RunIsCancelled', run });
		if (plan?.created && !plan.released) return err({ type: 'RunNotReleased', run });
		if (!here || here.archived) return err({ type: 'StationUnknown', station: command.station });
		const valid = initStationsFor(batch.item.id, rows);
		if (here.operation !== 'init') return err({ type: 'NotAnInitStation', station: here, valid });
		const candidates = stepsAt(here, batch.item.id, rows);
		if (candidates.length === 0) return err({ type: 'WrongStation', station: here, batch, valid });
		const chosen = chooseStep(candidates, command.step);
		if (!chosen.ok) return chosen;
		const machine = chooseMachine(here, [command.machine, batch.machine, command.usual]);
		if (!machine.ok) return machine;
		const data = {
			run,
			batch: batch.id,
			step: pin(chosen.value),
			takes: [],
			uses: expectedUses(chosen.value, batch, rows),
			makes: []
		};
		const where = { station: here.id, machine: machine.value };
		return ok([draft(BatchInitialised, runStream(run), [batch.id], data, where)]);
	}
};

/** A planned batch is initialised where a step makes its item. */
const stepsAt = (here: StationRow, made: EntityId, rows: Rows): StepRow[] =>
	rows
		.all(step.table)
		.filter(({ id, archived, produces }) => !archived && here.steps.includes(id) && produces?.item === made);

const initStationsFor = (made: EntityId, rows: Rows): StationRow[] =>
	rows
		.all(station.table)
		.filter((other) => !other.archived && other.operation === 'init' && stepsAt(other, made, rows).length > 0);

/** The step the operator named, or the only one; otherwise the operator has to say. */
function chooseStep(candidates: readonly StepRow[], answer: Code | null): Result<StepRow, BatchRefusal> {
	const chosen = candidates.length === 1 ? candidates[0] : candidates.find(({ id }) => id === answer);
	return chosen ? ok(chosen) : err({ type: 'ChooseStep', steps: candidates });
}

/** The only machine here, or the first of the preferred ones that stands here; otherwise the operator has to say. */
function chooseMachine(
	{ machines }: StationRow,
	preferred: readonly (EntityId | null)[]
): Result<EntityId | null, BatchRefusal> {
	if (machines.length <= 1) return ok(machines[0] ?? null);
	const chosen = preferred.find((id) => id !== null && machines.includes(id));
	return chosen ? ok(chosen) : err({ type: 'ChooseMachine', machines });
}

/** Materials are booked as planned when the batch enters process; what was really used corrects it beside. */
function expectedUses({ consumes, produces }: StepRow, { quantity }: BatchRow, rows: Rows): Use[] {
	if (!produces || !quantity || produces.quantity.kind !== quantity.kind) return [];
	const materials = new Set(
		rows
			.all(item.table)
			.filter(({ nature }) => nature === 'material')
			.map(({ id }) => id as EntityId)
	);
	return consumes
		.filter((input) => materials.has(input.item))
		.map((input) => ({
			item: input.item,
			lot: null,
			quantity: expectedUse(input, produces, quantity),
			basis: 'planned'
		}));
}

const closeBatch: Decider<CloseBatch, BatchRefusal> = {
	command: 'CloseBatch',
	needs: ({ batch }) => [need(batches, batch)],
	decide({ batch: id, reason }, rows, moment) {
		const batch = rows.get(batches, id);
		if (!batch) return err({ type: 'BatchUnknown', batch: id });
		if (batch.voided) return err({ type: 'BatchVoid', batch });
		if (batch.state === 'closed') return err({ type: 'BatchAlreadyClosed', batch });
		if (batch.state !== 'open') return err({ type: 'BatchNotOpen', batch });
		if (batch.run === null) return err({ type: 'BatchWithoutRun', batch });
		if (reason.trim() === '') return err({ type: 'ReasonMissing' });
		const data = { run: batch.run, batch: id, reason: { code: null, text: moment.personal(reason.trim()) } };
		return ok([draft(BatchClosed, runStream(batch.run), [id], data)]);
	}
};

/** Names the making and every scan known to stand on it, so that only what its author did not know is left for a lead. */
const voidBatch: Decider<VoidBatch, BatchRefusal> = {
	command: 'VoidBatch',
	needs: ({ batch }) => [need(batches, batch), need(threads, batch)],
	decide({ batch: id, reason }, rows, moment) {
		const batch = rows.get(batches, id);
		if (!batch?.item) return err({ type: 'BatchUnknown', batch: id });
		if (batch.voided) return err({ type: 'BatchVoid', batch });
		if (batch.run === null) return err({ type: 'BatchWithoutRun', batch });
		if (reason.trim() === '') return err({ type: 'ReasonMissing' });
		const voidable: readonly string[] = [BatchesPlanned.type, BatchInitialised.type];
		const known = rows.get(threads, id)?.facts ?? [];
		const facts = known.filter(({ type }) => voidable.includes(type)).map((fact) => fact.id);
		const data = { run: batch.run, batch: id, facts, reason: { code: null, text: moment.personal(reason.trim()) } };
		return ok([draft(BatchVoided, runStream(batch.run), [id], data)]);
	}
};

export const batchDeciders = [initialiseBatch, closeBatch, voidBatch] as const;
