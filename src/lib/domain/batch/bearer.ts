import { routeNeeds } from '../flow/pinned.ts';
import { stepsMaking } from '../flow/route.ts';
import type { Code } from '../kernel/code.ts';
import { need, type Need, type Rows } from '../kernel/decider.ts';
import type { Quantity } from '../kernel/quantity.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { Objections } from './leave.ts';
import { batchNeeds, batchOf, siteNeeds, stationsFor, stepsFor } from './place.ts';
import type { BatchRefusal } from './refusal.ts';
import { batches, type BatchRow } from './views.ts';

/** A batch of which something is taken. */
export interface Source {
	readonly batch: BatchRow;
	readonly item: NonNullable<BatchRow['item']>;
	readonly remaining: Quantity;
}

/** What a label stands for now: the batch itself while something of it is left, else what it became, where that has not become something else. */
export function bearersOf(scanned: BatchRow, rows: Pick<Rows, 'get'>): BatchRow[] {
	if (scanned.state === 'open') return [scanned];
	const found = new Map<string, BatchRow>();
	const seen = new Set<string>(scanned.children);
	for (const id of seen) {
		const child = rows.get(batches, id);
		if (!child || child.voided) continue;
		if (child.state === 'open' || child.children.length === 0) found.set(id, child);
		else for (const next of child.children) seen.add(next);
	}
	return found.size === 0 ? [scanned] : [...found.values()];
}

/** The rows of everything that was made of a batch, level by level as they come in, and what tells the way of each other run it went to. */
export function descendantNeeds(batch: BatchRow | undefined, rows: Rows): Need[] {
	const seen = new Set<string>(batch?.children);
	for (const child of seen) for (const next of rows.get(batches, child)?.children ?? []) seen.add(next);
	const others = new Set([...seen].flatMap((child) => rows.get(batches, child)?.run ?? []));
	if (batch?.run) others.delete(batch.run);
	return [...[...seen].map((child) => need(batches, child)), ...[...others].flatMap((run) => routeNeeds(run, rows))];
}

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
	const unused = notInProcess(scanned, rows, stands);
	if (unused) return unused;
	const bearers = bearersOf(scanned, rows);
	const open = bearers.filter(({ state }) => state === 'open');
	if (open.length === 0) return err({ type: 'BatchAlreadyClosed', batch: bearers[0] ?? scanned });
	const fitting = open.filter(fits);
	return oneOf(fitting.length > 0 ? fitting : open, answer);
}

/** Why nothing is taken of what a label names, or the batch itself where a lead lets it be used unstarted; null when it is in process. */
export function notInProcess(
	scanned: BatchRow,
	rows: Rows,
	stands: Objections['stands']
): Result<Source, BatchRefusal> | null {
	if (scanned.voided) return err({ type: 'BatchVoid', batch: scanned });
	if (scanned.state !== 'created') return null;
	const making = scanned.item ? stepsMaking(stepsFor(scanned, rows), scanned.item.id) : [];
	const refusal: BatchRefusal = { type: 'BatchNotStarted', batch: scanned, valid: stationsFor('init', making, rows) };
	return stands(refusal) ? err(refusal) : oneOf([scanned], null);
}

/** Several: the operator says which; nobody picks silently. */
export function oneOf(open: readonly BatchRow[], answer: Code | null): Result<Source, BatchRefusal> {
	const chosen = open.length === 1 ? open[0] : open.find(({ id }) => id === answer);
	if (!chosen) return err({ type: 'ChooseBatch', batches: open });
	const { item: pinned, remaining } = chosen;
	return pinned && remaining
		? ok({ batch: chosen, item: pinned, remaining })
		: err({ type: 'BatchUnknown', batch: chosen.id });
}
