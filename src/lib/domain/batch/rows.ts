import type { Code } from '../kernel/code.ts';
import { eventKey, type EntityId } from '../kernel/event.ts';
import { occasion } from '../kernel/occasion.ts';
import { formatRational, inUnitOf } from '../kernel/quantity.ts';
import type { Reason } from '../kernel/reason.ts';
import { unreadFacts, type Thread } from '../kernel/thread.ts';
import { BatchesTransformed } from './batch.ts';
import type { Killer } from './life.ts';
import type { BatchVerdict } from './verdict.ts';
import type { BatchRow, BatchState } from './views.ts';

/** What the verdicts on a family's batches come to, in the order of its threads. */
export function rowsOn(family: readonly Thread[], verdicts: ReadonlyMap<EntityId, BatchVerdict>): BatchRow[] {
	const lines = linesOf(verdicts);
	return family.flatMap((thread) => {
		const id = thread.entity as Code;
		const verdict = verdicts.get(id);
		return verdict === undefined ? [] : [rowOf(id, verdict, lines.get(id) ?? null, unreadFacts(thread))];
	});
}

function rowOf(id: Code, verdict: BatchVerdict, line: number | null, unread: number): BatchRow {
	const { maker, deadMaker, make, began, closed, voided, claims, share, boundTo } = verdict;
	const making = maker ?? deadMaker;
	const state: BatchState = closed ? 'closed' : began ? 'open' : 'created';
	const where = began && (began.fact.machine ?? began.fact.station);
	const isLive = voided === undefined && boundTo === null;
	const origin = making === undefined ? null : making.transformed ? 'made' : 'planned';
	const planned = make?.machine ?? null;
	const [note] = verdict.notes;
	const enters = origin === 'made' ? undefined : began;
	const settles = origin === 'made' ? undefined : (enters?.fact ?? voided);
	return {
		id,
		run: boundTo === null ? verdict.run : null,
		line,
		origin,
		item: make?.item ?? null,
		quantity: make?.quantity ?? null,
		remaining: make && claims.remaining ? inUnitOf(make.quantity, claims.remaining) : null,
		share: formatRational(share),
		grade: make?.grade ?? 'firsts',
		reason: make?.reason ?? null,
		machine: planned,
		state,
		voided: voided ? { ...occasion(voided), reason: reasonOf(voided) } : null,
		waiting: verdict.waiting,
		began: began
			? {
					...occasion(began.fact),
					operation: began.operation,
					station: began.fact.station,
					machine: began.fact.machine,
					step: began.step,
					happened: began.happened
				}
			: null,
		closed: closed ? { ...occasion(closed.fact), how: closed.how, reason: closed.byHand?.reason ?? null } : null,
		lastUse: verdict.lastUse,
		parents: verdict.parents,
		children: verdict.children,
		label: verdict.label,
		prints: verdict.prints,
		boundTo,
		swapped: verdict.swapped,
		holds: verdict.holds,
		notes: verdict.notes,
		exceptions: verdict.exceptions.map((raised) => raised.id),
		unread,
		...(state === 'created' && planned !== null && isLive ? { plannedAt: planned } : {}),
		...(state === 'open' && where && isLive ? { openAt: where } : {}),
		...(state === 'closed' && where && isLive ? { leftAt: where } : {}),
		...(began ? { since: eventKey(began.fact.id) } : {}),
		...(closed ? { left: eventKey(closed.fact.id) } : {}),
		...(enters ? { entered: eventKey(enters.fact.id) } : {}),
		...(note ? { noted: eventKey(note) } : {}),
		...(settles ? { settled: eventKey(settles.id) } : {})
	};
}

/** Why the batch is void; null where what made it was taken back, or turned out to be recorded before. */
const reasonOf = ({ type, data }: Killer): Reason | null =>
	type === BatchesTransformed.type || !('reason' in data) ? null : (data.reason ?? null);

/** The line of the run that each batch or its first ancestor was planned by. */
function linesOf(verdicts: ReadonlyMap<EntityId, BatchVerdict>): Map<EntityId, number> {
	const lines = new Map<EntityId, number>();
	for (const start of verdicts.keys()) {
		const way = new Set<EntityId>();
		let line: number | undefined;
		for (let id: EntityId | undefined = start; id !== undefined && line === undefined && !way.has(id);) {
			way.add(id);
			const verdict: BatchVerdict | undefined = verdicts.get(id);
			const making = verdict?.maker ?? verdict?.deadMaker;
			line = lines.get(id) ?? (making && 'line' in making.fact.data ? (making.fact.data.line ?? undefined) : undefined);
			id = making?.transformed?.takes[0]?.batch;
		}
		if (line !== undefined) for (const id of way) lines.set(id, line);
	}
	return lines;
}
