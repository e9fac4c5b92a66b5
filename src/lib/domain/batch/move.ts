import { leadsTo, stepsAfter } from '../flow/route.ts';
import { item } from '../item/item.ts';
import type { Code } from '../kernel/code.ts';
import type { EntityId } from '../kernel/event.ts';
import { draft, type Decider, type Rows } from '../kernel/decider.ts';
import { pin } from '../kernel/definition.ts';
import type { Quantity } from '../kernel/quantity.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { runStream } from '../run/run.ts';
import type { StationRow } from '../station/station.ts';
import { expectedOutput, type StepRow } from '../step/step.ts';
import { BatchesTransformed } from './batch.ts';
import { bearersOf, descendantNeeds, notInProcess, oneOf, type Source } from './bearer.ts';
import type { Make } from './goods.ts';
import { leaveNeeds, leaveVouchers, type Objections, objectionsTo } from './leave.ts';
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
	partsOf,
	siteNeeds,
	stationsFor,
	stepsFor,
	type ScannedAt
} from './place.ts';
import { productOf } from './product.ts';
import type { BatchRefusal } from './refusal.ts';
import type { BatchRow } from './views.ts';

/** The batch goes to the next step: all of it becomes a new batch there, under the label it has. */
export interface MoveBatch extends ScannedAt {
	readonly type: 'MoveBatch';
	/** The operator's answer when the label stands for several open batches. */
	readonly source: Code | null;
}

export const moveBatch: Decider<MoveBatch, BatchRefusal> = {
	command: 'MoveBatch',
	vouchers: leaveVouchers,
	needs(command, rows) {
		const scanned = batchOf(command.batch, rows);
		return [
			...batchNeeds(command.batch, rows),
			...notedNeeds(command.batch, rows),
			...descendantNeeds(scanned, rows),
			...siteNeeds(scanned?.run, rows),
			...leaveNeeds(command)
		];
	},
	decide(command, rows, moment) {
		const scanned = batchOf(command.batch, rows);
		if (!scanned?.item) return err({ type: 'BatchUnknown', batch: command.batch });
		const station = findStation(command.station, rows);
		if (!station.ok) return station;
		const notes = notesAt(command.station, command.batch, rows);
		const objections = objectionsTo(command, rows, notes);
		if (objections.refusal) return err(objections.refusal);
		const here = station.value;
		const source = sourceAt(here, scanned, command.source, rows, objections);
		if (!source.ok) return source;
		const { batch, item: taken, remaining } = source.value;
		const run = openRun(batch, rows, objections);
		if (!run.ok) return run;
		const held = objections.hold(batch);
		if (held) return err(held);
		const steps = stepsFor(batch, rows);
		const step = chooseStep(stepsHere(here, steps, taken.id), command.step);
		if (!step.ok) return step;
		if (partsOf(step.value, rows).length > 1) return err({ type: 'StepJoinsParts', step: step.value });
		const expected = makeAt(step.value, batch, remaining, rows);
		if (expected === null) return err({ type: 'TooLittleForStep', step: step.value, batch });
		const { counted } = command;
		const miscounted = counted && countedRefusal(counted, expected.quantity);
		if (miscounted) return err(miscounted);
		const make = counted ? { ...expected, quantity: counted.quantity } : expected;
		const machine = chooseMachine(here, [command.machine, command.usual]);
		if (!machine.ok) return machine;

		const made = notes[0]?.data.output ?? moment.mint('b');
		const data = {
			run: run.value,
			operation: 'move' as const,
			step: pin(step.value),
			takes: [
				{
					batch: batch.id,
					item: taken.id,
					quantity: remaining,
					extent: 'all' as const,
					...(command.batch === batch.id ? {} : { label: command.batch })
				}
			],
			uses: expectedUses(step.value, make.quantity, rows),
			makes: [{ ...make, batch: made }],
			ends: stepsAfter(steps, make.item.id).length === 0 ? [made] : [],
			...(counted ? { reason: { code: null, text: moment.personal(counted.reason.trim()) } } : {}),
			...objections.circumstances(moment)
		};
		const where = { station: here.id, machine: machine.value, by: objections.by };
		const touches = [batch.id, made, ...touchedBy(command.batch, notes)];
		const moved = draft(BatchesTransformed, runStream(run.value), touches, data, where);
		return ok([...objections.releases(moment), moved]);
	}
};

/** The steps of this station that take the item; where a lead lets it go out of its order, any of the batch's steps that are done here. */
function stepsHere(here: StationRow, steps: readonly StepRow[], item: EntityId): StepRow[] {
	const done = steps.filter(({ id }) => here.steps.includes(id));
	const next = stepsAfter(done, item);
	return next.length > 0 ? next : done;
}

/**
 * The open batch that a label stands for at this station: the one it names, or what became of it. Several: the operator says
 * which; nobody picks silently. None that can be moved here: why, and where it belongs.
 */
function sourceAt(
	here: StationRow,
	scanned: BatchRow,
	answer: Code | null,
	rows: Rows,
	{ stands }: Objections
): Result<Source, BatchRefusal> {
	const unused = notInProcess(scanned, rows, stands);
	if (unused) return unused;
	const bearers = bearersOf(scanned, rows);
	const open = bearers.filter(({ state }) => state === 'open');
	const fitting = open.filter((batch) => nextSteps(batch, rows).some(({ id }) => here.steps.includes(id)));
	if (here.operation === 'move' && fitting.length > 0) return oneOf(fitting, answer);
	const latest = open[0] ?? bearers[0] ?? scanned;
	if (bearers.some(({ began }) => began?.operation === 'move' && began.station === here.id)) {
		return err({ type: 'BatchAlreadyMoved', batch: bearers.find(({ began }) => began?.station === here.id) ?? latest });
	}
	if (latest.state === 'closed') return err({ type: 'BatchAlreadyClosed', batch: latest });
	const next = nextSteps(latest, rows);
	const valid = stationsFor('move', next, rows);
	const elsewhere: BatchRefusal = { type: 'NotAMoveStation', station: here, valid };
	if (here.operation !== 'move' && stands(elsewhere)) return err(elsewhere);
	const steps = stepsFor(latest, rows);
	const done = steps.filter(({ id }) => here.steps.includes(id));
	const isPast = leadsTo(steps, done, latest.item?.id ?? '');
	const wrong: BatchRefusal = { type: 'WrongStation', station: here, batch: latest, next, isPast, valid };
	// Where nothing of its flow is done, there is nothing that a lead could let pass.
	return fitting.length === 0 && (done.length === 0 || stands(wrong)) ? err(wrong) : oneOf(open, answer);
}

const nextSteps = (batch: BatchRow, rows: Rows): StepRow[] =>
	batch.item ? stepsAfter(stepsFor(batch, rows), batch.item.id) : [];

/** What comes of all that is left, in the made item's own unit and in whole smallest steps of it; null when that is nothing. */
export function makeAt(
	step: StepRow,
	{ item: taken, grade }: BatchRow,
	remaining: Quantity,
	rows: Rows
): Omit<Make, 'batch'> | null {
	const { produces, consumes } = step;
	const input = consumes.find((one) => one.item === taken?.id);
	const product = rows.all(item.table).find(({ id }) => id === produces?.item);
	// Out of its order the step does not say what comes of this item: as much as went in.
	const output = input && produces ? expectedOutput(input, produces, remaining) : remaining;
	if (!output || !product) return null;
	return productOf(product, output, grade);
}
