import { stepsAfter } from '../flow/route.ts';
import type { Code } from '../kernel/code.ts';
import { draft, type Decider, type Draft, type Rows } from '../kernel/decider.ts';
import { pin } from '../kernel/definition.ts';
import type { EntityId } from '../kernel/event.ts';
import { formatRational } from '../kernel/quantity.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { runStream } from '../run/run.ts';
import type { StepRow } from '../step/step.ts';
import { smallestOf } from '../unit/unit.ts';
import { BatchesTransformed, TouchedElsewhere, type BatchesTransformedData } from './batch.ts';
import { GRADES, type Grade, type Make } from './goods.ts';
import { leaveVouchers, objectionsTo } from './leave.ts';
import { makeAt } from './move.ts';
import { chooseMachine, chooseStep, expectedUses, stepsFor } from './place.ts';
import type { BatchRefusal, PartYield } from './refusal.ts';
import {
	collect,
	collectingAt,
	fitsTray,
	joiningAll,
	missingFor,
	totalOf,
	trayNeeds,
	wasMadeHere,
	type Collecting,
	type InTray,
	type Tray
} from './tray.ts';

/** Several batches of one item and grade become one, or all the parts of a step that takes several: all there is of each. */
export interface MergeBatches extends Tray {
	readonly type: 'MergeBatches';
	/** The operator's answer when several steps join these parts. */
	readonly step: Code | null;
	/** The machine the operator chose at this station. */
	readonly machine: Code | null;
	/** The machine last named at this station. */
	readonly usual: Code | null;
}

export const mergeBatches: Decider<MergeBatches, BatchRefusal> = {
	command: 'MergeBatches',
	vouchers: leaveVouchers,
	needs: trayNeeds,
	decide(command, rows, moment) {
		const objections = objectionsTo(command, rows);
		if (objections.refusal) return err(objections.refusal);
		const here = collectingAt(command.station, rows, objections);
		if (!here.ok) return here;
		const collected = collect(command, here.value, rows, objections);
		if (!collected.ok) return err(repeated(command, here.value, rows) ?? collected.error);
		const inside = collected.value;
		const [first] = inside;
		if (first === undefined) return err({ type: 'TooFewToMerge' });
		const becomes = here.value.onlyParts || isOfSeveralItems(inside) ? joined : merged;
		const become = becomes(inside, command.step, rows);
		if (!become.ok) return become;
		const { step, make } = become.value;
		const machine = chooseMachine(here.value.station, [command.machine, command.usual]);
		if (!machine.ok) return machine;

		const made = moment.mint('b');
		const { run, label } = first.batch;
		const data: BatchesTransformedData = {
			run,
			operation: here.value.onlyParts ? 'move' : 'merge',
			step: step && pin(step),
			takes: inside.map(({ scanned, batch, item, remaining }) => ({
				batch: batch.id,
				item: item.id,
				quantity: remaining,
				extent: 'all',
				...(scanned === batch.id ? {} : { label: scanned })
			})),
			uses: step ? expectedUses(step, make.quantity, rows) : [],
			makes: [{ ...make, batch: made, label }],
			ends: step && stepsAfter(stepsFor(first.batch, rows), make.item.id).length === 0 ? [made] : [],
			...objections.circumstances(moment)
		};
		const touched = [...inside.map(({ batch }) => batch.id), made];
		const where = { station: here.value.station.id, machine: machine.value, by: objections.by };
		return ok([
			...objections.releases(moment),
			draft(BatchesTransformed, runStream(run), touched, data, where),
			...pointers(inside, run, made)
		]);
	}
};

interface Become {
	/** Null where the batches go through none. */
	readonly step: StepRow | null;
	readonly make: Omit<Make, 'batch'>;
}

const isOfSeveralItems = (inside: readonly InTray[]): boolean => new Set(inside.map(({ item }) => item.id)).size > 1;

/** One batch of the sum, in the first one's unit. */
function merged(inside: readonly InTray[]): Result<Become, BatchRefusal> {
	const [first] = inside;
	const quantity = totalOf(inside);
	if (first === undefined || quantity === null || inside.length < 2) return err({ type: 'TooFewToMerge' });
	const make = {
		item: first.item,
		quantity,
		smallest: formatRational(smallestOf(quantity)),
		second: null,
		grade: first.batch.grade,
		place: null,
		machine: null
	};
	return ok({ step: null, make });
}

/** What the step makes of one batch of each of its parts, as good as the least of them. */
function joined(inside: readonly InTray[], answer: Code | null, rows: Rows): Result<Become, BatchRefusal> {
	const joining = joiningAll(inside);
	const complete = joining.filter((step) => missingFor(step, inside, rows).length === 0);
	const [partial] = joining;
	if (partial && complete.length === 0) {
		return err({ type: 'PartsMissing', step: partial, items: missingFor(partial, inside, rows) });
	}
	const step = chooseStep(complete, answer);
	if (!step.ok) return step;
	const makes: Omit<Make, 'batch'>[] = [];
	const yields: PartYield[] = [];
	for (const { batch, remaining } of inside) {
		const make = makeAt(step.value, batch, remaining, rows);
		if (make === null) return err({ type: 'TooLittleForStep', step: step.value, batch });
		makes.push(make);
		yields.push({ batch, quantity: make.quantity });
	}
	const [make] = makes;
	if (make === undefined) return err({ type: 'TooFewToMerge' });
	if (makes.some(({ quantity }) => quantity.amount !== make.quantity.amount)) {
		return err({ type: 'YieldsDiffer', step: step.value, yields });
	}
	return ok({ step: step.value, make: { ...make, grade: leastOf(makes.map(({ grade }) => grade)) } });
}

const leastOf = (grades: readonly Grade[]): Grade => GRADES.findLast((grade) => grades.includes(grade)) ?? 'firsts';

/** Whoever holds only another one's run learns from it where its batches went. */
function pointers(inside: readonly InTray[], filed: EntityId | null, made: EntityId): Draft[] {
	const byRun = new Map<EntityId | null, EntityId[]>();
	for (const { batch } of inside) {
		if (batch.run !== filed) byRun.set(batch.run, [...(byRun.get(batch.run) ?? []), batch.id]);
	}
	return [...byRun].map(([run, touched]) =>
		draft(TouchedElsewhere, runStream(run), touched, { run, stream: runStream(filed), batches: touched, made: [made] })
	);
}

/** All of these labels lead to what was made of them here: the same confirmation would be the second one. */
function repeated(tray: MergeBatches, here: Collecting, rows: Rows): BatchRefusal | null {
	const [code, ...others] = tray.batches;
	if (code === undefined || others.length === 0) return null;
	const first = fitsTray({ ...tray, batches: [] }, code, rows);
	if (!first.ok || !wasMadeHere(first.value.batch, here)) return null;
	const isSame = others.every((other) => {
		const one = fitsTray({ ...tray, batches: [code] }, other, rows);
		return !one.ok && one.error.type === 'AlreadyInTray';
	});
	return isSame ? { type: 'BatchAlreadyMoved', batch: first.value.batch } : null;
}
