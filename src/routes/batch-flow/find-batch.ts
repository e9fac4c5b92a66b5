import type { BatchFlow, FlowNode } from '#domain/batch/batch-flow.ts';
import { parseCode } from '#domain/kernel/code.ts';
import type { EntityId } from '#domain/kernel/event.ts';

/** Characters that a part of a code needs, so that not half of a run is found. */
const LEAST_CHARACTERS = 3;

/**
 * The batches that a text leads to, in the order in which to look at them: a batch's own code before its second labels, and these
 * before the paper it travels under, which several have that were moved on as a whole; of these what is still open first. A part
 * of a code finds the codes that have it.
 */
export function findBatches({ nodes }: BatchFlow, text: string): EntityId[] {
	const parsed = parseCode(text);
	const compact = compactOf(text);
	const isWhole = parsed.ok;
	if (!isWhole && compact.length < LEAST_CHARACTERS) return [];
	const fits = (code: string): boolean => (isWhole ? code === parsed.value : code.includes(compact));
	const found = nodes.flatMap((node) => {
		const rank = rankOf(node, fits);
		return rank === null ? [] : [{ id: node.id, rank }];
	});
	return found.sort((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1)).map(({ id }) => id);
}

function rankOf({ id, aliases, label, state }: FlowNode, fits: (code: string) => boolean): number | null {
	if (fits(id)) return 0;
	if (aliases.some(fits)) return 1;
	if (!fits(label)) return null;
	return state === 'open' ? 2 : 3;
}

/**
 * The batch that the paper with this code is on now: a batch that was moved on whole goes on under the label it had. Null where none
 * of these batches ever had it.
 */
export function bearerOf({ nodes }: BatchFlow, code: EntityId): EntityId | null {
	const bearers = nodes.filter(({ label }) => label === code);
	const named = nodes.find(({ id, aliases }) => id === code || aliases.includes(code));
	const bearer = bearers.find(({ state, voided }) => state === 'open' && voided === null);
	return (bearer ?? named ?? bearers[0])?.id ?? null;
}

const compactOf = (text: string): string =>
	text.replace(/[\s-]/g, '').toLowerCase().replace(/o/g, '0').replace(/[il]/g, '1');
