import type { Code } from '../kernel/code.ts';
import { draft, need, type Draft, type Moment, type Need, type Rows } from '../kernel/decider.ts';
import { HoldReleased } from '../hold/hold.ts';
import { person } from '../person/person.ts';
import type { Role } from '../kernel/role.ts';
import { runs, runStream } from '../run/run.ts';
import { LEAVE_ROLES, type Circumstances } from './circumstances.ts';
import type { NotedScan } from './noted.ts';
import type { BatchRefusal } from './refusal.ts';
import type { BatchRow } from './views.ts';

/** A lead lets something be recorded against the rules. */
export interface Leave {
	/** Whose badge was scanned. */
	readonly lead: Code;
	readonly reason: string;
}

/** What may be said about a scan beside what it does. */
export interface Unusual {
	readonly leave?: Leave | null;
	/** Entered from paper: the wall time with zone it happened at. */
	readonly happened?: string | null;
}

/**
 * What a lead may let pass. What is refused because it makes no sense stays refused. Overrides name these for ever: none of them
 * can be renamed.
 */
export const PASSABLE_RULES = [
	'BatchNotStarted',
	'BatchWithoutRun',
	'RunNotReleased',
	'NotAnInitStation',
	'NotAMoveStation',
	'NotASplitStation',
	'NotAMergeStation',
	'WrongStation',
	'RunOnHold',
	'RunsDiffer'
] as const satisfies readonly BatchRefusal['type'][];

const passable: ReadonlySet<string> = new Set(PASSABLE_RULES);

export const canPass = ({ type }: BatchRefusal): boolean => passable.has(type);

/** Keeps count of the rules that a command went past with a lead's leave. */
export interface Objections {
	/** Whether the refusal stands. One that is passed over is noted. */
	readonly stands: (refusal: BatchRefusal) => boolean;
	/** Why the leave itself is no good; null when it is, or when there is none. */
	readonly refusal: BatchRefusal | null;
	/** Asked last: what the record says about its circumstances. */
	readonly circumstances: (moment: Moment) => Circumstances;
	/**
	 * Nobody takes of a batch on hold, or of a held run. Null: nothing stands against it, perhaps by the lead's leave. `rows`: with the
	 * batch's run.
	 */
	readonly hold: (batch: BatchRow) => BatchRefusal | null;
	/** A lead's leave releases the batches first: what knows the hold and goes past it would look as if nobody had cared. */
	readonly releases: (moment: Moment) => readonly Draft[];
	/** Who takes part by their badge. */
	readonly by: readonly Code[];
}

/** Whose badge stands behind it. */
export const leaveVouchers = ({ leave }: Unusual): Code[] => (leave ? [leave.lead] : []);

export const leaveNeeds = ({ leave }: Unusual): Need[] => (leave ? [need(person.table, leave.lead)] : []);

/** `notes`: the noted scans that the command records. */
export function objectionsTo({ leave, happened }: Unusual, rows: Rows, notes: readonly NotedScan[] = []): Objections {
	/** No hold undoes what was done before somebody got to record it: the fold raises it for a lead. */
	const isPast = Boolean(happened) || notes.length > 0;
	const passed = new Set<string>();
	const freed: BatchRow[] = [];
	const stands = (refusal: BatchRefusal): boolean => {
		if (!leave || !canPass(refusal)) return true;
		passed.add(refusal.type);
		return false;
	};
	return {
		stands,
		hold(batch) {
			if (isPast && !leave) return null;
			const held = batch.run === null ? [] : (rows.get(runs, batch.run)?.holds ?? []);
			const ofRun: BatchRefusal = { type: 'RunOnHold', run: batch.run ?? '', holds: held };
			if (held.length > 0 && stands(ofRun)) return ofRun;
			if (batch.holds.length === 0) return null;
			if (!leave) return { type: 'BatchOnHold', batch, holds: batch.holds };
			freed.push(batch);
			return null;
		},
		releases: (moment) =>
			freed.flatMap((batch) =>
				batch.holds.map((hold) => {
					const reason = { code: null, text: moment.personal(leave?.reason.trim() ?? '') };
					const data = { hold, run: batch.run, covers: [batch.id], reason };
					const where = { station: null, machine: null, by: leave ? [leave.lead] : [] };
					return draft(HoldReleased, runStream(batch.run), [hold, batch.id], data, where);
				})
			),
		refusal: leave ? leaveRefusal(leave, rows) : null,
		circumstances: (moment) => ({
			...(happened ? { happened } : {}),
			...(notes.length > 0 ? { notes: notes.map(({ id }) => id) } : {}),
			...(leave && passed.size > 0
				? {
						override: {
							lead: leave.lead,
							reason: { code: null, text: moment.personal(leave.reason.trim()) },
							rules: [...passed].sort()
						}
					}
				: {})
		}),
		by: leave ? [leave.lead] : []
	};
}

function leaveRefusal({ lead, reason }: Leave, rows: Rows): BatchRefusal | null {
	if (!hasRole(lead, LEAVE_ROLES, rows)) return { type: 'NotALead', person: lead };
	return reason.trim() === '' ? { type: 'ReasonMissing' } : null;
}

/** Whether somebody works here and may act in one of the roles. `rows`: with the person's. */
export function hasRole(id: Code, roles: readonly Role[], rows: Rows): boolean {
	const row = rows.get(person.table, id);
	return row !== undefined && !row.archived && row.roles.some((role) => roles.includes(role));
}
