import type { BatchFlow } from '#domain/batch/batch-flow.ts';
import { batchNeeds, batchOf } from '#domain/batch/place.ts';
import { batches } from '#domain/batch/views.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import { allWithdrawn } from '#domain/kernel/withdrawn.ts';
import { readFamilies } from '#engine/family.ts';
import { loadWithdrawn } from '#engine/project.ts';
import { neededRows } from '#engine/submit.ts';
import type { Reader } from '#ports/store.ts';
import { createFlowMemory, type FlowMemory } from './flow-memory.ts';
import { lineOf, type Reach } from './flow-relatives.ts';

/**
 * All batches of a run, with the families that reach into other runs. Without nodes where nothing is planned or recorded in it. A screen
 * that watches it keeps a memory.
 */
export const readRunFlow =
	(run: Code, memory: FlowMemory = createFlowMemory()) =>
	async (reader: Reader): Promise<BatchFlow> => {
		const rows = await reader.range(batches, { index: 'run', from: run, to: `${run}\u0000` });
		return readFlowOf(
			reader,
			rows.map(({ id }) => id),
			memory
		);
	};

/** The flow of one batch, and which batch that is. */
export interface FlowOfBatch {
	/** The batch that the label with this code is on, or whose own code it is. */
	readonly batch: EntityId;
	readonly flow: BatchFlow;
}

/** `reach`: of its own line only; null: all of its family. Null while nothing of the code has arrived here. */
export const readBatchFlow =
	(code: Code, reach: Reach | null = null, memory: FlowMemory = createFlowMemory()) =>
	async (reader: Reader): Promise<FlowOfBatch | null> => {
		const batch = batchOf(code, await neededRows(reader, (known) => batchNeeds(code, known)))?.id;
		if (batch === undefined) return null;
		const flow = await readFlowOf(reader, [batch], memory);
		return { batch, flow: reach === null ? flow : lineOf(flow, batch, reach) };
	};

async function readFlowOf(reader: Reader, ids: readonly EntityId[], memory: FlowMemory): Promise<BatchFlow> {
	const [families, withdrawn] = await Promise.all([readFamilies(reader, ids), loadWithdrawn(reader)]);
	return memory(families, allWithdrawn(withdrawn));
}
