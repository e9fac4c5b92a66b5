import * as v from 'valibot';
import { entityIdSchema, eventIdSchema, type EntityId, type EventId, type Stream } from '../kernel/event.ts';
import { occasion, type Occasion } from '../kernel/occasion.ts';
import { reasonSchema, type Reason } from '../kernel/reason.ts';
import { table } from '../kernel/table.ts';
import type { KnownFact, Thread } from '../kernel/thread.ts';
import { eventSpec, factsOf, foldUndisputed, type Slice, type ViewRow } from '../kernel/view.ts';

/** Downtimes that one event ends at most; an end of more is several events. */
export const END_CHUNK = 32;

/** A machine does not run from now on. */
export interface DowntimeStartedData {
	readonly machine: EntityId;
	/** Null while nobody has said why. */
	readonly reason: Reason | null;
}

/**
 * It runs again, as far as its author knew: a downtime that another device recorded meanwhile goes on until somebody who knows of
 * it ends it too.
 */
export interface DowntimeEndedData {
	readonly machine: EntityId;
	/** The events that started what ends, sorted. */
	readonly starts: readonly EventId[];
}

export const DowntimeStarted = eventSpec<'DowntimeStarted', DowntimeStartedData>(
	'DowntimeStarted',
	1,
	v.object({ machine: entityIdSchema, reason: v.nullable(reasonSchema) }),
	({ machine }) => machine
);

export const DowntimeEnded = eventSpec<'DowntimeEnded', DowntimeEndedData>(
	'DowntimeEnded',
	1,
	v.object({
		machine: entityIdSchema,
		starts: v.pipe(v.array(eventIdSchema), v.minLength(1), v.maxLength(END_CHUNK))
	}),
	({ machine }) => machine
);

/** Where a machine's own life is filed, apart from what the office says about it. */
export const machineStream = (machine: EntityId): Stream => `machine.${machine}`;

export interface Downtime {
	readonly began: Occasion;
	readonly reason: Reason | null;
	/** Null while it goes on. */
	readonly ended: Occasion | null;
}

/** Whether a machine is down. A machine that nobody ever recorded a downtime of has a row too. */
export interface DowntimeRow extends ViewRow {
	/** Those that nobody has ended, in key order: several when devices did not know of each other. It is down until none is left. */
	readonly open: readonly Downtime[];
	/** The last one, by its start, that was ended. */
	readonly last: Downtime | null;
	/** Starts that an end names and that have not arrived here, sorted. */
	readonly awaited: readonly EventId[];
	/** When the first of the open ones began, as wall time. Missing while none is open. */
	readonly downSince?: string;
}

export const downtimes = table<DowntimeRow>('downtimes', 'id', ['downSince']);

export const machineDowntime: Slice<DowntimeRow> = {
	kind: 'machine',
	events: [DowntimeStarted, DowntimeEnded] as unknown as Slice<DowntimeRow>['events'],
	table: downtimes,
	version: 1,
	fold: foldUndisputed<DowntimeRow>((thread) => {
		const ends = endsIn(thread);
		const all = factsOf(thread, DowntimeStarted).map((start): Downtime => {
			const end = ends.get(start.id);
			return { began: occasion(start), reason: start.data.reason, ended: end ? occasion(end) : null };
		});
		const here = new Set(thread.facts.map(({ id }) => id));
		const open = all.filter(({ ended }) => ended === null);
		const downSince = earliest(open);
		return {
			open,
			last: all.findLast(({ ended }) => ended !== null) ?? null,
			awaited: [...ends.keys()].filter((start) => !here.has(start)).sort(),
			...(downSince === undefined ? {} : { downSince })
		};
	})
};

/** What ended each downtime, by the event that started it: of several ends the one with the smallest key. */
function endsIn(thread: Thread): ReadonlyMap<EventId, KnownFact<DowntimeEndedData>> {
	const ends = new Map<EventId, KnownFact<DowntimeEndedData>>();
	for (const end of factsOf(thread, DowntimeEnded)) {
		for (const start of end.data.starts) if (!ends.has(start)) ends.set(start, end);
	}
	return ends;
}

/** By the time that people read: the keys of two devices need not follow it. */
const earliest = (open: readonly Downtime[]): string | undefined =>
	open
		.map(({ began }) => began.at)
		.reduce<string | undefined>(
			(first, at) => (first === undefined || Date.parse(at) < Date.parse(first) ? at : first),
			undefined
		);
