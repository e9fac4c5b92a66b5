import type { Pinned } from '../kernel/definition.ts';
import type { EntityId, EventId } from '../kernel/event.ts';
import type { Occasion } from '../kernel/occasion.ts';
import type { Quantity } from '../kernel/quantity.ts';
import type { Reason } from '../kernel/reason.ts';
import { table } from '../kernel/table.ts';
import type { ViewRow } from '../kernel/view.ts';
import type { Grade } from './goods.ts';
import type { Began } from './standing.ts';
import type { ClosedBy } from './verdict.ts';

export type BatchState = 'created' | 'open' | 'closed';

/** A batch as its label's reader sees it. */
export interface BatchRow extends ViewRow {
	readonly run: EntityId | null;
	/** Of a made batch that of what it was made of. */
	readonly line: number | null;
	/** Whether it was planned by the office or made by a scan; null while neither has arrived here. */
	readonly origin: 'planned' | 'made' | null;
	/** Null while its making has not arrived here. */
	readonly item: Pinned | null;
	/** As it was planned or made, or corrected since. */
	readonly quantity: Quantity | null;
	/** What has not been taken. */
	readonly remaining: Quantity | null;
	/** How much of the quantity is beyond dispute: `1`, or a fraction down to `0`. */
	readonly share: string;
	readonly grade: Grade;
	/** Why it is no firsts, where its maker said so. */
	readonly reason: Reason | null;
	/** Planned machine. */
	readonly machine: EntityId | null;
	readonly state: BatchState;
	/** A making that was undone has no reason. */
	readonly voided: (Occasion & { readonly reason: Reason | null }) | null;
	/** Something it stands on has not arrived here. */
	readonly waiting: boolean;
	/** The scan that brought it into process: its initialisation, or what made it. */
	readonly began: BatchBegan | null;
	readonly closed: BatchClosing | null;
	/** The last event that took of it. */
	readonly lastUse: EventId | null;
	readonly parents: readonly EntityId[];
	readonly children: readonly EntityId[];
	/** The code on the paper it travels under: its own, or of the batch it was moved on from, or of a second label. */
	readonly label: EntityId;
	/** Labels with that code printed so far. */
	readonly prints: number;
	/** No batch of its own: this code is a second label of that one, or was found to be the same. */
	readonly boundTo: EntityId | null;
	/** The batch that carries the label with this code now, where labels were exchanged. */
	readonly swapped: EntityId | null;
	/** The holds that stand on it, its own and those of what it was made of: their codes, sorted. */
	readonly holds: readonly EntityId[];
	/** Scans of its code that wait to be recorded, the oldest first. */
	readonly notes: readonly EventId[];
	/** Order of the oldest of them. Missing when there is none. */
	readonly noted?: string;
	/** The machine it is planned for. Missing once it is no longer only planned. */
	readonly plannedAt?: EntityId;
	/** Where it is open: a machine, else a station. Missing when it is not open. */
	readonly openAt?: EntityId;
	/** Where it was open, once it is closed. */
	readonly leftAt?: EntityId;
	/** Order of coming to where it is or was open. */
	readonly since?: string;
	/** Order of being closed. */
	readonly left?: string;
	/** Order of entering process within a run, of planned batches. Missing before. */
	readonly entered?: string;
	/** Order of no longer being only planned (entered or voided), of planned batches. Missing before. */
	readonly settled?: string;
}

export interface BatchBegan extends Occasion {
	readonly operation: Began['operation'];
	readonly station: EntityId | null;
	readonly machine: EntityId | null;
	readonly step: Pinned | null;
	/** The wall time on the paper that it was entered from; null when it was scanned as it happened. */
	readonly happened: string | null;
}

export interface BatchClosing extends Occasion {
	readonly how: ClosedBy['how'];
	/** Of a close by hand. */
	readonly reason: Reason | null;
}

/** At the end of its flow or closed by hand. What was used up goes on in what was made of it. */
export const hasEnded = ({ closed, voided }: Pick<BatchRow, 'closed' | 'voided'>): boolean =>
	closed !== null && closed.how !== 'used' && voided === null;

/** Of what is void nothing is stopped. */
export const isHeld = ({ holds, voided }: Pick<BatchRow, 'holds' | 'voided'>): boolean =>
	holds.length > 0 && voided === null;

/** A lead has to decide about it, or part of it does not count. Of what is void nothing counts, whatever its share. */
export const isInDispute = ({
	exceptions,
	share,
	voided
}: Pick<BatchRow, 'exceptions' | 'share' | 'voided'>): boolean =>
	exceptions.length > 0 || (share !== '1' && voided === null);

export const batches = table<BatchRow>('batches', 'id', [
	'run',
	'plannedAt',
	'[openAt+since]',
	'[leftAt+left]',
	'[run+entered]',
	'[run+settled]',
	'noted'
]);
