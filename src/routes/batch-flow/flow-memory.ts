import { flowOfFamily, joinFlows, type BatchFlow } from '#domain/batch/batch-flow.ts';
import { isSame } from '#domain/kernel/same.ts';
import { unreadFacts, type Thread } from '#domain/kernel/thread.ts';
import type { AllWithdrawn } from '#domain/kernel/view.ts';
import { NOBODY_WITHDRAWN } from '#domain/kernel/withdrawn.ts';

/** The flow of these families, where those that nothing was added to need not be looked at again. */
export type FlowMemory = (families: readonly (readonly Thread[])[], withdrawn: AllWithdrawn) => BatchFlow;

/**
 * For a screen that follows a run while it is worked on: a scan changes one family of thousands. Nodes and edges of the others stay
 * the same objects.
 */
export function createFlowMemory(): FlowMemory {
	let before = NOBODY_WITHDRAWN;
	let known = new Map<string, BatchFlow>();
	return (families, withdrawn) => {
		if (!isSame([...before], [...withdrawn])) known = new Map();
		before = withdrawn;
		const now = new Map<string, BatchFlow>();
		for (const threads of families) {
			const key = keyOf(threads);
			now.set(key, known.get(key) ?? flowOfFamily(threads, withdrawn));
		}
		known = now;
		return joinFlows([...now.values()]);
	};
}

/** Facts are only ever added, and a family only ever grows: as many of both are the same ones. */
function keyOf(threads: readonly Thread[]): string {
	const facts = threads.reduce((sum, thread) => sum + thread.facts.length, 0);
	const unread = threads.reduce((sum, thread) => sum + unreadFacts(thread), 0);
	return `${threads[0]?.entity ?? ''} ${threads.length} ${facts} ${unread}`;
}
