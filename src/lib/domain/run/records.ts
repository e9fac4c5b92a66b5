import * as v from 'valibot';
import {
	BatchClosed,
	BatchCorrected,
	BatchesPlanned,
	BatchInitialised,
	BatchVoided,
	FactUndone
} from '../batch/batch.ts';
import { LabelsSwapped } from '../batch/label-facts.ts';
import { HoldPlaced, HoldReleased } from '../hold/hold.ts';
import { ExceptionResolved } from '../kernel/decision.ts';
import { entityIdSchema, type EntityId, type EventId, type FloorEvent } from '../kernel/event.ts';
import type { Reason } from '../kernel/reason.ts';
import { readData, type EventSpec } from '../kernel/view.ts';

/** A record of the run's log as far as its time line needs it. */
export interface RunRecord {
	readonly id: EventId;
	readonly type: string;
	readonly at: string;
	readonly by: readonly EntityId[];
	readonly device: string;
	readonly seq: number;
	readonly batches: readonly EntityId[];
	/** What it takes back. */
	readonly undoes: EventId | null;
	readonly reason: Reason | null;
}

interface Said {
	readonly batch?: EntityId;
	readonly makes?: readonly { readonly batch: EntityId }[];
	readonly covers?: readonly EntityId[];
	readonly labels?: readonly { readonly batch: EntityId }[];
	readonly fact?: EventId;
	readonly reason?: Reason | null;
}

/** Records that a run's time line is made of. What becomes of each batch scan by scan stands in its own history. */
const TOLD: ReadonlyMap<string, EventSpec<string, unknown, unknown>> = new Map(
	[
		BatchesPlanned,
		BatchClosed,
		BatchVoided,
		BatchCorrected,
		FactUndone,
		HoldPlaced,
		HoldReleased,
		LabelsSwapped,
		ExceptionResolved
	].map((spec) => [spec.type, spec as unknown as EventSpec<string, unknown, unknown>])
);

/** Starts are the most of a log by far. The one member that is needed of each; whether it counts is what the batch's row says. */
const startSchema = v.object({ batch: entityIdSchema });

function saidIn(event: FloorEvent): Said | undefined {
	if (event.type === BatchInitialised.type) {
		const start = v.safeParse(startSchema, event.data);
		return start.success ? start.output : undefined;
	}
	const spec = TOLD.get(event.type);
	return (spec && readData(spec, event))?.data as Said | undefined;
}

/** Null for what the time line leaves out, and for what this version cannot read. */
export function recordOf(event: FloorEvent): RunRecord | null {
	const said = saidIn(event);
	if (said === undefined) return null;
	const { batch, makes, covers, labels, fact, reason } = said;
	const { _id: id, type, at, by, device, seq, touches } = event;
	const named = batch === undefined ? (makes ?? labels)?.map((one) => one.batch) : [batch];
	return {
		id,
		type,
		at,
		by,
		device,
		seq,
		batches: named ?? covers ?? touches.filter((entity) => entity.startsWith('b')),
		undoes: fact ?? null,
		reason: reason ?? null
	};
}
