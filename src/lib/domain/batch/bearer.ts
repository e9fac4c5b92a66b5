import { stepsMaking } from '../flow/route.ts';
import type { Code } from '../kernel/code.ts';
import type { Need, Rows } from '../kernel/decider.ts';
import { err, type Result } from '../kernel/result.ts';
import type { Objections } from './leave.ts';
import { bearersOf, descendantNeeds, oneOf, type Source } from './move.ts';
import { batchNeeds, batchOf, siteNeeds, stationsFor, stepsFor } from './place.ts';
import type { BatchRefusal } from './refusal.ts';
import type { BatchRow } from './views.ts';

/** What `openBearer` looks at, and the runs of all that the label may stand for: a merge may have led to another one. */
export function bearerNeeds(code: Code, rows: Rows): Need[] {
	const scanned = batchOf(code, rows);
	const runs = scanned ? [scanned, ...bearersOf(scanned, rows)].map(({ run }) => run) : [null];
	return [
		...batchNeeds(code, rows),
		...descendantNeeds(scanned, rows),
		...[...new Set(runs)].flatMap((run) => siteNeeds(run, rows))
	];
}

/**
 * The open batch that a label stands for, at whatever step it is: the one it names, or what became of it. Of several those that
 * fit go before the others; the operator says which.
 */
export function openBearer(
	scanned: BatchRow,
	answer: Code | null,
	rows: Rows,
	{ stands }: Objections,
	fits: (batch: BatchRow) => boolean = () => true
): Result<Source, BatchRefusal> {
	if (scanned.voided) return err({ type: 'BatchVoid', batch: scanned });
	if (scanned.state === 'created') {
		const making = scanned.item ? stepsMaking(stepsFor(scanned, rows), scanned.item.id) : [];
		const refusal: BatchRefusal = { type: 'BatchNotStarted', batch: scanned, valid: stationsFor('init', making, rows) };
		return stands(refusal) ? err(refusal) : oneOf([scanned], answer);
	}
	const bearers = bearersOf(scanned, rows);
	const open = bearers.filter(({ state }) => state === 'open');
	if (open.length === 0) return err({ type: 'BatchAlreadyClosed', batch: bearers[0] ?? scanned });
	const fitting = open.filter(fits);
	return oneOf(fitting.length > 0 ? fitting : open, answer);
}
