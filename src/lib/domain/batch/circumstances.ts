import * as v from 'valibot';
import { entityIdSchema, eventIdSchema, type EntityId, type EventId } from '../kernel/event.ts';
import { reasonSchema, type Reason } from '../kernel/reason.ts';
import type { Role } from '../kernel/role.ts';
import { isWallTime } from '../kernel/timestamp.ts';

/** What was out of the ordinary about a scan. Its effect on the batches is the same. */
export interface Circumstances {
	/**
	 * The noted scans that this records, now that their batches are known: of several records of one note the smallest key counts.
	 * It touches the codes that were noted, and what they were to make.
	 */
	readonly notes?: readonly EventId[];
	/** Entered later, from paper: the wall time it happened at, with zone. Nothing is ordered by it. */
	readonly happened?: string;
	readonly override?: Override;
}

/** Who may let it pass. */
export const LEAVE_ROLES: readonly Role[] = ['lead'];

/** A lead let it be recorded against a rule. */
export interface Override {
	readonly lead: EntityId;
	readonly reason: Reason;
	/** The refusals it passes, by their types. */
	readonly rules: readonly string[];
}

/** Noted scans that one record answers at most. */
export const MAX_NOTES = 16;

export const circumstances = {
	notes: v.exactOptional(v.pipe(v.array(eventIdSchema), v.minLength(1), v.maxLength(MAX_NOTES))),
	happened: v.exactOptional(v.pipe(v.string(), v.check(isWallTime))),
	override: v.exactOptional(
		v.object({
			lead: entityIdSchema,
			reason: reasonSchema,
			rules: v.pipe(v.array(v.pipe(v.string(), v.regex(/^[A-Z][A-Za-z]{1,63}$/))), v.minLength(1), v.maxLength(16))
		})
	)
};
