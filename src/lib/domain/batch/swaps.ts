import { compareEvents, type EntityId, type EventId } from '../kernel/event.ts';
import type { KnownFact } from '../kernel/thread.ts';
import type { LabelsSwappedData } from './label-facts.ts';
import type { Family } from './family.ts';

type Swap = KnownFact<LabelsSwappedData>;

/** Who carries whose label, where labels were found exchanged. */
export interface Exchanged {
	/** The code on the batch's own paper, and the statement that counts; undefined where nobody said anything about it. */
	readonly labelOf: (batch: EntityId) => { readonly code: EntityId; readonly said: EventId } | undefined;
	/** The batch that a code leads to; null where it is the code's own. */
	readonly leadsTo: (code: EntityId) => EntityId | null;
	/** Statements that do not know of each other and put different papers on a batch: those that do not count. */
	readonly conflicts: readonly { readonly batch: EntityId; readonly losing: EventId; readonly counting: EventId }[];
}

/** Of several statements about a batch or a code the one that knows the others counts, else the smallest key. */
export function exchangedIn({ members, knows }: Family): Exchanged {
	const found = new Map([...members.values()].flatMap(({ swaps }) => swaps).map((swap) => [swap.id, swap]));
	const swaps = [...found.values()].sort((a, b) => compareEvents(a.id, b.id));
	const latestAbout = (says: (swap: Swap) => boolean): Swap[] => {
		const all = swaps.filter(says);
		return all.filter(({ id }) => !all.some((other) => knows(other.id, id)));
	};
	const labels = new Map<EntityId, { readonly code: EntityId; readonly said: EventId }>();
	const conflicts: { batch: EntityId; losing: EventId; counting: EventId }[] = [];
	for (const batch of new Set(swaps.flatMap(({ data }) => data.labels.map((one) => one.batch)))) {
		const codeIn = ({ data }: Swap) => data.labels.find((one) => one.batch === batch)?.code;
		const [counting, ...others] = latestAbout((swap) => codeIn(swap) !== undefined);
		if (counting === undefined) continue;
		const code = codeIn(counting);
		if (code !== undefined) labels.set(batch, { code, said: counting.id });
		for (const other of others) {
			if (codeIn(other) !== code) conflicts.push({ batch, losing: other.id, counting: counting.id });
		}
	}
	const bearers = new Map<EntityId, EntityId>();
	for (const code of new Set(swaps.flatMap(({ data }) => data.labels.map((one) => one.code)))) {
		const batchIn = ({ data }: Swap) => data.labels.find((one) => one.code === code)?.batch;
		const [counting] = latestAbout((swap) => batchIn(swap) !== undefined);
		const bearer = counting && batchIn(counting);
		if (bearer !== undefined && bearer !== code) bearers.set(code, bearer);
	}
	return {
		labelOf: (batch) => labels.get(batch),
		leadsTo: (code) => bearers.get(code) ?? null,
		conflicts
	};
}
