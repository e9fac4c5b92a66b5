import type { Code } from '../kernel/code.ts';
import { draft, type Decider, type Draft, type Rows } from '../kernel/decider.ts';
import { err, ok } from '../kernel/result.ts';
import { runStream } from '../run/run.ts';
import { station, type StationRow } from '../station/station.ts';
import { BatchClosed, BatchesTransformed } from './batch.ts';
import { bearerNeeds, openBearer } from './bearer.ts';
import { cutOf, makesOf, type NewChild } from './cut.ts';
import { blankNeeds } from './labels.ts';
import { leaveNeeds, leaveVouchers, objectionsTo, type Unusual } from './leave.ts';
import { batchOf, chooseMachine, findStation, openRun, stepsFor } from './place.ts';
import type { BatchRefusal } from './refusal.ts';
import type { BatchRow } from './views.ts';

/** All or a part of a batch becomes batches of their own, each of one grade and under its own label. */
export interface SplitBatch extends Unusual {
	readonly type: 'SplitBatch';
	/** The code on the label. */
	readonly batch: Code;
	readonly station: Code;
	/** The operator's answer when the label stands for several open batches. */
	readonly source: Code | null;
	/** 1 to 50. */
	readonly children: readonly NewChild[];
	/** The operator says that the source is done although something of it is left. Where nothing is, it closes by itself. */
	readonly closes: { readonly reason: string } | null;
	/** The machine the operator chose for this station. */
	readonly machine: Code | null;
	/** The machine last named at this station. */
	readonly usual: Code | null;
}

export const splitBatch: Decider<SplitBatch, BatchRefusal> = {
	command: 'SplitBatch',
	vouchers: leaveVouchers,
	needs: (command, rows) => [
		...bearerNeeds(command.batch, rows),
		...command.children.flatMap(({ label }) => blankNeeds(label, rows)),
		...leaveNeeds(command)
	],
	decide(command, rows, moment) {
		const scanned = batchOf(command.batch, rows);
		if (!scanned?.item) return err({ type: 'BatchUnknown', batch: command.batch });
		const found = findStation(command.station, rows);
		if (!found.ok) return found;
		const here = found.value;
		const objections = objectionsTo(command, rows);
		if (objections.refusal) return err(objections.refusal);
		const fits = (one: BatchRow): boolean => worksOn(here, one, rows);
		const source = openBearer(scanned, command.source, rows, objections, fits);
		if (!source.ok) return source;
		const { batch, item } = source.value;
		const misplaced = placeRefusal(here, batch, rows);
		if (misplaced && objections.stands(misplaced)) return err(misplaced);
		const run = openRun(batch, rows, objections);
		if (!run.ok) return run;
		const held = objections.hold(batch);
		if (held) return err(held);
		const cut = cutOf(source.value, command.children, rows);
		if (!cut.ok) return cut;
		const { taken, isAll } = cut.value;
		const closes = isAll ? null : command.closes;
		if (closes?.reason.trim() === '') return err({ type: 'ReasonMissing' });
		const machine = chooseMachine(here, [command.machine, command.usual]);
		if (!machine.ok) return machine;

		const makes = makesOf(cut.value, item, moment);
		const data = {
			run: run.value,
			operation: 'split' as const,
			step: null,
			takes: [
				{
					batch: batch.id,
					item: item.id,
					quantity: taken,
					// Also of all there is: two that together exceed it are both there, and a lead learns by how much.
					extent: 'part' as const,
					...(command.batch === batch.id ? {} : { label: command.batch })
				}
			],
			uses: [],
			makes,
			ends: makes.filter(({ grade }) => grade === 'waste').map((make) => make.batch),
			...objections.circumstances(moment)
		};
		const where = { station: here.id, machine: machine.value, by: objections.by };
		const stream = runStream(run.value);
		const touches = [batch.id, ...makes.map((make) => make.batch)];
		const drafts: Draft[] = [...objections.releases(moment), draft(BatchesTransformed, stream, touches, data, where)];
		if (closes) {
			const reason = { code: null, text: moment.personal(closes.reason.trim()) };
			drafts.push(draft(BatchClosed, stream, [batch.id], { run: run.value, batch: batch.id, reason }, where));
		}
		return ok(drafts);
	}
};

function placeRefusal(here: StationRow, batch: BatchRow, rows: Rows): BatchRefusal | null {
	const valid = rows
		.all(station.table)
		.filter((one) => !one.archived && one.operation === 'split' && worksOn(one, batch, rows));
	if (here.operation !== 'split') return { type: 'NotASplitStation', station: here, valid };
	if (worksOn(here, batch, rows)) return null;
	return { type: 'WrongStation', station: here, batch, next: [], isPast: false, valid };
}

/** Where no steps are named anything is split; else what these steps take or make. */
const worksOn = ({ steps }: StationRow, batch: BatchRow, rows: Rows): boolean =>
	steps.length === 0 ||
	stepsFor(batch, rows).some(
		({ id, consumes, produces }) =>
			steps.includes(id) && [produces, ...consumes].some((part) => part?.item === batch.item?.id)
	);
