import type { StepFields } from '#domain/step/step.ts';

/** What of a step its picture is drawn from. */
export type DrawnStep = Pick<StepFields, 'name' | 'consumes' | 'produces'> & { readonly id: string };

/** An item on its way from the step that produces it to one that consumes it. */
export interface Link {
	/** Null: it comes from outside, like a bought material. */
	readonly from: string | null;
	/** Null: no step of the picture consumes it. */
	readonly to: string | null;
	readonly item: string;
	/** It leads back to a step that stands before its producer, or to that step itself. */
	readonly back: boolean;
}

export interface FlowGraph {
	/** In working order: what feeds a step comes before it, otherwise as given. */
	readonly order: readonly string[];
	/** The most steps that lie between the step and the first ones: 0 for those. */
	readonly rank: ReadonlyMap<string, number>;
	readonly links: readonly Link[];
}

/** Who feeds whom: a step that produces X feeds every step that consumes X. Total: cycles and steps without items are drawn too. */
export function flowGraph(steps: readonly DrawnStep[]): FlowGraph {
	const producers = new Map<string, string[]>();
	for (const { id, produces } of steps) {
		if (produces) producers.set(produces.item, [...(producers.get(produces.item) ?? []), id]);
	}
	const links: Omit<Link, 'back'>[] = [];
	const consumed = new Set<string>();
	for (const { id, consumes } of steps) {
		for (const item of new Set(consumes.map((input) => input.item))) {
			consumed.add(item);
			for (const from of producers.get(item) ?? [null]) links.push({ from, to: id, item });
		}
	}
	for (const { id, produces } of steps) {
		if (produces && !consumed.has(produces.item)) links.push({ from: id, to: null, item: produces.item });
	}

	const feeds = new Map<string, string[]>(steps.map(({ id }) => [id, []]));
	const fed = new Set<string>();
	for (const { from, to } of links) {
		if (from === null || to === null) continue;
		feeds.get(from)?.push(to);
		if (from !== to) fed.add(to);
	}
	const ids = steps.map(({ id }) => id);
	const backwards = closingLinks([...ids.filter((id) => !fed.has(id)), ...ids.filter((id) => fed.has(id))], feeds);
	const isBack = (from: string, to: string): boolean => backwards.has(pair(from, to));
	const forward = new Map([...feeds].map(([from, next]) => [from, next.filter((to) => !isBack(from, to))]));
	const order = workingOrder(ids, forward);
	const rank = new Map<string, number>(ids.map((id) => [id, 0]));
	for (const id of order) {
		for (const next of forward.get(id) ?? []) rank.set(next, Math.max(rank.get(next) ?? 0, (rank.get(id) ?? 0) + 1));
	}
	return {
		order,
		rank,
		links: links.map((link) => ({
			...link,
			back: link.from !== null && link.to !== null && isBack(link.from, link.to)
		}))
	};
}

const pair = (from: string, to: string): string => `${from} ${to}`;

type Feeds = ReadonlyMap<string, readonly string[]>;

/** The links that close a cycle, found by walking from `starts` in their order. */
function closingLinks(starts: readonly string[], feeds: Feeds): ReadonlySet<string> {
	const closing = new Set<string>();
	const state = new Map<string, 'open' | 'done'>();
	// A stack of its own: a flow may hold more steps in a row than calls may be nested.
	for (const start of starts) {
		const path = state.has(start) ? [] : [{ id: start, next: 0 }];
		state.set(start, state.get(start) ?? 'open');
		for (let top = path.at(-1); top; top = path.at(-1)) {
			const to = feeds.get(top.id)?.[top.next++];
			if (to === undefined) {
				state.set(top.id, 'done');
				path.pop();
			} else if (state.get(to) === 'open') {
				closing.add(pair(top.id, to));
			} else if (!state.has(to)) {
				state.set(to, 'open');
				path.push({ id: to, next: 0 });
			}
		}
	}
	return closing;
}

/** Each step after all that feed it, and where possible right after one of them: what belongs together stays together. */
function workingOrder(ids: readonly string[], feeds: Feeds): readonly string[] {
	const missing = new Map<string, number>(ids.map((id) => [id, 0]));
	for (const next of feeds.values()) for (const to of next) missing.set(to, (missing.get(to) ?? 0) + 1);
	const order: string[] = [];
	const ready = ids.filter((id) => missing.get(id) === 0).reverse();
	for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
		order.push(id);
		for (const to of [...(feeds.get(id) ?? [])].reverse()) {
			missing.set(to, (missing.get(to) ?? 0) - 1);
			if (missing.get(to) === 0) ready.push(to);
		}
	}
	return order;
}
